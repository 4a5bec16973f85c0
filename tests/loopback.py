"""A loopback server that answers as a test says, and remembers what it was asked."""

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import format_datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any
from urllib.parse import parse_qsl, urlsplit


@dataclass(frozen=True)
class Asked:
    method: str
    path: str
    query: dict[str, str]
    headers: dict[str, str]
    body: Any = None


@dataclass(frozen=True)
class Reply:
    """`content` stands in for a JSON body; only the first `cut` bytes of it are sent."""

    body: Any = None
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    content: bytes | None = None
    cut: int | None = None


@dataclass
class Loopback:
    site: str = ""
    answering: Callable[[Asked], Reply] = lambda _: Reply({})
    clock: datetime | None = datetime(2025, 6, 2, 12, tzinfo=UTC)
    log: list[Asked] = field(default_factory=list)

    def asked(self, path: str) -> list[Asked]:
        return [asked for asked in self.log if asked.path == path]


@contextmanager
def loopback(answering: Callable[[Asked], Reply] | None = None) -> Iterator[Loopback]:
    """Serve on a free port while the context lasts."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            length = int(self.headers.get("Content-Length", 0))
            body = json.loads(self.rfile.read(length)) if length else None
            parts = urlsplit(self.path)
            headers = {name.lower(): value for name, value in self.headers.items()}
            asked = Asked(self.command, parts.path, dict(parse_qsl(parts.query)), headers, body)
            server.log.append(asked)
            reply = server.answering(asked)
            content = json.dumps(reply.body).encode() if reply.content is None else reply.content
            self.send_response_only(reply.status)
            if server.clock:
                self.send_header("Date", format_datetime(server.clock, usegmt=True))
            self.send_header("Content-Length", str(len(content)))
            for name, value in reply.headers.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(content[: reply.cut])
            self.close_connection = reply.cut is not None

        do_POST = do_GET  # noqa: N815

        def log_message(self, *_: Any) -> None:
            pass

    listening = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    listening.daemon_threads = True
    server = Loopback(f"http://127.0.0.1:{listening.server_port}")
    if answering:
        server.answering = answering
    Thread(target=listening.serve_forever, args=(0.05,), daemon=True).start()
    try:
        yield server
    finally:
        listening.shutdown()
        listening.server_close()
