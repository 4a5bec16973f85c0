"""A loopback server in front of the replayed tools: one port, one path per tool."""

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

CLOCK = datetime(2024, 3, 1, 6, tzinfo=UTC)
"""The tools' clock: after the last recorded moment."""
LINK_KEYS = {"next_page", "previous_page", "after_url", "before_url", "next", "prev"}


@dataclass(frozen=True)
class Asked:
    method: str
    path: str
    query: dict[str, str]
    body: Any = None


@dataclass(frozen=True)
class Reply:
    body: Any
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)


Tool = Callable[[Asked], Reply | None]


@dataclass
class Replay:
    """Answers by the first part of the path; what a tool has no answer for is kept in `unknown`."""

    site: str = ""
    tools: dict[str, Tool] = field(default_factory=dict)
    log: list[Asked] = field(default_factory=list)
    unknown: list[Asked] = field(default_factory=list)
    links_to_other_hosts: list[str] = field(default_factory=list)

    def answer(self, asked: Asked, tool: str) -> Reply:
        self.log.append(asked)
        reply = self.tools[tool](asked) if tool in self.tools else None
        if reply is None:
            self.unknown.append(asked)
            return Reply({"error": "nothing of this kind was recorded"}, 418)
        self.links_to_other_hosts += [
            link for link in links(reply.body) if not link.startswith(self.site)
        ]
        return reply


def links(body: Any) -> Iterator[str]:
    """Give the addresses of further pages an answer names, wherever it names them."""
    if isinstance(body, dict):
        for name, value in body.items():
            if name in LINK_KEYS and isinstance(value, str):
                yield value
        yield from links(body.get("links"))


@contextmanager
def replaying() -> Iterator[Replay]:
    """Serve on a free port until the end of the block."""
    replay = Replay()

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            length = int(self.headers.get("Content-Length", 0))
            body = json.loads(self.rfile.read(length)) if length else None
            parts = urlsplit(self.path)
            _, tool, path = parts.path.split("/", 2)
            asked = Asked(self.command, f"/{path}", dict(parse_qsl(parts.query)), body)
            reply = replay.answer(asked, tool)
            content = json.dumps(reply.body).encode()
            self.send_response_only(reply.status)
            self.send_header("Date", format_datetime(CLOCK, usegmt=True))
            self.send_header("Content-Length", str(len(content)))
            for name, value in reply.headers.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(content)

        do_POST = do_GET  # noqa: N815

        def log_message(self, *_: Any) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    replay.site = f"http://127.0.0.1:{server.server_port}"
    Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
    try:
        yield replay
    finally:
        server.shutdown()
        server.server_close()
