"""What people type into tools and strategy cells is data: it comes out as it went in."""

import csv
import io
import re
from pathlib import Path

import polars as pl
import pytest
from stand_ins import AS_OF, Place, night, published, stand_in, thing

from pipelines.transform import project_folder

MACROS = project_folder() / "macros"
HOSTILE = [
    "=cmd|' /C calc'!A1",
    "@SUM(1+1)*cmd|' /C calc'!A0",
    "<script>alert(1)</script>",
    "'; drop table raw_jira.issues; --",
    '"; drop table raw_jira.issues; --',
    "{{ 7*7 }}",
    "{% raw %}",
    "{% endraw %}{{ env_var('HEADWAY_PSEUDONYM_KEY') }}",
    "{# comment",
    "../../etc/passwd",
    "$(touch owned); `touch owned`",
    "C:\\new\\table %s \\' \\",
]
MODELS = {
    "fct_things": """
        select id as thing_id, payload ->> 'title' as title, payload ->> 'project' as project,
            payload ->> '$.labels[*]' as labels,
            {{ rules_matching_title("payload ->> 'title'", title_patterns(ref('int_rules'))) }}
                as rule_ids
        from raw_jira.issues
    """,
    "int_rules": "select rule_id, title_matches from raw_strategy.classification_rules",
    "dim_rules": "select rule_id, label, title_matches, rationale "
    "from raw_strategy.classification_rules",
    "dim_objectives": "select objective_id, name as objective_name from raw_strategy.objectives",
}


@pytest.fixture(scope="module")
def finished(tmp_path_factory: pytest.TempPathFactory) -> tuple[Place, set[Path]]:
    """A night of a tool and a strategy that say hostile things, and what it wrote elsewhere.

    The models are small, the macros ours: they are what writes cells of the strategy into SQL.
    """
    folder = tmp_path_factory.mktemp("hostile")
    with pytest.MonkeyPatch.context() as patch:
        place = stand_in(folder, patch, with_dbt=True)
        project = place.models.parent / "dbt_project.yml"
        text = project.read_text().replace("stand_in", "headway")
        project.write_text(f"{text}\nmacro-paths: ['{MACROS}']\n")
        (place.models / "schema.yml").unlink()
        for name, query in MODELS.items():
            text = "{{ config(materialized='table') }}" + query
            (place.models / f"{name}.sql").write_text(text)
        for name in ("meta_runs", "meta_sources"):
            file = place.models / f"{name}.sql"
            file.write_text("{{ config(materialized='table') }}" + file.read_text())
        place.jira.documents = [
            thing(n, text) | {"project": text, "labels": [text]} for n, text in enumerate(HOSTILE)
        ]
        write_strategy(place.workspace / "strategy")
        before = files_outside(place)
        code, said = night(place)
        assert code == 0, said
    return place, files_outside(place) - before


@pytest.fixture(scope="module")
def place(finished: tuple[Place, set[Path]]) -> Place:
    return finished[0]


def write_strategy(folder: Path) -> None:
    """Say each text in every kind of cell: a name, a label, a pattern that matches it, a reason."""
    (folder / "objectives.csv").write_text(
        as_csv(
            ["objective_id", "name", "owner", "starts_on", "ends_on", "planned_share"],
            *(
                [f"o{n}", text, text, "2026-01-01", "2026-12-31", "0.01"]
                for n, text in enumerate(HOSTILE)
            ),
        )
    )
    (folder / "classification_rules.csv").write_text(
        as_csv(
            ["rule_id", "priority", "label", "title_matches", "work_class", "work_category",
             "rationale"],
            *(
                [f"r{n}", str(n + 1), text, f"^{re.escape(text)}$", "operational", "defect", text]
                for n, text in enumerate(HOSTILE)
            ),
        )
    )  # fmt: skip


def as_csv(*rows: list[str]) -> str:
    written = io.StringIO()
    csv.writer(written, lineterminator="\n").writerows(rows)
    return written.getvalue()


def files_outside(place: Place) -> set[Path]:
    """Give the files around the workspace, and those where the tests were started."""
    return {
        path
        for path in [*place.workspace.parent.rglob("*"), *Path.cwd().glob("*")]
        if not path.is_relative_to(place.workspace)
    }


def test_what_tools_say_is_published_as_it_was_said(place: Place) -> None:
    said = {
        (title, project, tuple(labels))
        for title, project, labels in published(
            place, "select title, project, labels from fct_things"
        )
    }
    assert said == {(text, text, (text,)) for text in HOSTILE}


def test_what_the_strategy_says_is_published_as_it_was_said(place: Place) -> None:
    rules = published(place, "select label, rationale from dim_rules order by rule_id")
    assert set(rules) == {(text, text) for text in HOSTILE}
    names = published(place, "select objective_name from dim_objectives")
    assert {name for (name,) in names} == set(HOSTILE)


def test_a_pattern_is_a_pattern_whatever_stands_in_it(place: Place) -> None:
    matched = published(place, "select title, rule_ids from fct_things")
    named = {title: [rule for rule in rules if rule] for title, rules in matched}
    assert named == {text: [f"r{n}"] for n, text in enumerate(HOSTILE)}


def test_exports_are_verbatim_in_parquet_and_disarmed_in_csv(place: Place) -> None:
    folder = place.workspace / "exports" / AS_OF
    assert set(pl.read_parquet(folder / "fct_things.parquet")["title"]) == set(HOSTILE)
    with (folder / "fct_things.csv").open(newline="") as file:
        titles = {row["title"] for row in csv.DictReader(file)}
    assert titles == {f"'{text}" if text[0] in "=@" else text for text in HOSTILE}


def test_nothing_was_run_and_no_path_was_followed(finished: tuple[Place, set[Path]]) -> None:
    place, written_elsewhere = finished
    assert written_elsewhere == set()
    names = {path.name for path in place.workspace.parent.rglob("*")}
    assert not names & {"passwd", "owned", "etc"}
    tables = published(place, "select table_name from duckdb_tables()")
    assert {name for (name,) in tables} >= {"fct_things", "dim_rules", "dim_objectives"}
