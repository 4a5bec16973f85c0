"""Serves the example organisation's tools over HTTP on this machine, as the vendors do.

The four servers run in a thread, for tests that change documents, clock, limits or visibility
between requests.
"""

import asyncio
import secrets
import socket
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime

import uvicorn

from pipelines.errors import HeadwayError
from pipelines.example import freshdesk_api, github_api, jira_api, zendesk_api
from pipelines.example.http_service import Service
from pipelines.example.situation import CLOCK as CLOCK
from pipelines.example.situation import Limits as Limits
from pipelines.example.situation import Request as Request
from pipelines.example.situation import Situation
from pipelines.example.store import Document, Resource, Store

PORTS = range(20_000, 32_768)
"""Below those a system lends to outgoing connections, which would take one between two nights."""
PORT_AWAITED_SECONDS = 10

Documents = dict[str, dict[str, dict[str, Document]]]
APPS: dict[str, Callable[[Store, Situation, dict[str, str]], Service]] = {
    "jira": jira_api.app,
    "github": github_api.app,
    "zendesk": zendesk_api.app,
    "freshdesk": freshdesk_api.app,
}
CREDENTIALS = {
    "jira": {"email": "headway@example.com", "api_token": "example-jira-token"},
    "github": {"access_token": "example-github-token"},
    "zendesk": {"email": "headway@example.com", "api_token": "example-zendesk-token"},
    "freshdesk": {"api_key": "example-freshdesk-key"},
}


@dataclass
class Served(Situation):
    """The running servers. `documents` is live: the next request sees what a test changes."""

    urls: dict[str, str] = field(default_factory=dict)
    credentials: dict[str, dict[str, str]] = field(default_factory=dict)
    documents: Documents = field(default_factory=dict)


@contextmanager
def serve(
    documents: Documents,
    *,
    clock: datetime = CLOCK,
    limits: Limits | None = None,
    ports: Mapping[str, int] | None = None,
) -> Iterator[Served]:
    """Serve documents while the context lasts; a tool that is not among them is served empty.

    `documents` itself is served, not a copy: its resources become dictionaries that notice changes.
    A port asked for is taken where it is free, or soon is.
    """
    served = Served(clock, limits or Limits(), documents=documents)
    servers, sockets = [], []
    for tool, app in APPS.items():
        resources = documents.setdefault(tool, {})
        for name, resource in resources.items():
            if not isinstance(resource, Resource):
                resources[name] = Resource(resource)
        served.credentials[tool] = dict(CREDENTIALS[tool])
        listening = _listening_socket((ports or {}).get(tool))
        served.urls[tool] = f"http://127.0.0.1:{listening.getsockname()[1]}"
        config = uvicorn.Config(
            app(Store(resources), served, served.credentials[tool]),
            http="httptools",
            lifespan="off",
            ws="none",
            log_config=None,
            access_log=False,
            server_header=False,
            proxy_headers=False,
            date_header=False,
            timeout_keep_alive=60,
            timeout_graceful_shutdown=1,
        )
        servers.append(uvicorn.Server(config))
        sockets.append(listening)
    thread = threading.Thread(
        target=_run, args=(servers, sockets), name="example-servers", daemon=True
    )
    thread.start()
    try:
        _wait_until(lambda: all(server.started for server in servers), thread.is_alive)
        yield served
    finally:
        for server in servers:
            server.should_exit = True
        thread.join()
        for listening in sockets:
            listening.close()


def _listening_socket(port: int | None) -> socket.socket:
    """Open a port, waiting a while for an earlier server to leave it; else any free one."""
    # Only where the protocol is named does asyncio switch Nagle's 40 ms delay off.
    listening = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    # A port of a server that just ended may be had again at once.
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    deadline = time.monotonic() + PORT_AWAITED_SECONDS
    while True:
        try:
            listening.bind(("127.0.0.1", port or secrets.choice(PORTS)))
        except OSError:
            if port and time.monotonic() > deadline:
                port = None
            time.sleep(0.1 if port else 0)
        else:
            return listening


def _run(servers: list[uvicorn.Server], sockets: list[socket.socket]) -> None:
    async def together() -> None:
        pairs = zip(servers, sockets, strict=True)
        await asyncio.gather(*(server.serve([listening]) for server, listening in pairs))

    asyncio.run(together())


def _wait_until(holds: Callable[[], bool], is_alive: Callable[[], bool]) -> None:
    while not holds():
        if not is_alive():
            raise HeadwayError("the example servers did not start", "see the traceback above")
        time.sleep(0.005)
