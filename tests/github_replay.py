"""A loopback GitHub that gives what a test lays out, and remembers what it was asked."""

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from email.utils import format_datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import dlt
import duckdb

from pipelines.configuration import GitHubSettings
from pipelines.sources import github

PAYLOADS = Path(__file__).parent / "payloads" / "github"
Documents = list[dict[str, Any]]


@dataclass(frozen=True)
class Asked:
    method: str
    path: str
    query: dict[str, str]
    headers: dict[str, str]
    body: Any = None


@dataclass(frozen=True)
class Reply:
    body: Any
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)


Endpoint = Callable[[Asked], Reply]


@dataclass
class GitHubReplay:
    """Answers each path with its endpoint; a list nobody laid out is empty."""

    site: str
    endpoints: dict[str, Endpoint] = field(default_factory=dict)
    log: list[Asked] = field(default_factory=list)
    clock: datetime = datetime(2025, 6, 2, 12, tzinfo=UTC)

    def night(self, name: str) -> None:
        """Lay out a night of tests/payloads/github, and forget what was asked before."""
        laid_out = json.loads((PAYLOADS / f"{name}.json").read_text())
        self.endpoints = {path: self.pages(path, body) for path, body in laid_out.items()}
        self.log.clear()

    def pages(self, path: str, body: Any) -> Endpoint:
        """Give the endpoint of one document, or of a list's pages with GitHub's places between."""
        if path == "/graphql":
            return lambda asked: Reply(connection(body, asked.body["variables"]["after"]))
        if not isinstance(body, list):
            return lambda _: Reply(body)

        def page(asked: Asked) -> Reply:
            here = int(asked.query.get("after", "0"))
            link = f'<{self.site}{path}?per_page=100&after={here + 1}>; rel="next"'
            return Reply(body[here], headers={"Link": link} if here + 1 < len(body) else {})

        return page

    def asked(self, path: str) -> list[Asked]:
        return [asked for asked in self.log if asked.path == path]

    def paths(self) -> set[str]:
        return {asked.path for asked in self.log}


def connection(pages: list[Documents], after: str | None) -> dict[str, Any]:
    """Give one page of GraphQL's pullRequests."""
    here = int(after or 0)
    info = {"hasNextPage": here + 1 < len(pages), "endCursor": str(here + 1)}
    nodes = pages[here] if pages else []
    return {"data": {"repository": {"pullRequests": {"nodes": nodes, "pageInfo": info}}}}


def unknown(asked: Asked) -> Reply:
    return Reply(connection([], None) if asked.path.endswith("/graphql") else [])


@contextmanager
def github_replay(prefix: str = "") -> Iterator[GitHubReplay]:
    """Serve a replay on a free port; paths are those after the site's own."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            length = int(self.headers.get("Content-Length", 0))
            body = json.loads(self.rfile.read(length)) if length else None
            parts = urlsplit(self.path)
            path = parts.path.removeprefix(prefix)
            headers = {name.lower(): value for name, value in self.headers.items()}
            asked = Asked(self.command, path, dict(parse_qsl(parts.query)), headers, body)
            replay.log.append(asked)
            reply = replay.endpoints.get(path, unknown)(asked)
            content = json.dumps(reply.body).encode()
            self.send_response_only(reply.status)
            self.send_header("Date", format_datetime(replay.clock, usegmt=True))
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
    replay = GitHubReplay(f"http://127.0.0.1:{server.server_port}{prefix}")
    Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
    try:
        yield replay
    finally:
        server.shutdown()
        server.server_close()


class Night:
    """Pulls into one temporary warehouse, night after night."""

    def __init__(self, folder: Path, site: str) -> None:
        self._folder, self._site = folder, site

    def pull(self, *repositories: str, start_on: date | None = None) -> None:
        settings = github_settings(self._site, *repositories, start_on=start_on)
        pipeline = dlt.pipeline(
            pipeline_name="github_under_test",
            pipelines_dir=str(self._folder / "dlt"),
            destination=dlt.destinations.duckdb(str(self._folder / "work.duckdb")),
            dataset_name="raw_github",
        )
        api = github.connect(settings, max_connections=4)
        pipeline.run(github.source(api, settings), loader_file_format="parquet")

    def rows(self, query: str) -> list[Any]:
        with duckdb.connect(str(self._folder / "work.duckdb"), read_only=True) as warehouse:
            warehouse.sql("set timezone = 'UTC'")
            return warehouse.sql(query).fetchall()

    def ids(self, table: str) -> list[str]:
        return sorted(row[0] for row in self.rows(f"select id from raw_github.{table}"))


def github_settings(site: str, *repositories: str, start_on: date | None = None) -> GitHubSettings:
    return GitHubSettings(
        site=site,
        repositories=list(repositories or ["acme/pay"]),
        access_token="canary-token",
        start_on=start_on,
    )
