"""Marts and exports: each recorded item once, with the moments and words its tool gave it."""

import json
import re
from datetime import date, datetime
from typing import Any

import pytest

from conformance.expected import work_items
from conformance.nights import Nights, Recorded
from conformance.recordings import moment

pytestmark = pytest.mark.conformance

FORMULA = re.compile("[\\s\\0\u200b\ufeff]*[=+\\-@\uff1d\uff0b\uff0d\uff20]|[\\t\\r\\n\\0]")


@pytest.fixture(scope="module")
def expected(recorded: Recorded, nights: Nights) -> dict[str, dict[str, Any]]:
    return work_items(recorded, nights)


def by_id(rows: list[dict[str, Any]]) -> dict[str, dict[str, Any]]:
    found = {row["work_item_id"]: row for row in rows}
    assert len(found) == len(rows)
    return found


def as_csv(value: Any) -> str:
    """Give a value as the CSV writes it, harmless in a spreadsheet."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, datetime):
        return value.strftime("%Y-%m-%dT%H:%M:%S.%fZ")
    if isinstance(value, date):
        return value.isoformat()
    return f"'{value}" if isinstance(value, str) and FORMULA.match(value) else str(value)


@pytest.mark.parametrize("tool", ["jira", "github", "zendesk"])
def test_no_item_is_lost_doubled_or_misread_in_the_parquet(
    tool: str, nights: Nights, expected: dict[str, dict[str, Any]]
) -> None:
    exported = by_id(nights.parquet("fct_work_items"))
    items = {key: item for key, item in expected.items() if key.startswith(f"{tool}:")}
    assert {key for key in exported if key.startswith(f"{tool}:")} == set(items)
    for key, item in items.items():
        assert {name: exported[key][name] for name in item} == item, key


def test_no_item_is_lost_doubled_or_misread_in_the_csv(
    nights: Nights, expected: dict[str, dict[str, Any]]
) -> None:
    exported = by_id(nights.csv("fct_work_items"))
    assert set(exported) == set(expected)
    for key, item in expected.items():
        assert {name: exported[key][name] for name in item} == {
            name: as_csv(value) for name, value in item.items()
        }, key


def test_no_item_ends_in_another_status_than_its_tool_shows(
    nights: Nights, expected: dict[str, dict[str, Any]]
) -> None:
    spans: dict[str, list[dict[str, Any]]] = {}
    for span in sorted(nights.parquet("fct_status_spans"), key=lambda one: one["span_number"]):
        spans.setdefault(span["work_item_id"], []).append(span)
    assert set(spans) <= set(expected)
    for key, item in expected.items():
        if item["created_at"] is None:
            continue
        first, last = spans[key][0], spans[key][-1]
        assert first["started_at"] == item["created_at"], key
        assert [one["is_current"] for one in spans[key]] == [False] * (len(spans[key]) - 1) + [True]
        assert (last["source_status"], last["status_group"], last["ended_at"]) == (
            item["source_status"],
            item["status_group"],
            None,
        ), key
        for before, after in zip(spans[key], spans[key][1:], strict=False):
            assert before["ended_at"] == after["started_at"], key


def test_no_status_change_of_a_history_is_missed(recorded: Recorded, nights: Nights) -> None:
    """Walk each Jira history from its first status to its last, with the moment of each step."""
    names = {key: one["name"] for key, one in recorded.jira["statuses"].newest().items()}
    exported: dict[str, list[tuple[str, datetime]]] = {}
    for span in sorted(nights.parquet("fct_status_spans"), key=lambda one: one["span_number"]):
        step = (span["source_status"], span["started_at"])
        exported.setdefault(span["work_item_id"], []).append(step)
    n_steps = 0
    for key, issue in recorded.jira["issues"].newest().items():
        steps = [
            (history["created"], int(history["id"]), item)
            for history in issue["changelog"]["histories"]
            for item in history["items"]
            if item["field"] == "status"
        ]
        steps.sort(key=lambda step: step[:2])
        walked = [(names.get(item["to"], item["toString"]), moment(at)) for at, _, item in steps]
        assert exported[f"jira:{key}"][1:] == walked, key
        n_steps += len(walked)
    assert n_steps > 150


def test_the_manifest_does_not_promise_other_files(nights: Nights) -> None:
    manifest = json.loads(nights.exported[-1]["manifest.json"])
    named = {file["file"] for table in manifest["tables"] for file in table["files"]}
    assert named | {"manifest.json"} == set(nights.exported[-1])
    rows = {table["table"]: table["rows"] for table in manifest["tables"]}
    assert rows["fct_work_items"] == len(nights.csv("fct_work_items"))
