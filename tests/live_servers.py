"""Servers of a small organisation that many tests share, each finding them as they were built."""

from collections.abc import Iterator
from copy import deepcopy
from functools import partial
from pathlib import Path
from typing import Any

import pytest
import tenacity
from live_tools import LiveTools, live_tools, small_pages

from pipelines.example.server import CLOCK
from pipelines.sources import github_links, http
from pipelines.warehouse import Warehouse


def as_built(tools: LiveTools, pristine: Any, folder: Path) -> LiveTools:
    """Put all documents back, forget all faults, and give an empty warehouse."""
    for tool, resources in pristine.items():
        for name, documents in resources.items():
            held = tools.served.documents[tool][name]
            for id_ in [id_ for id_ in held if id_ not in documents]:
                del held[id_]
            held.update(deepcopy(documents))
    tools.served.clock = CLOCK
    tools.served.faults.clear()
    tools.served.invisible.clear()
    tools.served.requests.clear()
    warehouse = Warehouse(folder)
    warehouse.folder.mkdir()
    return LiveTools(tools.served, warehouse)


def sit_through_no_wait(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """Have pages be small and waits be noted instead of waited."""
    small_pages(monkeypatch)
    waited: list[float] = []
    monkeypatch.setattr(http, "sleep", lambda _: None)
    monkeypatch.setattr(http.tenacity, "Retrying", partial(tenacity.Retrying, sleep=waited.append))
    monkeypatch.setattr(github_links._ask.retry, "sleep", waited.append)  # type: ignore[attr-defined]
    return waited


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[LiveTools, Any]]:
    with live_tools(tmp_path_factory.mktemp("served")) as tools:
        yield tools, deepcopy(tools.served.documents)


@pytest.fixture
def tools(served: tuple[LiveTools, Any], tmp_path: Path) -> LiveTools:
    return as_built(*served, tmp_path)


@pytest.fixture
def waits(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    return sit_through_no_wait(monkeypatch)
