"""Changed shapes of documents: nothing breaks, nothing is dropped, and somebody is told."""

import json
from pathlib import Path

import pytest
from live_edits import edit, item_ids, later, put, retitled
from live_tools import live_tools

from pipelines.field_changes import changes, shape_of


def documents(n: int, **fields: object) -> list[str]:
    return [json.dumps({"id": number, **fields}) for number in range(n)]


def known(payloads: list[str]) -> dict[str, tuple[set[str], float]]:
    shape = shape_of(payloads)
    return {
        place: (set(shape.kinds.get(place, ())), shape.share(place)) for place in shape.n_having
    }


def test_new_vanished_and_retyped_fields_are_told_down_to_two_levels() -> None:
    before = known(documents(30, name="a", size=1, more={"colour": "red", "deep": {"er": 1}}))
    now = shape_of(documents(30, size="1", more={"colour": ["red"], "deep": {"est": 1}}, late=True))
    assert changes(before, now) == [
        "new late",
        "retyped more.colour (text to list)",
        "retyped size (number to text)",
        "vanished name",
    ]


@pytest.mark.parametrize(
    ("before", "now"),
    [
        (documents(0), documents(30, name="a")),
        (documents(30, name="a"), documents(5)),
        ([*documents(15, name="a"), *documents(15)], documents(30)),
        (documents(30, name="a"), documents(30, name=None)),
        (documents(30, name=None), documents(30, name="a")),
    ],
    ids=["first_sight", "few_documents", "never_always_there", "null_now", "null_before"],
)
def test_what_is_no_change_of_shape_is_not_told(before: list[str], now: list[str]) -> None:
    assert changes(known(before), shape_of(now)) == []


def test_a_pull_tells_each_change_once_and_loads_everything(tmp_path: Path) -> None:
    with live_tools(tmp_path / "drift") as tools:
        assert tools.pull("jira").field_changes is None, "a first sight is no change"
        later(tools, hours=2)
        ids = item_ids(tools, "jira")
        for id_ in ids:
            item = retitled("jira", tools.served.documents["jira"]["issues"][id_], "drifted")
            item["fields"]["customfield_99"] = {"value": 1}
            item["fields"].pop("description", None)
            item["fields"]["summary"] = ["now", "a", "list"]
            put(tools, "jira", item)
        pulled = tools.pull("jira")
        assert pulled.outcome == "complete"
        told = str(pulled.field_changes).split("; ")
        assert {
            "issues: new fields.customfield_99",
            "issues: vanished fields.description",
            "issues: retyped fields.summary (text to list)",
        } <= set(told)
        assert tools.rows("jira")["issues"][ids[0]][0]["fields"]["customfield_99"] == {"value": 1}
        later(tools, hours=2)
        edit(tools, "jira", ids[100], "another")
        assert tools.pull("jira").field_changes is None, "told once"
