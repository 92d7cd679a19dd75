"""Texts to scan: words, files and pages are read whole, and nothing odd in them does any harm."""

import io
import sys
import time
from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workings.claims.texts import read_text, readable
from workings.errors import DownloadError, TextError


def test_words_are_read_as_they_are():
    """What is no path, no address and no dash is the text."""
    assert read_text("281 of 41,000. 3/4 of it") == "281 of 41,000. 3/4 of it"


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a b.txt", "\ufeff£5 – 281 people\r\n".encode()),
        ("a.md", "£5 – 281 people\n".encode("utf-16")),
        ("a.txt", "£5 – 281 people\n".encode("cp1252")),
        ("a.HTML", b"<title>1</title><p>&pound;5 &ndash; 281 <b>people</b><script>2</script>"),
    ],
)
def test_a_file_is_read_whatever_its_encoding(tmp_path, name, content):
    """What was saved by another program yields the same words."""
    path = tmp_path / name
    path.write_bytes(content)
    assert read_text(str(path)).strip() == "£5 – 281 people"


def test_a_dash_is_standard_input(monkeypatch):
    """Words can be piped in, whatever they look like."""
    monkeypatch.setattr(sys, "stdin", SimpleNamespace(buffer=io.BytesIO(b"article.txt")))
    assert read_text("-") == "article.txt"


@pytest.mark.parametrize(
    ("source", "advice"),
    [
        ("missing.txt", "no such file.*Check the path; .*give - "),
        ("my article.html", "no such file.*Check the path"),
        ("report.docx", "no such file.*Check the path"),
        ("", "no words.*Check that it is the one you mean"),
        (" \n", "no words.*Check that it is the one you mean"),
        ("1" * 1_000_001, "1,000,001 characters; expected at most 1,000,000.*Give the part"),
    ],
)
def test_what_can_t_be_a_text_to_scan_is_refused(source, advice):
    """A misspelt path isn't scanned as if it were the article."""
    with pytest.raises(TextError, match=advice):
        read_text(source)


@pytest.mark.parametrize(
    ("name", "content", "advice"),
    [
        ("a.docx", b"PK", r"a \.docx file; expected one that ends in \.txt.*Save it as text"),
        ("a.txt", b"a\0b", "no text, but bytes.*Save it as text"),
        ("a.txt", b"1" * 101, "more; expected at most 100 bytes.*Give the part"),
        ("a.txt", b"", "no words.*Check that it is the one you mean"),
    ],
)
def test_a_file_without_a_text_to_scan_is_refused(tmp_path, name, content, advice):
    """The message says what to give instead."""
    path = tmp_path / name
    path.write_bytes(content)
    with pytest.raises(TextError, match=advice):
        read_text(str(path), most_bytes=100)


def test_a_folder_is_refused(tmp_path):
    """A folder's name is no text either."""
    with pytest.raises(TextError, match=r"no text file.*paste its words in"):
        read_text(str(tmp_path))


def test_a_page_is_reduced_to_what_is_read():
    """Headline and main text, paragraph by paragraph, without what surrounds them."""
    page = """<!doctype html><html><head><title>9</title><style>p{top:8px}</style></head><body>
    <nav>Page 7</nav><header><h1>Scheme takes in 240</h1></header>
    <main><p>That is 200 of
    the <b>16</b>,000<sup><a href="#1">3</a></sup> on the 27<sup>th</sup>.<p hidden>6
    <table><tr><th>2030<td>9,000</tr></table><script>5</script><aside>4</aside></main>
    <footer>2</footer></body></html>"""
    assert readable(page).split("\n\n") == [
        "Scheme takes in 240",
        "That is 200 of the 16,000 [3] on the 27th.",
        "2030 | 9,000",
    ]


tags = [*"<>/!-&;#x0= '\"", "p", "sup", "main", "td"]


@given(st.text() | st.lists(st.sampled_from(tags)).map("".join))
def test_no_page_is_beyond_reading(page):
    """Whatever is said to be HTML comes out as lines of words."""
    assert all(line.strip() for line in readable(page).split("\n\n") if line)


@pytest.mark.parametrize(
    "piece", ["<", "</", "<!--", "<![", "<a ", '<a b="', "<p>", "<b> </b>", "<sup>1"]
)
def test_a_long_and_odd_page_is_read_in_reasonable_time(piece):
    """A megabyte of what no browser minds takes seconds, or is refused at once."""
    started = time.process_time()
    try:
        readable(piece * (1_000_000 // len(piece)))
    except TextError:
        assert piece == "<sup>1"
    assert time.process_time() - started < 10


@pytest.mark.parametrize("piece", ["<div>", "<b></p>", "<ul><li>"])
def test_a_page_nested_without_end_is_refused(piece):
    """It could only be meant to keep us busy."""
    with pytest.raises(TextError, match=r"at most 500 deep. Save its text"):
        readable(piece * 100_000)


@given(st.text(min_size=1))
def test_a_text_can_do_nothing_to_a_terminal(text):
    """All that is left are characters that print, blanks and line ends."""
    try:
        read = read_text(text + "\n.")
    except TextError:
        return
    assert all(c.isprintable() or c == "\n" or c.isspace() for c in read)
    assert not set(read) & set("\x1b\x9b\x85\u2028\u202e\u200b\r\t\x0b")


def test_a_page_is_read_from_the_web(site):
    """By its address, as HTML, through the checked download."""
    url = site.serve("/a", "<p>£5 – 281 people".encode(), Content_Type="text/html; charset=utf-8")
    assert read_text(url, allow_private=True) == "£5 – 281 people"


def test_a_plain_text_is_read_from_the_web(site):
    """Its angle brackets are words."""
    url = site.serve("/a", b"281 < 350", Content_Type="text/plain")
    assert read_text(url, allow_private=True) == "281 < 350"


def test_what_is_no_text_on_the_web_is_refused(site):
    """A spreadsheet or a picture isn't scanned."""
    url = site.serve("/a", b"%PDF-1.7", Content_Type="application/pdf")
    with pytest.raises(TextError, match=r"application/pdf.*save its text, and give the file"):
        read_text(url, allow_private=True)


def test_a_private_address_is_not_asked(site):
    """Scanning follows the rules of every download."""
    url = site.serve("/a", b"281", Content_Type="text/plain")
    with pytest.raises(DownloadError, match=r"loopback.*--allow-private"):
        read_text(url)
    assert not site.asked


def test_a_page_beyond_the_limit_is_not_fetched(site):
    """The limit on bytes holds on the way, too."""
    url = site.serve("/a", b"1" * 1000, Content_Type="text/plain")
    with pytest.raises(DownloadError, match=r"at most 100 bytes. Check"):
        read_text(url, most_bytes=100, allow_private=True)
