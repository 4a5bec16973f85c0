"""A loopback help desk that gives what a test lays out, and remembers what it was asked."""

import base64
import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import format_datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import dlt
import duckdb

from pipelines.sources.http import Api

PAYLOADS = Path(__file__).parent / "payloads"


@dataclass(frozen=True)
class Asked:
    path: str
    query: dict[str, str]
    authorization: str

    def credentials(self) -> str:
        return base64.b64decode(self.authorization.removeprefix("Basic ")).decode()


@dataclass(frozen=True)
class Reply:
    body: Any
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)


Answering = Callable[[Asked], Reply]


@dataclass
class Replay:
    """Answers each request by `answering`; the Date it gives is `clock`."""

    site: str = ""
    answering: Answering = lambda _: Reply({"error": "nothing laid out"}, 404)
    clock: datetime = datetime(2025, 6, 2, 12, tzinfo=UTC)
    log: list[Asked] = field(default_factory=list)

    def asked(self, path: str) -> list[dict[str, str]]:
        return [asked.query for asked in self.log if asked.path == path]

    def paths(self) -> list[str]:
        return [asked.path for asked in self.log]


class LaidOut:
    """Pages laid out by address, `/path` or `/path?name=value`: the most particular one answers."""

    def __init__(self, *laid_out: dict[str, Any]) -> None:
        self.pages = {address: page for pages in laid_out for address, page in pages.items()}

    def __call__(self, asked: Asked) -> Reply:
        fitting = [
            (len(wanted), page)
            for address, page in self.pages.items()
            for path, wanted in [_address(address)]
            if path == asked.path and wanted.items() <= asked.query.items()
        ]
        if not fitting:
            return Reply({"error": f"not laid out: {asked.path} {asked.query}"}, 418)
        page = max(fitting, key=lambda one: one[0])[1]
        return page if isinstance(page, Reply) else Reply(page)


def _address(text: str) -> tuple[str, dict[str, str]]:
    parts = urlsplit(text)
    return parts.path, dict(parse_qsl(parts.query))


def payload(name: str) -> Any:
    return json.loads((PAYLOADS / f"{name}.json").read_text())


@contextmanager
def replaying() -> Iterator[Replay]:
    """Serve a replay on a free port."""
    replay = Replay()

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            path, query = _address(self.path)
            asked = Asked(path, query, self.headers.get("Authorization", ""))
            replay.log.append(asked)
            reply = replay.answering(asked)
            content = json.dumps(reply.body).encode()
            self.send_response_only(reply.status)
            self.send_header("Date", format_datetime(replay.clock, usegmt=True))
            self.send_header("Content-Length", str(len(content)))
            for name, value in reply.headers.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(content)

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


class Warehouse:
    """Pulls one tool into a temporary warehouse, night after night."""

    def __init__(self, folder: Path, tool: Any, replay: Replay) -> None:
        self._folder, self._tool, self._replay = folder, tool, replay
        self._dataset = f"raw_{tool.__name__.split('.')[-1]}"

    def pull(self, settings: Any) -> Api:
        """Run a night; only its own requests are in the log then."""
        self._replay.log.clear()
        pipeline = dlt.pipeline(
            pipeline_name=f"{self._dataset}_under_test",
            pipelines_dir=str(self._folder / "dlt"),
            destination=dlt.destinations.duckdb(str(self._folder / "work.duckdb")),
            dataset_name=self._dataset,
        )
        api: Api = self._tool.connect(settings, 4)
        pipeline.run(self._tool.source(api, settings), loader_file_format="parquet")
        return api

    def rows(self, select: str) -> list[tuple[Any, ...]]:
        with duckdb.connect(str(self._folder / "work.duckdb"), read_only=True) as warehouse:
            warehouse.sql("set timezone = 'UTC'")
            warehouse.sql(f"use {self._dataset}")
            return warehouse.sql(select).fetchall()

    def ids(self, table: str) -> list[str]:
        return [row[0] for row in self.rows(f"select id from {table} order by id")]

    def payload(self, table: str, key: str) -> Any:
        [(text,)] = self.rows(f"select payload from {table} where id = '{key}'")
        return json.loads(text)
