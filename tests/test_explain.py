"""Why an item has its class: told in full by any of its names, and never obeying its title."""

import io
from pathlib import Path

import duckdb
import pytest
from rich.console import Console

from pipelines.errors import HeadwayError
from pipelines.explain import explain

ITEM_COLUMNS = {
    "work_item_id": "jira:10063",
    "item_key": "PAY-12",
    "item_url": "https://acme.atlassian.net/browse/PAY-12",
    "item_type": "Story",
    "title": "Pay [red]by card\x1b[31m",
    "source_status": "Doing",
    "status_group": "in_progress",
    "objective_id": "faster",
    "work_class": "strategic",
    "work_category": "objective_work",
    "classification_method": "inherited_rule",
    "rule_id": "r7",
    "matched_field": "label",
    "matched_value": "checkout",
    "inherited_from_work_item_id": "jira:10001",
    "inheritance_path": "jira:10063 > jira:10001",
    "evidence": "its epic carries the label checkout",
    "confidence_basis": "prior",
    "runner_up_method": "rule",
    "runner_up_work_class": "operational",
}


@pytest.fixture
def published(tmp_path: Path) -> Path:
    """A publication of one item."""
    published = tmp_path / "headway.duckdb"
    with duckdb.connect(published) as connection:
        columns = ", ".join(f"? as {name}" for name in ITEM_COLUMNS)
        connection.execute(
            "create table fct_work_items as "
            f"select false as is_deleted, 0.75 as confidence, {columns}",
            list(ITEM_COLUMNS.values()),
        )
        connection.execute(
            "create table dim_objectives as from (values ('grow', null, 'Grow'), "
            "('faster', 'grow', 'Check out faster')) as objectives "
            "(objective_id, parent_objective_id, objective_name)"
        )
        connection.execute(
            "create table dim_classification_rules as "
            "select 'r7' as rule_id, 'Checkout is this year''s bet' as rationale"
        )
    return published


@pytest.mark.parametrize("name", ["jira:10063", "pay-12", ITEM_COLUMNS["item_url"]])
def test_an_item_is_explained_by_id_key_or_url(name: str, published: Path) -> None:
    said = io.StringIO()
    explain(published, name, Console(file=said, width=100))

    words = " ".join(said.getvalue().split())
    assert "strategic / objective_work" in words
    assert "r7: Checkout is this year's bet" in words
    assert "inherited_rule" in words
    assert "operational by rule" in words
    assert "75% (prior)" in words
    assert words.index("Grow (grow)") < words.index("Check out faster (faster)")
    assert "Pay [red]by card" in words, "a title is text, not markup"
    assert "\x1b[31m" not in words, "a title does not steer the terminal"


def test_an_unknown_item_is_answered_with_its_nearest_keys(published: Path) -> None:
    with pytest.raises(
        HeadwayError, match="known as PAY-21; the nearest keys are PAY-12"
    ) as unknown:
        explain(published, "PAY-21", Console())
    assert unknown.value.remedy == "headway explain PAY-12"
