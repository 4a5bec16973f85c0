"""The leadership questions about flow, owners, starving and silence give the planted answers."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from shutil import copyfile

import duckdb
import polars as pl
import published
import pytest
from example_night import ExampleNight, analyses
from metric_facts import AS_OF, Facts

from pipelines.warehouse import Warehouse

Answer = Callable[[str], pl.DataFrame]


@pytest.fixture(scope="module")
def answer(night: ExampleNight) -> Answer:
    """Run an analysis by its name."""
    questions = {path.stem: path.read_text() for path in analyses(night)}

    def ask(name: str) -> pl.DataFrame:
        with duckdb.connect(str(night.warehouse.work), read_only=True) as connection:
            connection.execute("set TimeZone = 'UTC'")
            return connection.sql(questions[name]).pl()

    return ask


def test_the_starved_priority_is_named_first_and_alone_is_silent(
    night: ExampleNight, answer: Answer
) -> None:
    starved = night.organisation.planted["starved_objective"]
    rows = answer("which_priorities_are_starved")
    first, others = rows.row(0, named=True), rows[1:]
    assert first["objective_id"] == starved["objective_id"]
    assert first["planned_share"] == pytest.approx(starved["planned_share"])
    assert first["part_of_plan"] < 0.1 < others["part_of_plan"].min()
    assert first["n_days_silent"] >= (AS_OF - starved["silent_from"]).days
    assert others["n_days_silent"].max() < 28
    below = rows.filter(
        pl.col("objective_id").is_in(["OBJ-PASSKEYS", "OBJ-REGIONS", "OBJ-NUMBERS"])
    )
    [above] = rows.filter(pl.col("objective_id") == "OBJ-TRUST")["n_open_items"]
    assert 0 < above <= below["n_open_items"].sum()


def test_the_busy_team_without_progress_is_named_first(night: ExampleNight, answer: Answer) -> None:
    stagnant = night.organisation.planted["efficient_but_stagnant"]
    rows = answer("where_are_we_busy_without_progress")
    first = rows.row(0, named=True)
    assert first["team_id"] == stagnant["team_id"]
    assert first["strategic_share"] == pytest.approx(stagnant["strategic_share"], abs=0.03)
    assert first["flow_efficiency_share"] > 0.9
    whole = rows.filter(pl.col("team_id") == "organisation").row(0, named=True)
    assert first["completed_items_per_effort_day"] > whole["completed_items_per_effort_day"]


def test_the_objective_that_nobody_works_on_is_owned_on_paper_only(
    night: ExampleNight, answer: Answer
) -> None:
    rows = answer("which_objectives_have_no_owner_or_date")
    assert rows.height == night.ask("from dim_objectives").height
    assert not rows["has_no_owner"].any()
    first = rows.row(0, named=True)
    starved = night.organisation.planted["starved_objective"]["objective_id"]
    assert first["objective_id"] == starved
    assert first["owner"] is not None
    assert first["items_without_owner_share"] > 0.9


def test_an_objective_has_all_that_serves_those_below_it(
    night: ExampleNight, answer: Answer
) -> None:
    week = "where week_on > (select max(week_on) from metrics_objective_progress_by_week)"
    progress = night.ask(f"from metrics_objective_progress_by_week {week} - interval '84 days'")
    newest = progress.filter(pl.col("week_on") == pl.col("week_on").max())
    matters = answer("are_we_accomplishing_what_matters_most")
    done = progress.group_by("objective_id").agg(again=pl.col("week_done_weight").sum())
    told = matters.join(done, on="objective_id").join(newest, on="objective_id", suffix="_again")
    assert told.height == matters.height
    assert (told["done_weight"] - told["again"]).abs().max() < 1e-9
    for name in ("n_key_results", "key_result_progress_share"):
        assert told[name].equals(told[f"{name}_again"]), name
    owned = answer("which_objectives_have_no_owner_or_date").join(newest, on="objective_id")
    assert owned["n_open_items"].equals(owned["n_items"] - owned["n_done_items"])
    parents = night.ask("select distinct parent_objective_id as objective_id from dim_objectives")
    above = matters.join(parents, on="objective_id")
    assert above.height == 2
    assert above["done_weight"].min() > 400


def test_what_serves_nothing_named_is_all_that_is_unclassified(
    facts: Facts, answer: Answer
) -> None:
    rows = answer("which_work_serves_nothing_named")
    alignment = facts.table("metrics_alignment_by_team_week")
    whole = alignment.filter(pl.col("team_id") == "organisation").sort("week_on")[-12:]
    told = float(rows["effort_days"].sum())
    assert told == pytest.approx(whole["unclassified_effort_days"].sum(), abs=1e-6)
    assert rows["share_of_all_effort"].sum() == pytest.approx(told / whole["effort_days"].sum())
    assert rows["largest_item_key"].null_count() == 0


def otherwise(night: ExampleNight, folder: Path, *changes: str) -> ExampleNight:
    """Give the night as if it had published something else."""
    other = replace(night, warehouse=Warehouse(folder))
    other.warehouse.published.parent.mkdir()
    copyfile(night.warehouse.published, other.warehouse.published)
    with duckdb.connect(other.warehouse.published) as connection:
        for change in changes:
            connection.execute(change)
    return other


def test_who_could_not_be_judged_has_not_ceased_to_drift(
    night: ExampleNight, tmp_path: Path
) -> None:
    now = published.answer(night, "what_drifts_from_plan_and_since_when")
    assert now["is_drifting_now"].to_list() == [True, True, True, False]
    unjudged = otherwise(
        night,
        tmp_path,
        "update metrics_drift_by_team_week set drift_side = null, "
        "not_judged_because = 'stale_tools' where week_on = '2026-09-21'",
        "delete from metrics_drift_by_team_week "
        "where week_on = '2026-09-21' and team_id = 'operations'",
    )
    changed = published.answer(unjudged, "what_changed_since_last_week")
    assert changed.filter(measure="drifts").is_empty()
    told = published.answer(unjudged, "what_drifts_from_plan_and_since_when")
    assert told["is_drifting_now"].null_count() == told.height > 1
    assert dict(told.select("team_name", "not_judged_because").iter_rows())["Platform"] == (
        "stale_tools"
    )


def test_operations_are_held_against_the_same_weeks_of_the_year_before(night: ExampleNight) -> None:
    told = published.answer(night, "are_operations_stable")
    again = night.ask(
        """
        select team_id, sum(n_reopened_items) / sum(n_solved_items) as rate
        from metrics_operational_health_by_team_week
        where week_on between date '2026-07-06' - 364 and date '2026-09-21' - 364
        group by team_id
        """
    )
    both = told.join(again, on="team_id")
    assert both.height == told.height
    assert (both["earlier_reopen_rate"] - both["rate"]).abs().max() < 1e-12


def test_questions_about_whole_weeks_leave_out_the_days_since(
    night: ExampleNight, tmp_path: Path
) -> None:
    """Most nights are no Mondays: the facts hold days of the week under way already."""
    later = otherwise(
        night,
        tmp_path,
        "insert into fct_effort_by_item_week "
        "select week_on + 7, work_item_id, team_id, effort_days from fct_effort_by_item_week "
        "where week_on = '2026-09-21'",
        "update fct_work_items set status_group = 'done', resolved_at = '2026-09-29 12:00+00' "
        "where status_group <> 'done'",
    )
    for question in (
        "where_does_the_effort_go",
        "which_work_serves_nothing_named",
        "are_we_accomplishing_what_matters_most",
    ):
        whole, since = (published.answer(each, question) for each in (night, later))
        assert since.equals(whole), question
