"""Debian's Chromium without a window, and a server on loopback for the pages that it opens."""

import shutil
from contextlib import ExitStack, contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

import pytest
from playwright.sync_api import Error, sync_playwright

FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    # Whatever a page asks for, nothing gets beyond this machine.
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
]


def find_chromium():
    """Find Chromium on PATH; a test that wants one fails where there is none."""
    return shutil.which("chromium") or pytest.fail(
        "found no chromium on PATH; expected Debian's. Run `make browser`: it installs it, or says "
        "why it can't.",
        pytrace=False,
    )


@contextmanager
def launched():
    """Run one Chromium, with an empty profile that goes when it ends."""
    path = find_chromium()
    with (
        sync_playwright() as playwright,
        playwright.chromium.launch(executable_path=path, args=FLAGS) as chromium,
    ):
        yield chromium


@contextmanager
def blank(chromium, *, scripts=False):
    """Give an empty page with nothing remembered, scripts off unless asked for."""
    with chromium.new_context(java_script_enabled=scripts) as context:
        yield context.new_page()


@contextmanager
def opened(chromium, url, *, scripts=False):
    """Open a page as its reader does."""
    with blank(chromium, scripts=scripts) as page:
        page.goto(url)
        yield page


class Reader:
    """
    A reader with one page open for many tests.

    Now and then Chromium ends a tab of its own accord, on a busy machine. Then the page is opened
    again for the next test, lest all that follow fail for it; the test it happens in still does.
    """

    def __init__(self, chromium, url, *, scripts=False):
        self._open = lambda: opened(chromium, url, scripts=scripts)
        self._tabs = ExitStack()
        self._page = None

    def page(self):
        """Return the open page, opened again if its tab has gone."""
        try:
            if self._page is not None and self._page.evaluate("1"):
                return self._page
        except Error:
            self.close()
        self._page = self._tabs.enter_context(self._open())
        return self._page

    def close(self):
        """Close what is open."""
        self._tabs.close()


def look(page, width=1280, height=800, scheme="light", media="screen"):
    """Look at an opened page on another screen, in the dark, or on paper."""
    page.set_viewport_size({"width": width, "height": height})
    page.emulate_media(color_scheme=scheme, media=media)


class Quiet(SimpleHTTPRequestHandler):
    """Files of one folder, served without a word."""

    def log_message(self, *_):
        """Say nothing."""


class Served:
    """The folder that all tests write in, served on loopback."""

    def __init__(self, folder, port):
        self.folder, self.port = folder, port

    def address(self, path):
        """Return the address of a file in it."""
        return f"http://127.0.0.1:{self.port}/{path.relative_to(self.folder).as_posix()}"


@contextmanager
def serving(folder):
    """Serve a folder while it is needed."""
    with ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=folder)) as server:
        thread = Thread(target=server.serve_forever)
        thread.start()
        try:
            yield Served(folder, server.server_port)
        finally:
            server.shutdown()
            thread.join()
