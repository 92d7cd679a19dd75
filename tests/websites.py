"""A web server on this machine, to fetch files from."""

import time
from contextlib import suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

FILE = b"date,people\n2026-01-01,0\n" * 100


class Site(ThreadingHTTPServer):
    """A web server on this machine; `pages` says what it does at each path."""

    daemon_threads = True

    def __init__(self):
        super().__init__(("127.0.0.1", 0), Page)
        self.pages = {}
        self.asked = []

    def url(self, path, host="127.0.0.1"):
        return f"http://{host}:{self.server_port}{path}"

    def serve(self, path, body=FILE, status=200, **headers):
        """Answer with these bytes and headers, the length among them unless given."""

        def page(handler):
            handler.send_response(status)
            for name, value in {"Content_Length": str(len(body)), **headers}.items():
                handler.send_header(name.replace("_", "-"), value)
            handler.end_headers()
            handler.wfile.write(body)

        self.pages[path] = page
        return self.url(path)

    def drip(self, path, pieces, pause=0.0, start=b"HTTP/1.0 200 OK\r\n\r\n"):
        """Answer with raw pieces, one after the other, until the other side has had enough."""

        def page(handler):
            handler.wfile.write(start)
            for piece in pieces:
                handler.wfile.write(piece)
                time.sleep(pause)

        self.pages[path] = page
        return self.url(path)


class Page(BaseHTTPRequestHandler):
    """Whatever the site says."""

    def do_GET(self):
        self.server.asked.append((self.path, dict(self.headers)))
        with suppress(BrokenPipeError, ConnectionResetError):
            self.server.pages[self.path.partition("?")[0]](self)
        self.close_connection = True

    def log_message(self, *_):
        pass
