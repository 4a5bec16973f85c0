"""Serves the example organisation's tools over HTTP on this machine, as the vendors do.

`serve` runs the four servers in a thread, for tests that change documents, clock, limits or
visibility between requests; `serve_in_background` in a process of their own, for the demonstration.
"""

import asyncio
import gc
import json
import os
import select
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import IO, Any, cast

import uvicorn

from pipelines.errors import HeadwayError
from pipelines.example import freshdesk_api, github_api, jira_api, zendesk_api
from pipelines.example.http_service import Service
from pipelines.example.situation import CLOCK as CLOCK
from pipelines.example.situation import Limits as Limits
from pipelines.example.situation import Request as Request
from pipelines.example.situation import Situation
from pipelines.example.store import Document, Resource, Store

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
READY_WITHIN_SECONDS = 120
PROJECT = Path(__file__).parents[2]


@dataclass
class Served(Situation):
    """The running servers. `documents` is live: the next request sees what a test changes."""

    urls: dict[str, str] = field(default_factory=dict)
    credentials: dict[str, dict[str, str]] = field(default_factory=dict)
    documents: Documents = field(default_factory=dict)


@dataclass
class ServedElsewhere:
    """Servers in another process: where they are, and what they want to be told."""

    urls: dict[str, str]
    credentials: dict[str, dict[str, str]]


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
    A port asked for is taken where it is free.
    """
    served = Served(clock, limits or Limits(), documents=documents)
    servers, sockets = [], []
    for tool, app in APPS.items():
        resources = documents.setdefault(tool, {})
        for name, resource in resources.items():
            if not isinstance(resource, Resource):
                resources[name] = Resource(resource)
        served.credentials[tool] = dict(CREDENTIALS[tool])
        listening = _listening_socket((ports or {}).get(tool, 0))
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


@contextmanager
def serve_in_background(
    seed: int, scale: float, ports: Mapping[str, int] | None = None
) -> Iterator[ServedElsewhere]:
    """Serve a generated organisation from a child process, which ends when this one does."""
    asked = json.dumps(dict(ports or {}))
    command = [sys.executable, "-m", "pipelines.example.server", str(seed), str(scale), asked]
    paths = [str(PROJECT), *filter(None, [os.environ.get("PYTHONPATH")])]
    child = subprocess.Popen(  # noqa: S603 - our own module, numbers as arguments
        command,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(paths)},
        start_new_session=True,  # Ctrl-C is for the client; this ends when its stdin does
    )
    told, heard = cast("IO[bytes]", child.stdin), cast("IO[bytes]", child.stdout)
    try:
        ready, _, _ = select.select([heard], [], [], READY_WITHIN_SECONDS)
        line = heard.readline() if ready else b""
        if not line:
            raise HeadwayError("the example servers did not start", f"type: {' '.join(command)}")
        yield ServedElsewhere(**json.loads(line))
    finally:
        told.close()
        try:
            child.wait(10)
        except subprocess.TimeoutExpired:
            child.kill()
            child.wait()
        heard.close()


def _listening_socket(port: int) -> socket.socket:
    """Open a port; if it is taken, another."""
    # Only where the protocol is named does asyncio switch Nagle's 40 ms delay off.
    listening = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    # A port of a server that just ended may be had again at once.
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listening.bind(("127.0.0.1", port))
    except OSError:
        listening.bind(("127.0.0.1", 0))
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


def _until_parent_ends(told: IO[Any]) -> None:
    """Wait until the parent closes our stdin or is gone: its other children may hold the pipe."""
    parent = os.getppid()
    while os.getppid() == parent:
        ready, _, _ = select.select([told], [], [], 1.0)
        if ready and not os.read(told.fileno(), 1024):
            return


def main(seed: str, scale: str, ports: str = "{}") -> None:
    """Serve a generated organisation until the parent ends; tell where in a line of JSON."""
    from pipelines.example.organisation import build_organisation

    gc.disable()
    documents = build_organisation(int(seed), float(scale)).documents
    gc.freeze()  # a collector that walks millions of lasting objects would stall requests
    gc.enable()
    with serve(documents, ports=json.loads(ports)) as served:
        place = {"urls": served.urls, "credentials": served.credentials}
        os.write(sys.stdout.fileno(), json.dumps(place).encode() + b"\n")
        _until_parent_ends(sys.stdin.buffer)
    os._exit(0)  # nobody waits for millions of objects to be freed one by one


if __name__ == "__main__":
    main(*sys.argv[1:4])
