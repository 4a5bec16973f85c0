"""What a census writes down, and what it goes on from, where the rest of it is out of sight."""

from pathlib import Path
from typing import Any

import pytest

from pipelines.holdings import Holdings
from pipelines.sources import SOURCES
from pipelines.sources.listings import LISTINGS
from pipelines.sources.slices import Place
from pipelines.warehouse import Warehouse


def issue(id_: str) -> dict[str, Any]:
    return {"id": int(id_), "updated_at": "2026-03-01T10:00:00Z"}


@pytest.mark.parametrize(
    ("held", "led_to"), [("123", {"1": "3", "2": "3"}), ("12", {"1": "2", "2": "3"})]
)
def test_a_transfer_leads_on_only_to_an_issue_that_is_held(
    tmp_path: Path, held: str, led_to: dict[str, str]
) -> None:
    """Else what was done under the first two ids would belong to neither, and count twice."""
    warehouse = Warehouse(tmp_path)
    warehouse.folder.mkdir()
    warehouse.ensure_raw_tables({"github": SOURCES["github"]})
    issues = LISTINGS["github"][0]
    with warehouse.connect_work() as connection:
        for id_ in held:
            connection.execute(
                "insert into raw_github.issues (id, payload) values (?, '{}')", [id_]
            )
        work = Holdings(connection, "github", issues, issues)
        work.mark(["1"], [], "acme/pay", {"1": issue("2")})
        work.mark(["2"], [], "acme/web", {"2": issue("3")})
        found = connection.execute("select id, payload->>'id' from raw_github.transfers").fetchall()
    assert dict(found) == led_to


def test_a_count_put_aside_beyond_all_that_is_held_is_at_its_end() -> None:
    [tickets] = LISTINGS["zendesk"]
    place = Place(page="63")
    assert list(tickets.shown(None, "tickets", [], place)) == []
    assert (place.page, place.is_read) == (None, True)
