"""A backfill that outlasts its quota, fails or is killed: what was read stays, and is not asked."""

from collections.abc import Iterator
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest
from sliced_pulls import Puller, each_page_its_own_slice, small_organisation, small_pages

from pipelines import pulls
from pipelines.example.server import Documents, Limits, Served, serve
from pipelines.sources import SOURCES


@pytest.fixture(scope="module")
def organisation() -> Documents:
    return small_organisation()


@pytest.fixture
def served(organisation: Documents) -> Iterator[Served]:
    with serve(deepcopy(organisation)) as served:
        yield served


@pytest.fixture(autouse=True)
def pages(monkeypatch: pytest.MonkeyPatch) -> None:
    small_pages(monkeypatch)


def spent_at(share: float, served: Served, tool: str, n_requests: int) -> None:
    """Have the tool grant a share of a whole pull's requests, and then none for an hour."""
    served.limits = Limits(**{tool: int(share * n_requests)}, window_seconds=3600)


@pytest.mark.parametrize("tool", SOURCES)
def test_a_spent_quota_keeps_what_was_read_and_the_next_run_goes_on_from_there(
    tool: str, served: Served, tmp_path: Path
) -> None:
    truth = Puller(tmp_path / "truth", served, tool)
    n_whole = truth.pull().n_requests
    backfill = Puller(tmp_path / "backfill", served, tool)
    spent_at(0.6, served, tool, n_whole + truth.pull().n_requests + 10**6 * 0)

    spent = backfill.pull()
    asked = backfill.asked()
    assert spent.outcome == "quota_spent", spent
    assert spent.n_rows_loaded > 0
    served.limits = Limits()
    rest = backfill.pull()

    assert rest.outcome == "complete", rest
    assert backfill.rows() == truth.rows()
    again = sum((backfill.asked() & asked).values())
    print(tool, n_whole, spent.n_requests, rest.n_requests, again)
