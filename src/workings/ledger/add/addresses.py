"""
Which addresses may be asked for a file: plain ones of the web, on the public internet.

What an address says is checked before anything is asked; what its name stands for is looked up
here, once, and whoever connects has to take the addresses that were checked.
"""

from __future__ import annotations

import re
import socket
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address
from urllib.parse import quote, urljoin

from workings.characters import visible
from workings.errors import DownloadError, mismatch

_ADDRESS = re.compile(r"https?://[^\s\"<>\\]+")
_KINDS = ("unspecified", "loopback", "link_local", "site_local", "multicast", "reserved", "private")
_NAT64 = IPv6Network("64:ff9b::/96")


def check_address(url: str) -> None:
    """Refuse what is no plain web address, or holds a user name or password, before it is asked."""
    if not _ADDRESS.fullmatch(url):
        expected = "one that begins with https:// or http:// and has no spaces or quotes"
        mend = "To add a file of your own, give its path."
        raise refused(url, "an address that isn't of the web", expected, mend)
    if "@" in re.split(r"[/?#]", url.partition("://")[2])[0]:
        mend = "Download it yourself and add the file: a ledger is no place for passwords."
        raise refused(url, "a user name or password in the address", "none", mend)


def next_address(url: str, target: str) -> str:
    """Work out where a redirect leads, and refuse one that gives up encryption."""
    try:
        # Headers are read as Latin-1, whatever they are; a browser, too, writes a space as %20.
        following = urljoin(url, quote(target.encode("latin-1"), safe="!#$%&'()*+,/:;=?@[]~"))
    except ValueError:
        following = target
    if url.startswith("https:") and following.startswith("http:"):
        mend = "Give that address yourself if you trust it."
        raise refused(url, f"a redirect to {_shown(following)}", "one that is encrypted", mend)
    return following


def not_public(address: str) -> str:
    """
    Say in a word why an address isn't on the public internet; say nothing if it is.

    An IPv4 address inside an IPv6 one (mapped, 6to4 or NAT64) is judged as itself.
    """
    ip = ip_address(address.partition("%")[0])
    if isinstance(ip, IPv6Address):
        inner = IPv4Address(int(ip) & 0xFFFF_FFFF) if ip in _NAT64 else ip.ipv4_mapped
        ip = inner or ip.sixtofour or ip
    for kind in _KINDS:
        if getattr(ip, f"is_{kind}", False):
            return kind.replace("_", "-")
    return "" if ip.is_global else "shared"


def checked_addresses(url: str, host: str, port: int, allow_private: bool) -> list[str]:
    """Look a name up, once, and check every address it stands for; raises DownloadError."""
    try:
        entries = socket.getaddrinfo(host.strip("[]"), port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        mend = "Check the spelling, and that this machine is on the network."
        raise refused(url, f"no address for {host!r} ({error})", "a known name", mend) from None
    addresses = list(dict.fromkeys(str(entry[4][0]) for entry in entries))
    for address in addresses:
        if not allow_private and (kind := not_public(address)):
            mend = "If it is one of your own machines, allow it with --allow-private."
            expected = "an address on the public internet"
            found = host if host.strip("[]") == address else f"{host} at {address}"
            raise refused(url, f"{found}, which is {kind}", expected, mend)
    return addresses


def refused(url: str, found: str, expected: str, mend: str) -> DownloadError:
    """Build the error for an address: what was found there, what was expected, how to mend it."""
    return DownloadError(mismatch(_shown(url), _seen(found), expected, mend))


def _shown(url: str) -> str:
    """Show an address without its password."""
    return _seen(re.sub(r"(?<=://)[^/?#]*@", "...@", url))


def _seen(text: str) -> str:
    """Escape what can't be seen, lest a server write to the desk's terminal; cut what is long."""
    seen = visible(text).replace("\n", "\\n")
    return seen if len(seen) <= 300 else f"{seen[:299]}…"
