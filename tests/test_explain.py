"""Why an item has its class: told in full by any of its names, and never obeying its title."""

import io
import json
from pathlib import Path
from typing import Any

import duckdb
import pytest
from explained_items import LINKS, STORY, ZENDESK, publish_chain
from rich.console import Console
from typer.testing import CliRunner

from pipelines.cli import app
from pipelines.errors import HeadwayError
from pipelines.explain import show
from pipelines.explanation import explanation
from pipelines.strategy_verbs import EXPLANATION_KEYS


@pytest.fixture
def published(tmp_path: Path) -> Path:
    (tmp_path / "warehouse").mkdir()
    return publish_chain(tmp_path / "warehouse" / "headway.duckdb")


def told(published: Path, name: str, width: int = 100) -> str:
    """Give what is printed, each run of blanks as one."""
    said = io.StringIO()
    show(explanation(published, name), Console(file=said, width=width))
    return said.getvalue()


def words(text: str) -> str:
    return " ".join(text.split())


def test_the_rule_its_rationale_the_runner_up_and_the_confidence_are_told(published: Path) -> None:
    said = words(told(published, "PAY-12"))

    assert "strategic / objective_work: Check out faster and Stay safe" in said
    assert "r7 (priority 7): label = checkout" in said
    assert "Checkout is this year's bet" in said
    assert "75% (prior): a documented prior of this method" in said
    assert "operational by rule: rule r9 (priority 9): item_type = Story" in said
    assert "(weight 0.50)" in said
    assert said.index("faster Check out faster") < said.index("grow Grow")


def test_each_link_of_a_chain_across_tools_is_told_with_its_proof(published: Path) -> None:
    said = words(told(published, f"{ZENDESK}/agent/tickets/4711").replace("──", ""))

    steps = [
        "4711 Cannot pay",
        '→ escalates, proved by custom_field: "acme/pay#7"',
        "acme/pay#7 Card form",
        '→ closes, proved by body: "Fixes OLD-3"',
        '← mentions, proved by remote_links: "acme/pay#7"',
        "PAY-12 Pay",
        '→ parent, proved by parent: "PAY-1"',
        "PAY-1 Checkout of the future",
        "→ the item itself is linked to faster by item PAY-1",
        "faster Check out faster",
        "grow Grow",
    ]
    chain = said.split("Where the class comes from")[1]
    places = [chain.find(step) for step in steps]
    assert -1 not in places, dict(zip(steps, places, strict=True))
    assert places == sorted(places)
    assert "90% (labels_of_method): measured: agreement with human labels" in said


def test_an_objective_is_not_given_the_reason_of_another(published: Path) -> None:
    """PAY-1 serves two at once; of a tie it puts `safe` first, what serves it `faster`."""
    with duckdb.connect(published) as connection:
        connection.execute(
            "update fct_work_items set objective_id = 'safe', "
            "evidence = 'the item itself is linked to safe' where item_key = 'PAY-1'"
        )
    said = words(told(published, f"{ZENDESK}/agent/tickets/4711"))
    assert "→ it is so" in said
    assert "linked to safe" not in said


def test_a_link_that_is_not_published_is_said_to_be_missing(published: Path) -> None:
    with duckdb.connect(published) as connection:
        connection.execute("delete from fct_work_item_links where link_kind = 'parent'")
    assert "no link of these two is published" in told(published, "PAY-12")


def test_an_item_nothing_places_points_to_suggestions(published: Path) -> None:
    said = words(told(published, "PAY-1"))
    assert "unclassified" in said
    assert "nothing places it: see headway suggest" in said


def test_an_old_key_is_told_to_be_one(published: Path) -> None:
    assert "No item is called OLD-3 today" in told(published, "OLD-3")


def test_two_tools_with_the_same_number_are_both_told(published: Path) -> None:
    said = told(published, "4711")
    assert "2 items are known as 4711" in said
    assert "Cannot pay" in said
    assert "Broken chair" in said


@pytest.mark.parametrize("width", [40, 100])
def test_a_hostile_title_neither_steers_nor_floods_a_terminal(published: Path, width: int) -> None:
    with duckdb.connect(published) as connection:
        connection.execute(
            "update fct_work_items set title = title || ? where work_item_id = 'jira:10063'",
            ["[/bold]{{ x }}" + "A" * 1_000_000],
        )
    said = told(published, "PAY-12", width)
    assert "Pay [red]by card" in words(said), "a title is text, not markup"
    assert not {"\x1b", "\x07"} & set(said), "a title does not steer the terminal"
    assert len(said) < 10_000


def test_json_is_one_document_with_stable_keys(published: Path) -> None:
    result = CliRunner().invoke(
        app, ["explain", "PAY-12", "--json", "-w", str(published.parent.parent)]
    )
    assert result.exit_code == 0, result.output
    assert "\x1b" not in result.stdout
    document = json.loads(result.stdout)

    assert keys(document) == {"asked_for", "found_by", "run_id", "as_of_on", "items"}
    [item] = document["items"]
    assert (document["as_of_on"], document["run_id"]) == ("2026-03-02", "run-1")
    assert item["effort_days"] == 12.5
    assert item["title"] == STORY["title"], "nothing is lost: JSON escapes what steers"
    assert item["decision"]["rule"]["rationale"] == "Checkout is this year's bet"
    assert item["confidence"]["basis"] == "prior"
    assert [link["work_item_id"] for link in item["chain"]] == ["jira:10063", "jira:10001"]
    assert item["chain"][0]["links_to_next"] == [
        dict(zip(
            ("from_work_item_id", "to_work_item_id", "link_kind", "proof_field", "proof_text"),
            LINKS[0], strict=True,
        ))
    ]  # fmt: skip
    assert {
        served["objective_id"]: served["objective_weight"] for served in item["objectives"]
    } == {
        "faster": 0.5,
        "safe": 0.5,
    }
    assert item["objectives"][0]["above"] == [{"objective_id": "grow", "objective_name": "Grow"}]
    assert item["runner_up"]["work_class"] == "operational"
    parts = ("decision", "confidence", "runner_up")
    documented = keys(document) | {"chain", "objectives", *parts}
    documented |= set().union(*(keys(item[part]) for part in parts), keys(item["objectives"][0]))
    documented |= keys(item["chain"][0]["links_to_next"][0]) | {"links_to_next"}
    assert not {key for key in documented if key not in EXPLANATION_KEYS}


def keys(document: dict[str, Any]) -> set[str]:
    return set(document)


def test_an_unknown_item_is_answered_with_its_nearest_keys(published: Path) -> None:
    with pytest.raises(
        HeadwayError, match="known as PAY-21; the nearest keys are PAY-1, PAY-12"
    ) as unknown:
        explanation(published, "PAY-21")
    assert unknown.value.remedy == "headway explain PAY-1"


def test_an_unknown_item_leaves_no_half_document(published: Path) -> None:
    result = CliRunner().invoke(app, ["explain", "X-1", "--json", "-w", str(published.parents[1])])
    assert (result.exit_code, result.stdout) == (1, "")
    assert "Next: headway explain" in result.stderr
