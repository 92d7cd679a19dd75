"""
A file from the web, fetched safely: the one door to urllib3.

Nothing is taken from the environment: no proxy, no password. No library does all of what follows.

- Every connection, so every redirect too, looks the name up once, checks all of its addresses and
  connects to those very addresses: a name that changes its mind afterwards changes nothing.
- All of it together takes no longer and brings no more than it may.
- Files are asked for uncompressed. If a server compresses all the same (``Content-Encoding:
  gzip``), that is its way of sending the file and not the file: what is kept, measured and digested
  is what comes out, as in a browser.
"""

from __future__ import annotations

import gzip
import re
import socket
import threading
import zlib
from collections.abc import Callable, Mapping
from concurrent.futures import Future, wait
from contextlib import suppress
from dataclasses import dataclass
from http.client import responses
from importlib.metadata import version
from io import BytesIO
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote, urlsplit

from workings.errors import DownloadError
from workings.ledger.add.addresses import check_address, checked_addresses, next_address, refused

if TYPE_CHECKING:
    from urllib3 import BaseHTTPResponse, PoolManager
    from urllib3.connection import HTTPConnection

MOST_BYTES = 50_000_000
SECONDS = 60.0
MOST_REDIRECTS = 5

_CONNECT_SECONDS = 10.0
_READ_SECONDS = 20.0
_CHUNK = 65_536
_MEDIA_TYPE = re.compile(r"[a-z0-9][a-z0-9!#$&^_.+-]{0,60}/[a-z0-9][a-z0-9!#$&^_.+-]{0,100}")
_GIVEN_NAME = re.compile(r"""filename\*?=(?:"([^"]*)"|([^;]*))""", re.IGNORECASE)


@dataclass(frozen=True)
class Download:
    """A file as it was served."""

    content: bytes  # decompressed if it was compressed for the journey
    url: str  # the address that served it, after any redirects
    media_type: str  # what the server calls it, such as ``text/csv``; empty if it makes no sense
    # what the server and the addresses call it: theirs, so never to be used as a path
    names: tuple[str, ...]
    compressed: bool  # whether it was, for the journey


def read_url(
    url: str, *, most_bytes: int = MOST_BYTES, seconds: float = SECONDS, allow_private: bool = False
) -> Download:
    """
    Fetch a file over http or https, from an address without a user name or a password.

    Limited are the bytes, on the way and decompressed, and the seconds, looking up the name and
    redirects included. Private are addresses that aren't on the public internet. Raises
    DownloadError if it can't be had whole within the limits; nothing of it is kept.
    """
    check_address(url)
    fetch = _Fetch(url, most_bytes, allow_private)
    headers, body = _within(seconds, fetch)
    content, compressed = _decoded(url, headers, body, most_bytes)
    if not content:
        raise refused(url, "an empty file", "one with something in it", "Look at the page.")
    given = _GIVEN_NAME.search(headers.get("content-disposition", ""))
    names = [(given[1] or given[2] or "").strip()] if given else []
    names += [unquote(urlsplit(address).path) for address in (fetch.url, url)]
    media_type = headers.get("content-type", "").partition(";")[0].strip().lower()
    return Download(
        content,
        fetch.url,
        media_type if _MEDIA_TYPE.fullmatch(media_type) else "",
        tuple(names),
        compressed,
    )


class _Fetch:
    """One download, which `stop` ends from another thread."""

    def __init__(self, url: str, most_bytes: int, allow_private: bool) -> None:
        self.url = url  # where the file is asked for now, after any redirects so far
        self._most_bytes = most_bytes
        self._allow_private = allow_private
        self._lock = threading.Lock()
        self._stopped = False
        self._sockets: list[socket.socket] = []

    def __call__(self) -> tuple[Mapping[str, str], bytes]:
        from urllib3.exceptions import HTTPError, LocationValueError

        try:
            with _pools(self._connect) as pools, self._follow(pools) as response:
                headers = {name.lower(): value for name, value in response.headers.items()}
                return headers, self._read(response)
        except LocationValueError as error:
            found = f"no address ({error})"
            raise refused(self.url, found, "one to fetch", "Correct it.") from None
        except HTTPError as error:
            mend = "Try again later, or download it in a browser and add the file."
            inner: BaseException = error
            while causes := [part for part in inner.args if isinstance(part, BaseException)]:
                inner = causes[0]
            found = f"a connection that failed ({str(inner) or type(inner).__name__})"
            raise refused(self.url, found, "the whole file", mend) from None

    def stop(self) -> None:
        """Break off whatever is waiting for the server, and let go of the connections."""
        with self._lock:
            self._stopped = True
        for connected in self._sockets:
            with connected, suppress(OSError):  # the server may have gone first
                connected.shutdown(socket.SHUT_RDWR)

    def _follow(self, pools: PoolManager) -> BaseHTTPResponse:
        """Ask, and ask again where redirected, until there is a file."""
        for _ in range(MOST_REDIRECTS + 1):
            check_address(self.url)
            response = pools.request(
                "GET", self.url, redirect=False, preload_content=False, decode_content=False
            )
            if response.status == 200:
                return response
            response.close()  # whatever else it says isn't read
            if not (target := response.get_redirect_location()):
                mend = "Open it in a browser: it may have moved."
                found = f"status {response.status} {responses.get(response.status, '')}".rstrip()
                raise refused(self.url, found, "status 200 and a file", mend)
            self.url = next_address(self.url, target)
        found = f"more than {MOST_REDIRECTS} redirects"
        mend = "Give the address that the file is at in the end."
        raise refused(self.url, found, "the file", mend)

    def _read(self, response: BaseHTTPResponse) -> bytes:
        """Take what comes, as it comes, and stop at the limit."""
        announced = response.headers.get("content-length", "")
        if announced.isdecimal() and int(announced[:20]) > self._most_bytes:
            raise _too_big(self.url, f"{int(announced[:20]):,} bytes", self._most_bytes)
        content = bytearray()
        for chunk in response.stream(_CHUNK, decode_content=False):
            content += chunk
            if len(content) > self._most_bytes:
                raise _too_big(self.url, f"{len(content):,} bytes and no end", self._most_bytes)
        return bytes(content)

    def _connect(self, connection: HTTPConnection) -> socket.socket:
        """Connect to an address that was checked, and to no other."""
        from urllib3.util.connection import create_connection

        port = connection.port or connection.default_port
        failure = OSError("no address")
        for address in checked_addresses(self.url, connection.host, port, self._allow_private):
            try:
                made = create_connection((address, port), _CONNECT_SECONDS)
            except OSError as error:
                failure = error
                continue
            with self._lock:
                if not self._stopped:
                    # A double can be shut down even when TLS has taken over the first.
                    self._sockets.append(made.dup())
                    return made
            made.close()
        raise failure


def _within(seconds: float, fetch: _Fetch) -> tuple[Mapping[str, str], bytes]:
    """Fetch in a thread: no name server and no dripping web server can hold us up."""
    done: Future[tuple[Mapping[str, str], bytes]] = Future()

    def run() -> None:
        try:
            done.set_result(fetch())
        except BaseException as error:
            done.set_exception(error)

    threading.Thread(target=run, daemon=True).start()
    try:
        if not wait([done], seconds).done:
            mend = "Try again later, allow it more time, or download it yourself and add the file."
            found, expected = f"no end after {seconds:g} seconds", "the whole file by then"
            raise refused(fetch.url, found, expected, mend)
        return done.result()
    finally:
        fetch.stop()


def _pools(connect: Callable[[HTTPConnection], socket.socket]) -> PoolManager:
    """Make urllib3's pools, with connections that are made by `connect`."""
    from urllib3 import HTTPConnectionPool, HTTPSConnectionPool, PoolManager, Timeout
    from urllib3.connection import HTTPConnection, HTTPSConnection

    def over(pool: Any, connection: Any) -> Any:
        made = {"_new_conn": lambda connection: connect(connection)}
        checked = type(connection.__name__, (connection,), made)
        return type(pool.__name__, (pool,), {"ConnectionCls": checked})

    headers = {"User-Agent": f"workings/{version('workings')}", "Accept-Encoding": "identity"}
    timeout = Timeout(connect=_CONNECT_SECONDS, read=_READ_SECONDS)
    pools = PoolManager(headers=headers, retries=False, timeout=timeout)
    pools.pool_classes_by_scheme = {
        "http": over(HTTPConnectionPool, HTTPConnection),
        "https": over(HTTPSConnectionPool, HTTPSConnection),
    }
    return pools


def _decoded(
    url: str, headers: Mapping[str, str], body: bytes, most_bytes: int
) -> tuple[bytes, bool]:
    """Undo the compression that was for the journey only, and say whether there was one."""
    coding = headers.get("content-encoding", "").strip().lower()
    if coding in ("", "identity"):
        return body, False
    mend = "Download it in a browser and add the file."
    if coding not in ("gzip", "x-gzip"):
        raise refused(url, f"the file in the coding {coding[:40]!r}", "it plain or in gzip", mend)
    try:
        with gzip.open(BytesIO(body)) as file:
            content = file.read(most_bytes + 1)
    except (OSError, EOFError, zlib.error) as error:
        raise refused(url, f"broken gzip ({error})", "the whole file", mend) from None
    if len(content) > most_bytes:
        raise _too_big(url, "more, decompressed,", most_bytes)
    return content, True


def _too_big(url: str, found: str, most_bytes: int) -> DownloadError:
    mend = "Check that it is the file you mean; allow more with --download-bytes."
    return refused(url, found, f"at most {most_bytes:,} bytes", mend)
