"""Zendesk replayed: a night to disturb, and nights that nothing disturbs, pulled once a module."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from help_desk_replay import Replay, Warehouse, replaying
from zendesk_nights import Nights, first_night, undisturbed

from pipelines.sources import zendesk


@pytest.fixture
def replay() -> Iterator[Replay]:
    with replaying() as replay:
        replay.answering = first_night()
        yield replay


@pytest.fixture
def warehouse(tmp_path: Path, replay: Replay) -> Warehouse:
    return Warehouse(tmp_path, zendesk, replay)


@pytest.fixture(scope="module")
def first(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Nights]:
    with undisturbed(tmp_path_factory.mktemp("first"), 1) as nights:
        yield nights


@pytest.fixture(scope="module")
def both(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Nights]:
    with undisturbed(tmp_path_factory.mktemp("both"), 2) as nights:
        yield nights
