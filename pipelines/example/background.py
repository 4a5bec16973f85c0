"""Serves the example organisation's tools from a process of their own, for the demonstration."""

import gc
import json
import os
import select
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any, cast

from pipelines.errors import HeadwayError
from pipelines.example.server import serve

READY_WITHIN_SECONDS = 120
PROJECT = Path(__file__).parents[2]


@dataclass
class ServedElsewhere:
    """Servers in another process: where they are, and what they want to be told."""

    urls: dict[str, str]
    credentials: dict[str, dict[str, str]]


@contextmanager
def serve_in_background(
    seed: int, scale: float, ports: Mapping[str, int] | None = None
) -> Iterator[ServedElsewhere]:
    """Serve a generated organisation from a child process, which ends when this one does."""
    asked = json.dumps(dict(ports or {}))
    command = [sys.executable, "-m", "pipelines.example.background", str(seed), str(scale), asked]
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
