"""Which texts are taken out, and which pages show them."""

import polars as pl
import pytest
import yaml
from scrubbed_texts import AUDIT

from pipelines import erased_texts
from pipelines.sources.scrubbing import without_text
from pipelines.transform import project_folder

FACTS = project_folder() / "models" / "marts" / "facts"


@pytest.mark.parametrize(
    ("key", "title", "page", "is_shown"),
    [
        ("465", "Reque", "<cite>465 Reque</cite>", True),
        ("465", "Reque", "<cite>1465 Reque</cite>", False),
        ("465", "Reque", "<cite>465 Request: account removal</cite>", False),
        ("1", "", "<cite>1 of 3</cite>", False),
        ("1", " ", '<p>1 "two"</p>', False),
        ("7", "w" * 50, f"<cite>7 {'w' * 45}</cite>", True),
    ],
)
def test_a_report_is_removed_for_what_it_shows_and_for_nothing_like_it(
    key: str, title: str, page: str, is_shown: bool
) -> None:
    titles = pl.DataFrame([(key, title)], schema=["item_key", "title"], orient="row")
    marks = erased_texts.as_reported(titles)
    assert any(mark.search(page) for mark in marks) is is_shown


def test_an_audit_without_text_keeps_who_did_what_and_when() -> None:
    assert without_text(AUDIT) == {
        "id": 9, "ticket_id": 1, "author_id": 5, "created_at": "2026-03-01T10:00:00Z",
        "via": {"channel": "email"},
        "events": [
            {"id": 10, "type": "Comment", "public": True},
            {"id": 11, "type": "Create", "field_name": "subject"},
            {"id": 12, "type": "Change", "field_name": "status", "value": "open",
             "previous_value": "new"},
        ],
    }  # fmt: skip


WITHOUT_WORDS_OF_ITEMS = (
    *("_id", "_kind", "_class", "_category", "_method", "_basis", "_group", "_field", "_reason"),
    *("_name", "_version", "_fingerprint", "_status", "_path", "_system", "_key", "_url", "_type"),
    *("container", "attribute"),
)
"""Ends of the names of text columns that hold what people chose from a list, or what we say."""


def test_no_text_column_of_a_fact_is_forgotten_by_the_erasure() -> None:
    known = {*erased_texts.TEXTS, "title", "value"}
    forgotten = [
        f"{model['name']}.{column['name']}"
        for file in FACTS.glob("*.yml")
        for model in yaml.safe_load(file.read_text())["models"]
        for column in model["columns"]
        if column["data_type"] == "varchar"
        and column["name"] not in known
        and not column["name"].endswith(WITHOUT_WORDS_OF_ITEMS)
        and {one["name"] for one in model["columns"]} & set(erased_texts.OWNERS)
    ]
    assert forgotten == []
