"""Suggestions: what unclassified effort has in common, its sums worked out by hand below.

Unclassified, with effort days (all effort: 100 days, 60 of them unclassified):

    u1  PAY  Task   label ops          "Renew certificate"      20
    u2  PAY  Task   label ops          "Renew the card form"    10
    u3  OPS  Chore  label ops          "Rotate keys"             8
    u4  OPS  Chore                     "Renew licences"          7
    u5  PAY  Story  below the epic     "Draw the form"           9
    u6  WEB  Story                     "Störung am Schalter"     6
    e1  PAY  Task   label q3           "Next year"               0

Decided: PAY holds both classes, as do its Tasks; OPS and its Chores are operational.
Greedy: label ops covers u1, u2, u3 = 38. Of what is left, label q3 covers u5 (below e1) = 9, before
the word draw (the same 9) by its name; then OPS (u4) = 7, before Chore (the same); WEB (u6) = 6.
"""

import csv
import io
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb
import pytest
from small_publications import publish
from strategy_folders import OBJECTIVES
from typer.testing import CliRunner

from pipelines.cli import app
from pipelines.errors import HeadwayError, StrategyError
from pipelines.strategy import read_strategy
from pipelines.suggest import TO_FILL
from pipelines.suggestions import Bounds, Suggestions, find

NAMES = ("work_item_id", "container", "item_type", "title", "effort_days", "work_class")
ITEMS = [
    ("jira:u1", "PAY", "Task", "Renew certificate", 20, "unclassified"),
    ("jira:u2", "PAY", "Task", "Renew the card form", 10, "unclassified"),
    ("jira:u3", "OPS", "Chore", "Rotate keys", 8, "unclassified"),
    ("jira:u4", "OPS", "Chore", "Renew licences", 7, "unclassified"),
    ("jira:u5", "PAY", "Story", "Draw the form", 9, "unclassified"),
    ("jira:u6", "WEB", "Story", "Störung am Schalter", 6, "unclassified"),
    ("jira:e1", "PAY", "Task", "Next year", 0, "unclassified"),
    ("jira:d1", "PAY", "Task", "Renew renewals", 10, "strategic"),
    ("jira:d2", "PAY", "Task", "Renew backups", 10, "operational"),
    ("jira:d3", "OPS", "Chore", "Sweep", 10, "operational"),
    ("jira:d4", "PAY", "Story", "A story", 5, "strategic"),
    ("jira:d5", "LAB", "Story", "Stories", 5, "operational"),
]
LABELS = [("jira:u1", "ops"), ("jira:u2", "ops"), ("jira:u3", "ops"), ("jira:e1", "q3")]
RULES = (
    "rule_id,priority,container,work_class,work_category\n"
    "suggested-ops,5,LAB,operational,support\nlast,42,LAB,operational,defect\n"
)
BOUNDS = Bounds(top=10, min_share=0.05, min_purity=0.8, max_word_share=0.5)


@pytest.fixture
def workspace(tmp_path: Path) -> Path:
    """A workspace with that publication; e1 would hand its rule down to u5."""
    (tmp_path / "warehouse").mkdir()
    (tmp_path / "strategy").mkdir()
    (tmp_path / "strategy/objectives.csv").write_text(OBJECTIVES)
    (tmp_path / "strategy/classification_rules.csv").write_text(RULES)
    items = [dict(zip(NAMES, item, strict=True)) for item in ITEMS]
    publish(
        tmp_path / "warehouse" / "headway.duckdb",
        fct_work_items=[{"item_key": item["work_item_id"].upper(), **item} for item in items],
        fct_work_item_attributes=[
            {"work_item_id": item, "attribute": "label", "value": value} for item, value in LABELS
        ],
        fct_unclassified_reach=[{"work_item_id": "jira:u5", "reached_work_item_id": "jira:e1"}],
    )
    return tmp_path


def found(workspace: Path, **bounds: Any) -> Suggestions:
    rules = read_strategy(workspace / "strategy")["classification_rules"]
    return find(workspace / "warehouse/headway.duckdb", rules, Bounds(**vars(BOUNDS) | bounds))


def sums(suggestions: Suggestions) -> list[tuple[dict[str, str], int, Decimal]]:
    return [(one.conditions, one.n_items, one.effort_days) for one in suggestions.found]


def test_each_suggestion_adds_what_none_before_it_covers(workspace: Path) -> None:
    suggestions = found(workspace)
    assert sums(suggestions) == [
        ({"label": "ops"}, 3, Decimal(38)),
        ({"label": "q3"}, 2, Decimal(9)),
        ({"container": "OPS"}, 1, Decimal(7)),
        ({"container": "WEB"}, 1, Decimal(6)),
    ]
    assert [one.effort_share for one in suggestions.found] == [0.38, 0.09, 0.07, 0.06]
    assert (suggestions.effort_days, suggestions.unclassified_effort_days) == (100, 60)


def test_what_hangs_below_a_matching_item_is_covered_and_said_so(workspace: Path) -> None:
    [q3] = [one for one in found(workspace).found if one.conditions == {"label": "q3"}]
    assert (q3.n_items, q3.n_items_reached) == (2, 1)
    assert [each["item_key"] for each in q3.examples] == ["JIRA:E1", "JIRA:U5"]


def test_the_purity_hint_counts_the_decided_items_alike(workspace: Path) -> None:
    ops = next(one for one in found(workspace).found if one.conditions == {"container": "OPS"})
    assert (ops.n_strategic, ops.n_operational) == (0, 1)
    label = found(workspace).found[0]
    assert (label.n_strategic, label.n_operational) == (0, 0)


def test_without_purity_the_broadest_condition_comes_first(workspace: Path) -> None:
    """PAY covers u1, u2, u5 and e1 = 39 days: more than label ops, but its decided items differ."""
    first = found(workspace, min_purity=0).found[0]
    assert (first.conditions, first.effort_days) == ({"container": "PAY"}, Decimal(39))
    assert (first.n_strategic, first.n_operational) == (2, 1)


def test_two_conditions_together_where_one_alone_contradicts_itself(workspace: Path) -> None:
    """Without labels: Story is of both classes and so is PAY; a Story in PAY is strategic."""
    with duckdb.connect(workspace / "warehouse/headway.duckdb") as connection:
        connection.execute("delete from fct_work_item_attributes")
        connection.execute("update fct_work_items set title = 'x'")
    suggestions = found(workspace)
    assert sums(suggestions) == [
        ({"container": "OPS"}, 2, Decimal(15)),
        ({"container": "PAY", "item_type": "Story"}, 1, Decimal(9)),
        ({"container": "WEB"}, 1, Decimal(6)),
    ]
    pay_story = suggestions.found[1]
    assert (pay_story.n_strategic, pay_story.n_operational) == (1, 0)
    assert suggestions.n_contradictory > 0


def test_words_are_suggested_unless_they_are_everywhere(workspace: Path) -> None:
    """Renew stands in 5 of 12 titles, and in 37 unclassified days."""
    with duckdb.connect(workspace / "warehouse/headway.duckdb") as connection:
        connection.execute("delete from fct_work_item_attributes")
        connection.execute("update fct_work_items set item_type = null, container = null")
    renew = {"title_matches": r"(?i)\brenew\b"}
    assert sums(found(workspace, min_purity=0))[0] == (renew, 3, Decimal(37))
    assert renew not in [one.conditions for one in found(workspace).found], "both classes say it"
    rare = found(workspace, min_purity=0, max_word_share=0.4)
    assert renew not in [one.conditions for one in rare.found]


def test_a_word_with_other_letters_matches_as_the_rule_will(workspace: Path) -> None:
    """RE2 sees an edge between t and ö, so the word stands between edges of its own."""
    with duckdb.connect(workspace / "warehouse/headway.duckdb") as connection:
        connection.execute("update fct_work_items set item_type = null, container = null")
    conditions = [one.conditions for one in found(workspace).found]
    pattern = r"(?i)(^|[^\pL\pN_])störung($|[^\pL\pN_])"
    assert {"title_matches": pattern} in conditions
    assert {"title_matches": r"(?i)\brung\b"} not in conditions, "a part of a word is no word"
    for title, holds in {"STÖRUNG!": True, "Die Störung": True, "Störungen": False}.items():
        assert duckdb.execute("select regexp_matches($1, $2)", [title, pattern]).fetchall() == [
            (holds,)
        ]


@pytest.mark.parametrize("cell", ["a|b", "=1+1", "-x", "@team", " blank", "zero\u200bwidth"])
def test_a_cell_the_decision_table_cannot_hold_is_not_suggested(workspace: Path, cell: str) -> None:
    with duckdb.connect(workspace / "warehouse/headway.duckdb") as connection:
        connection.execute("update fct_work_item_attributes set value = ?", [cell])
    assert cell not in [one.conditions.get("label") for one in found(workspace).found]


def test_ids_and_priorities_are_free_and_behind_all_others(workspace: Path) -> None:
    names = [(one.rule_id, one.priority) for one in found(workspace).found]
    assert names == [
        ("suggested-ops-2", 52), ("suggested-q3", 62), ("suggested-ops-3", 72),
        ("suggested-web", 82),
    ]  # fmt: skip
    (workspace / "strategy/classification_rules.csv").write_text(
        RULES.replace("42", "999999999").replace(",5,", ",999999998,")
    )
    assert [one.priority for one in found(workspace, top=2).found] == [999_999_997, 999_999_996]


def written(workspace: Path, *options: str) -> list[dict[str, str]]:
    file = workspace / "suggested.csv"
    words = ["suggest", "-w", str(workspace), "--min-share", "0.05", "--csv", str(file)]
    result = CliRunner().invoke(app, [*words, "--max-word-share", "0.5", *options])
    assert result.exit_code == 0, result.output
    return list(csv.DictReader(io.StringIO(file.read_text())))


def test_rows_are_refused_until_a_person_filled_in_the_class_then_accepted(workspace: Path) -> None:
    rows = written(workspace)
    assert {row["work_class"] for row in rows} == {TO_FILL}
    assert "38.0 effort days (38.0% of all) of 3 items" in rows[0]["rationale"]
    assert "JIRA:U1, JIRA:U2, JIRA:U3" in rows[0]["rationale"]
    folder = workspace / "strategy"
    table = folder / "classification_rules.csv"

    table.write_bytes((workspace / "suggested.csv").read_bytes())
    with pytest.raises(StrategyError) as refused:
        read_strategy(folder)
    assert {problem.column for problem in refused.value.problems} == {"work_class"}  # type: ignore[attr-defined]
    assert len(refused.value.problems) == len(rows)

    table.write_text(table.read_text().replace(TO_FILL, "operational"))
    accepted = read_strategy(folder)["classification_rules"]
    assert accepted["label"].to_list()[:2] == ["ops", "q3"]
    assert accepted["work_class"].unique().to_list() == ["operational"]


def test_a_file_that_exists_is_left_alone(workspace: Path) -> None:
    table = workspace / "strategy/classification_rules.csv"
    words = ["suggest", "-w", str(workspace), "--csv", str(table)]
    result = CliRunner().invoke(app, words)
    assert result.exit_code == 1
    assert "Next: headway suggest --csv another-file.csv" in result.stderr
    assert table.read_text() == RULES


def test_what_is_printed_has_the_sums_and_is_not_steered(workspace: Path) -> None:
    with duckdb.connect(workspace / "warehouse/headway.duckdb") as connection:
        connection.execute("update fct_work_items set title = title || '[red]\x1b[31m'")
    words = ["suggest", "-w", str(workspace), "--min-share", "0.05", "--top", "1"]
    said = CliRunner().invoke(app, words).output
    assert "Unclassified: 60.0 of 100.0 effort days (60.0%), as of 2026-03-02." in said
    assert "from 40.0% to 78.0% of effort" in said
    assert "Renew certificate[red]" in said
    assert "\x1b" not in said


def test_nothing_in_common_is_said(workspace: Path) -> None:
    result = CliRunner().invoke(app, ["suggest", "-w", str(workspace), "--min-share", "0.5"])
    assert result.exit_code == 0
    assert "nothing in common that would be worth a rule" in result.output


def test_before_anybody_has_worked_on_anything_nothing_is_suggested(workspace: Path) -> None:
    with duckdb.connect(workspace / "warehouse/headway.duckdb") as connection:
        connection.execute("update fct_work_items set effort_days = 0")
    result = CliRunner().invoke(app, ["suggest", "-w", str(workspace)])
    assert result.exit_code == 0
    assert "Unclassified: 0.0 of 0.0 effort days, as of 2026-03-02." in result.output
    assert "nothing in common that would be worth a rule" in result.output


def test_a_publication_without_labels_gives_the_next_command(workspace: Path) -> None:
    with duckdb.connect(workspace / "warehouse/headway.duckdb") as connection:
        connection.execute("drop table fct_work_item_attributes")
    with pytest.raises(HeadwayError, match="another version") as told:
        found(workspace)
    assert told.value.remedy == "headway nightly --no-pull"
