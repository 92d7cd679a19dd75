"""Downloads: a file comes whole, from where it was allowed to come from, or not at all."""

import gzip
import socket
import subprocess
import sys
import threading
import time
from functools import partial

import pytest
from websites import FILE

from workings.errors import DownloadError
from workings.ledger.add import addresses, download
from workings.ledger.add.addresses import check_address, checked_addresses, next_address, not_public
from workings.ledger.add.download import read_url


@pytest.fixture
def only_the_site_is_public(monkeypatch):
    """Take 127.0.0.1 for the public internet, and nothing else of this machine."""
    really = addresses.not_public
    monkeypatch.setattr(
        addresses, "not_public", lambda address: "" if address == "127.0.0.1" else really(address)
    )


read_private = partial(read_url, allow_private=True)


def endlessly(piece):
    while True:
        yield piece


def test_a_file_comes_as_it_was_served(site):
    """Its bytes, its type and its name; nothing is asked but the one path."""
    got = read_private(site.serve("/media/a.csv", Content_Type="Text/CSV; charset=utf-8"))
    assert (got.content, got.media_type) == (FILE, "text/csv")
    assert got.names == ("/media/a.csv", "/media/a.csv")
    assert [path for path, _ in site.asked] == ["/media/a.csv"]


def test_a_file_in_chunks_comes_whole(site):
    """A server need not know the length beforehand."""
    start = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
    url = site.drip("/a", [b"5\r\nhello\r\n", b"6\r\n there\r\n", b"0\r\n\r\n"], start=start)
    assert read_private(url).content == b"hello there"


def test_private_addresses_are_refused_unless_allowed(site):
    """The same address, with and without the permission."""
    url = site.serve("/a.csv")
    with pytest.raises(DownloadError, match=r"127\.0\.0\.1, which is loopback.*--allow-private"):
        read_url(url)
    assert not site.asked
    assert read_url(url, allow_private=True).content == FILE


@pytest.mark.parametrize(
    "host",
    ["localhost", "127.1", "0x7f000001", "2130706433", "0", "[::1]", "[::ffff:127.0.0.1]"],
)
def test_no_way_of_writing_a_private_address_gets_past(site, host):
    """What counts is the address that a name stands for, not how it is written."""
    with pytest.raises(DownloadError, match=r"loopback|unspecified|no address"):
        read_url(site.url("/a.csv", host))
    assert not site.asked


@pytest.mark.parametrize(
    ("address", "kind"),
    [
        ("10.1.2.3", "private"),
        ("172.16.0.1", "private"),
        ("192.168.1.1", "private"),
        ("100.64.0.1", "shared"),
        ("127.0.0.53", "loopback"),
        ("169.254.169.254", "link-local"),
        ("224.0.0.1", "multicast"),
        ("240.0.0.1", "reserved"),
        ("255.255.255.255", "reserved"),
        ("0.0.0.0", "unspecified"),
        ("192.0.2.1", "private"),
        ("::1", "loopback"),
        ("::", "unspecified"),
        ("fe80::1", "link-local"),
        ("fe80::1%eth0", "link-local"),
        ("fec0::1", "site-local"),
        ("fd00::1", "private"),
        ("ff02::1", "multicast"),
        ("2001:db8::1", "private"),
        ("::ffff:169.254.169.254", "link-local"),
        ("64:ff9b::7f00:1", "loopback"),
        ("64:ff9b:1::7f00:1", "reserved"),
        ("2002:7f00:1::", "loopback"),
        ("::7f00:1", "reserved"),
        ("93.184.215.14", ""),
        ("2606:4700::1111", ""),
        ("64:ff9b::5db8:d70e", ""),
    ],
)
def test_each_address_is_known_for_what_it_is(address, kind):
    """Only addresses of the public internet have nothing against them."""
    assert not_public(address) == kind


def test_one_private_address_among_several_is_enough_to_refuse(monkeypatch):
    """A name that stands for a public and a private address isn't asked at either."""
    entries = [(2, 1, 6, "", ("93.184.215.14", 80)), (2, 1, 6, "", ("10.0.0.1", 80))]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: entries)
    with pytest.raises(DownloadError, match=r"two\.test at 10\.0\.0\.1, which is private"):
        checked_addresses("http://two.test/", "two.test", 80, allow_private=False)


def test_the_address_that_was_checked_is_the_one_asked(site, only_the_site_is_public, monkeypatch):
    """A name that leads elsewhere the second time it is looked up leads nowhere: it is looked up once."""
    really, lookups = socket.getaddrinfo, []

    def changing(host, port, *args, **kwargs):
        if host != "rebinding.test":
            return really(host, port, *args, **kwargs)
        lookups.append(host)
        return really("127.0.0.1" if len(lookups) == 1 else "127.0.0.2", port, *args, **kwargs)

    monkeypatch.setattr(socket, "getaddrinfo", changing)
    site.serve("/a.csv")
    assert read_url(site.url("/a.csv", "rebinding.test")).content == FILE
    assert lookups == ["rebinding.test"]
    assert site.asked[0][1]["Host"] == f"rebinding.test:{site.server_port}"


def test_a_name_that_stands_for_nothing_is_named(monkeypatch):
    """The desk learns which name can't be found."""
    error = socket.gaierror(-2, "Name or service not known")

    def fail(*_, **__):
        raise error

    monkeypatch.setattr(socket, "getaddrinfo", fail)
    with pytest.raises(DownloadError, match=r"no address for 'nowhere\.test'.*Check the spelling"):
        read_url("http://nowhere.test/a.ods")


def test_redirects_are_followed(site):
    """To another path, spaces and all, and the address that served the file is known."""
    site.serve("/new file.csv".replace(" ", "%20"))
    got = read_private(site.serve("/old", status=302, Location="/new file.csv"))
    assert (got.content, got.url) == (FILE, site.url("/new%20file.csv"))


def test_a_redirect_to_a_private_address_is_refused(site, only_the_site_is_public):
    """Each redirect is checked as the first address was."""
    target = site.url("/secret", "127.0.0.2")
    with pytest.raises(DownloadError, match=r"127\.0\.0\.2, which is loopback"):
        read_url(site.serve("/a.csv", status=302, Location=target))
    assert [path for path, _ in site.asked] == ["/a.csv"]


@pytest.mark.parametrize(
    ("target", "found"),
    [
        ("file:///etc/passwd", "isn't of the web"),
        ("ftp://127.0.0.1/a", "isn't of the web"),
        ("data:text/csv,a", "isn't of the web"),
        ("http://desk:secret@127.0.0.1/", "a user name or password"),
    ],
)
def test_a_redirect_leads_to_the_web_only(site, target, found):
    """Whatever is refused as an address is refused as a redirect, too."""
    with pytest.raises(DownloadError, match=found) as caught:
        read_private(site.serve("/a.csv", status=301, Location=target))
    assert "secret" not in str(caught.value)


def test_a_redirect_never_gives_up_encryption():
    """From https to http, nobody could say whose file it is."""
    with pytest.raises(DownloadError, match=r"a redirect to http://a\.test/; .*Give that address"):
        next_address("https://a.test/", "http://a.test/")


def test_a_redirect_loop_ends(site):
    """After five redirects it is given up."""
    with pytest.raises(DownloadError, match=r"more than 5 redirects.*in the end"):
        read_private(site.serve("/a.csv", status=302, Location="/a.csv"))
    assert len(site.asked) == 6


def test_what_a_redirect_says_besides_is_not_read(site):
    """An endless body beside a redirect costs nothing."""
    start = b"HTTP/1.0 302 Found\r\nLocation: /b\r\n\r\n"
    url = site.drip("/a", endlessly(b"x" * 65_536), start=start)
    site.serve("/b")
    assert read_private(url, seconds=10).content == FILE


@pytest.mark.parametrize(
    "url",
    [
        "file:///etc/passwd",
        "ftp://example.org/a.ods",
        "data:text/csv,a",
        "gopher://example.org",
        "HTTP:/example.org",
        "http://",
        "http://exa mple.org/",
        "http://example.org/\nHost: other",
        "http://example.org\\@other/",
    ],
)
def test_what_is_no_web_address_is_refused(url):
    """Only http and https, written plainly."""
    with pytest.raises(DownloadError, match=r"isn't of the web.*give its path"):
        read_private(url)


@pytest.mark.parametrize(
    "url", ["http://[::1/", "http://a:99999/", "http://:80/", "http://a..b/", "http://\u2025/"]
)
def test_broken_addresses_are_refused(url):
    """Whatever is wrong with it, it is an error of ours, with the address in it."""
    with pytest.raises(DownloadError, match="found no address"):
        read_private(url)


@pytest.mark.parametrize("url", ["http://desk:secret@a.test/", "https://desk@a.test/?x"])
def test_passwords_have_no_place_in_an_address(url):
    """It would stand in the ledger for everybody to read; the message doesn't repeat it."""
    with pytest.raises(DownloadError, match=r"user name or password.*no place") as caught:
        check_address(url)
    assert "desk" not in str(caught.value)


def test_an_at_sign_after_the_host_is_no_password():
    """Paths and queries may hold one."""
    check_address("https://a.test/@desk?to=a@b.test")


def test_neither_proxies_nor_passwords_come_from_the_environment(site, tmp_path, monkeypatch):
    """What the desk's machine is set up for isn't sent to, or used on, a stranger."""
    (tmp_path / ".netrc").write_text("machine 127.0.0.1 login desk password secret\n")
    (tmp_path / ".netrc").chmod(0o600)
    monkeypatch.setenv("HOME", str(tmp_path))
    for name in ("http_proxy", "https_proxy", "all_proxy", "HTTP_PROXY", "ALL_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    assert read_private(site.serve("/a.csv")).content == FILE
    assert "Authorization" not in site.asked[0][1]


@pytest.mark.parametrize("status", [204, 404, 500])
def test_anything_but_a_file_is_refused(site, status):
    """A page that says sorry is no source."""
    with pytest.raises(DownloadError, match=rf"status {status} \w+.*in a browser"):
        read_private(site.serve("/a.csv", b"" if status == 204 else b"sorry", status=status))


def test_an_empty_file_is_refused(site):
    """There is nothing in it to read a figure in."""
    with pytest.raises(DownloadError, match="an empty file"):
        read_private(site.serve("/a.csv", b""))


def test_a_file_announced_as_too_big_is_not_read(site):
    """The length that the server gives is enough."""
    with pytest.raises(
        DownloadError, match=r"2,500 bytes; expected at most 1,000.*--download-bytes"
    ):
        read_private(site.serve("/a.csv"), most_bytes=1_000)


def test_a_file_may_have_just_as_many_bytes_as_allowed(site):
    """The limit is the most, not one too many."""
    assert read_private(site.serve("/a.csv"), most_bytes=len(FILE)).content == FILE


def test_a_body_without_end_stops_at_the_limit(site):
    """However fast it comes."""
    url = site.drip("/a.csv", endlessly(b"x" * 65_536))
    with pytest.raises(DownloadError, match="bytes and no end; expected at most 1,000,000"):
        read_private(url, most_bytes=1_000_000)


@pytest.mark.parametrize("start", [b"HTTP/1.0 200 OK\r\n\r\n", b"HTTP/1.0 200 OK\r\nX: "])
def test_a_dripping_server_runs_out_of_time(site, start):
    """Each drop is in time, all of them together aren't; in the headers or in the body."""
    url = site.drip("/a.csv", endlessly(b"x"), pause=0.05, start=start)
    began = time.monotonic()
    with pytest.raises(DownloadError, match=r"no end after 0\.5 seconds.*more time"):
        read_private(url, seconds=0.5)
    assert time.monotonic() - began < 3


def test_a_silent_name_server_runs_out_of_time(monkeypatch):
    """Looking up the name counts, too."""
    enough = threading.Event()
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: enough.wait(10) and [])
    with pytest.raises(DownloadError, match="no end after"):
        read_url("http://slow.test/a.ods", seconds=0.2)
    enough.set()


def test_a_server_that_says_nothing_is_left(site, monkeypatch):
    """Before all time is up, too."""
    monkeypatch.setattr(download, "_READ_SECONDS", 0.2)
    site.pages["/a.csv"] = lambda handler: time.sleep(2)
    with pytest.raises(DownloadError, match=r"Read timed out.*Try again later"):
        read_private(site.url("/a.csv"))


def test_nobody_listening_is_said(site):
    """A refused connection is no traceback."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    with pytest.raises(DownloadError, match=r"a connection that failed.*refused"):
        read_private(f"http://127.0.0.1:{port}/")


def test_half_a_file_is_no_file(site):
    """Fewer bytes came than were announced."""
    with pytest.raises(DownloadError, match=r"2500 bytes read, 7500 more expected.*Try again"):
        read_private(site.serve("/a.csv", Content_Length="10000"))


def test_half_a_file_in_chunks_is_no_file(site):
    """The last chunk never came."""
    start = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
    with pytest.raises(DownloadError, match="a connection that failed"):
        read_private(site.drip("/a.csv", [b"5\r\nhello\r\n"], start=start))


def test_a_file_compressed_for_the_journey_is_kept_decompressed(site):
    """The file is what a browser would save, though plain bytes were asked for."""
    got = read_private(site.serve("/a.csv", gzip.compress(FILE), Content_Encoding="gzip"))
    assert (got.content, got.compressed) == (FILE, True)
    assert site.asked[0][1]["Accept-Encoding"] == "identity"


def test_a_compressed_file_is_kept_as_it_is(site):
    """Compression that is the file's own is left alone."""
    body = gzip.compress(FILE)
    assert read_private(site.serve("/a.csv.gz", body)).content == body


def test_a_bomb_is_not_decompressed(site):
    """The limit is for what comes out, too."""
    body = gzip.compress(b"0" * 10_000_000)
    with pytest.raises(DownloadError, match="more, decompressed,; expected at most 100,000 bytes"):
        read_private(site.serve("/a", body, Content_Encoding="gzip"), most_bytes=100_000)


@pytest.mark.parametrize(
    "body",
    [
        pytest.param(gzip.compress(FILE)[:-9], id="cut-short"),
        pytest.param(b"no gzip", id="no-gzip"),
        pytest.param(gzip.compress(FILE) + b"x", id="more-behind-it"),
    ],
)
def test_broken_compression_is_refused(site, body):
    """Half a file, no gzip at all, or something after it."""
    with pytest.raises(DownloadError, match="broken gzip"):
        read_private(site.serve("/a", body, Content_Encoding="gzip"))


@pytest.mark.parametrize("coding", ["br", "gzip, gzip", "deflate"])
def test_other_codings_are_refused(site, coding):
    """Plain bytes were asked for; a digest has to be of something known."""
    with pytest.raises(DownloadError, match=f"in the coding '{coding}'"):
        read_private(site.serve("/a", Content_Encoding=coding))


@pytest.mark.parametrize(
    "named",
    [
        'attachment; filename="../../../etc/passwd"',
        "attachment; filename*=idna'x'%ff%ff.ods",
        "attachment; filename=",
        'attachment; filename="/abs/a.ods"',
        "filename*1000000000=3; filename*0=a",
    ],
)
def test_hostile_names_are_words_only(site, named, tmp_path, monkeypatch):
    """Nothing is written where a name points, and no name brings the reader down."""
    monkeypatch.chdir(tmp_path)
    got = read_private(site.serve("/..%2F..%2Fa.csv", Content_Disposition=named))
    assert got.content == FILE
    assert not list(tmp_path.rglob("*"))


@pytest.mark.parametrize(
    "media_type", ["", "nonsense", "text/\x1b[31mred", "a/" + "b" * 1000, "=1/1"]
)
def test_a_senseless_type_is_none(site, media_type):
    """It goes into the ledger's note, so it is a media type or nothing."""
    assert read_private(site.serve("/a.csv", Content_Type=media_type)).media_type == ""


def test_no_server_writes_to_the_terminal(site):
    """What it says is shown without its control characters."""
    url = site.drip("/a", [], start=b"HTTP/1.0 200 OK\r\nContent-Encoding: \x1b[31mred\r\n\r\nx")
    with pytest.raises(DownloadError, match="coding") as caught:
        read_private(url)
    assert "\x1b" not in str(caught.value)


def test_nothing_is_left_behind(site, tmp_path, monkeypatch):
    """Neither by a download nor by one that failed."""
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    read_private(site.serve("/a.csv"))
    with pytest.raises(DownloadError, match="no end"):
        read_private(site.drip("/b.csv", endlessly(b"x" * 65_536)), most_bytes=1_000)
    assert not list(tmp_path.iterdir())


def test_encrypted_connections_are_to_known_hosts(site):
    """A server without a certificate is not believed."""
    with pytest.raises(DownloadError, match=r"a connection that failed.*SSL"):
        read_private(site.url("/a.csv").replace("http:", "https:"))


def test_importing_the_module_is_cheap():
    """urllib3 isn't loaded before something is fetched."""
    code = "import sys, workings.ledger.add.source; print({'urllib3', 'requests'} & {*sys.modules})"
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert ran.stdout.strip() == "set()"
