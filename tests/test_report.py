"""The report: every number is a cell of a published table, and nothing in it runs or calls."""

import json
import re
from collections import defaultdict
from datetime import date
from html.parser import HTMLParser
from pathlib import Path
from shutil import copyfile
from typing import Any

import duckdb
import pytest
from example_night import ExampleNight
from markupsafe import escape

from pipelines.errors import HeadwayError
from pipelines.report import NothingToReportError, _safe_link, render, report
from pipelines.report_cells import FORMATS, Row
from pipelines.report_content import in_order_of

WITHOUT_CLAIMS = ("time", "cite", "code", "style", "title")
"""Elements whose digits are dates, names people gave, or commands: no claims of the report."""


class Page(HTMLParser):
    """What a reader meets: the numbers with their addresses, and the digits beside them."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.cells: list[dict[str, str]] = []
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.ids: set[str] = set()
        self.stray: list[str] = []
        self._open: list[str] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        attributes = dict(attrs)
        self.tags.append((tag, attributes))
        if attributes.get("id"):
            self.ids.add(str(attributes["id"]))
        if tag not in ("meta", "link", "img", "source", "br"):
            self._open.append(tag)
        if tag == "data":
            in_link = "yes" if "a" in self._open else ""
            told = {name: value or "" for name, value in attributes.items()}
            self.cells.append(told | {"": "", "in_link": in_link})

    def handle_endtag(self, tag: str) -> None:
        while self._open and self._open.pop() != tag:
            pass

    def handle_data(self, data: str) -> None:
        if "data" in self._open:
            self.cells[-1][""] += data
        elif not set(WITHOUT_CLAIMS) & set(self._open) and re.search(r"\d", data):
            self.stray.append(data.strip())


@pytest.fixture(scope="module")
def page(night: ExampleNight) -> Page:
    place = night.warehouse.reports / "2026-09-28.html"
    return Page(place.read_text(encoding="utf-8"))


def test_every_number_equals_a_cell_of_a_published_table(night: ExampleNight, page: Page) -> None:
    assert len(page.cells) > 500
    rows: dict[str, dict[tuple[str, ...], list[dict[str, Any]]]] = {}
    wrong = []
    for cell in page.cells:
        table, column, key = cell["data-table"], cell["data-column"], json.loads(cell["data-key"])
        if table not in rows:
            rows[table] = defaultdict(list)
            for row in night.ask(f'from "{table}"').to_dicts():
                rows[table][tuple(str(row[name]) for name in key)].append(row)
        found = [row[column] for row in rows[table][tuple(key.values())]]
        shown = [(FORMATS[cell["data-format"]](value), str(value)) for value in found]
        if shown != [(cell[""], cell["value"])]:
            wrong.append(cell)
    assert wrong == []


def test_no_number_stands_without_its_address(page: Page) -> None:
    assert page.stray == []


def test_the_page_neither_runs_nor_calls_anything(page: Page) -> None:
    tags = {tag for tag, _ in page.tags}
    assert not tags & {"script", "iframe", "form", "object", "embed", "svg"}
    [policy] = [a["content"] for t, a in page.tags if t == "meta" and a.get("http-equiv")]
    assert policy and "default-src 'none'" in policy and "unsafe" not in policy
    for tag, attributes in page.tags:
        assert not [name for name in attributes if name.startswith("on") or name == "style"]
        for name in ("src", "srcset"):
            assert (attributes.get(name) or "data:").startswith("data:image/svg+xml;base64,") or (
                not attributes.get(name)
            ), tag


def test_numbers_lead_to_the_items_behind_them(page: Page) -> None:
    assert {cell["data-column"] for cell in page.cells if not cell["in_link"]} == set()
    inner = [str(a["href"])[1:] for _, a in page.tags if str(a.get("href")).startswith("#")]
    assert len(inner) > 40
    assert set(inner) <= page.ids
    outer = [str(a["href"]) for t, a in page.tags if t == "a" and str(a["href"])[0] != "#"]
    assert len(outer) > 200
    assert all(href.startswith("http") for href in outer)


def test_the_planted_facts_stand_on_the_page(night: ExampleNight) -> None:
    text = (night.warehouse.reports / "2026-09-28.html").read_text(encoding="utf-8")
    words = " ".join(re.sub(r"<[^>]+>", " ", text).split())
    assert re.search(r"Partners build on us starved", words)
    assert re.search(r"Payments is below its plan", words)
    assert re.search(r"Mobile progress on unstable ground", words)
    assert re.search(r"Workplace IT efficient but stagnant", words)


def test_the_page_says_what_its_numbers_are_of(night: ExampleNight, tmp_path: Path) -> None:
    """A month just begun is not judged; a drift that heals is not laid on the week it heals in."""
    copy = tmp_path / "headway.duckdb"
    copyfile(night.warehouse.published, copy)
    with duckdb.connect(copy) as connection:
        connection.execute(
            "update metrics_execution_quadrant_by_team_month set execution_quadrant = null "
            "where month_on = '2026-09-01'"
        )
        connection.execute(
            "update metrics_drift_by_team_week "
            "set main_part_of_change = if(is_alarm, 'volume', 'data_quality')"
        )
    page = re.sub(r"<[^>]+>", " ", render(copy, date(2026, 9, 28)))
    words = " ".join(page.split())
    assert "over the 5 weeks of August 2026 that have ended" in words
    assert "when the alarm rang, most of the change was volume" in words
    assert "data quality" not in words
    assert re.search(r"Nothing added: half of runs .* \d{2} \w{3} 2026 not in sight", words)
    assert re.search(r"42\.8 % of classified .* between 42\.5 % and 43\.2 %", words)


def test_a_team_that_was_not_judged_is_not_said_to_keep_to_its_plan(
    night: ExampleNight, tmp_path: Path
) -> None:
    copy = tmp_path / "headway.duckdb"
    copyfile(night.warehouse.published, copy)
    with duckdb.connect(copy) as connection:
        connection.execute(
            "update metrics_drift_by_team_week set drift_side = null, drifting_since_on = null, "
            "not_judged_because = if(team_id = 'payments', 'stale_tools', null)"
        )
    words = " ".join(re.sub(r"<[^>]+>", " ", render(copy, date(2026, 9, 28))).split())
    assert "No alarm rings: every team that could be judged last week keeps to its plan" in words
    assert "Not judged last week: Payments (stale tools) " in words


def test_a_hostile_title_stays_text() -> None:
    row = Row("t", {"id": '"><script>'}, {"n": 1.0, "none": None})
    assert "<script>" not in row.cell("n", "whole", "#x")
    assert row.cell("none", "whole") == '<span class="missing">not known</span>'
    assert _safe_link("javascript:alert(1)") is None
    assert _safe_link("https://acme.example/1") == "https://acme.example/1"


def test_hostile_words_stay_text_all_over_the_page(night: ExampleNight, tmp_path: Path) -> None:
    copy = tmp_path / "headway.duckdb"
    copyfile(night.warehouse.published, copy)
    said = "</cite><script>alert(1)</script>{{ 7*7 }}{% raw %}<img src=x onerror=alert(1)>"
    with duckdb.connect(copy) as connection:
        connection.execute("update fct_work_items set title = $1, evidence = $1", [said])
        connection.execute("update dim_objectives set objective_name = $1, owner = $1", [said])
        connection.execute("update dim_teams set team_name = $1", [said])
    page = render(copy, date(2026, 9, 28))
    assert page.count(str(escape(said))) > 20
    assert [
        tag for tag, attributes in Page(page).tags if tag == "script" or "onerror" in attributes
    ] == []


def test_a_team_without_recent_weeks_does_not_stop_the_report() -> None:
    def row(team_id: str) -> Row:
        return Row("t", {}, {"team_id": team_id})

    ordered = in_order_of([row("whole"), row("b")], [row("gone"), row("b"), row("whole")])
    assert [found["team_id"] for found in ordered] == ["whole", "b", "gone"]


def test_nothing_published_is_told_with_the_next_command(tmp_path: Path) -> None:
    with pytest.raises(HeadwayError, match="Nothing has been published") as told:
        report(tmp_path / "headway.duckdb", tmp_path / "reports", date(2026, 1, 5))
    assert told.value.remedy == "headway nightly"


def test_no_effort_is_told_and_an_earlier_report_stands(tmp_path: Path) -> None:
    published, folder = tmp_path / "headway.duckdb", tmp_path / "reports"
    folder.mkdir()
    (folder / "2026-01-05.html").write_text("earlier")
    with duckdb.connect(published) as connection:
        connection.execute(
            "create table dim_teams (team_id text, parent_team_id text, team_name text)"
        )
        connection.execute(
            "create table metrics_recent_alignment_by_team "
            "(team_id text, first_week_on date, last_week_on date)"
        )
    with pytest.raises(NothingToReportError, match="No effort has been recorded"):
        report(published, folder, date(2026, 1, 5))
    assert (folder / "2026-01-05.html").read_text() == "earlier"


def test_a_torn_publication_is_not_taken_for_one_of_another_version(tmp_path: Path) -> None:
    torn = tmp_path / "headway.duckdb"
    torn.write_bytes(b"torn" * 5000)
    with pytest.raises(HeadwayError, match="cannot be read") as told:
        report(torn, tmp_path, date(2026, 9, 28))
    assert told.value.remedy == "headway restore"
