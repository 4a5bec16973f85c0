"""Rhythm made again in polars from the facts alone, and the planted silence in it."""

from datetime import timedelta

import polars as pl
from metric_facts import KEYS, Facts, count, ratio

ITEM_DAYS, KEY_RESULT_DAYS, SILENT_DAYS, RHYTHM_WEEKS = 14, 35, 28, 8


def open_strategic(facts: Facts) -> pl.DataFrame:
    """Give the strategic items open at each week's end, with their last sign of life until then."""
    strategic = facts.items.filter(pl.col("work_class") == "strategic")
    rows = facts.open_at_end.join(strategic.select("work_item_id"), on="work_item_id")
    activity = facts.table("fct_item_activity_by_week")
    signs = activity.select("work_item_id", last_at="last_acted_at", ends_at="last_acted_at")
    # The last sign before the end: one at the end itself belongs to the week after.
    seen = rows.sort("ends_at").join_asof(
        signs.sort("ends_at"),
        on="ends_at",
        by="work_item_id",
        check_sortedness=False,
        allow_exact_matches=False,
    )
    updated = activity.select("work_item_id", "week_on", updated=True)
    return seen.join(updated, on=["work_item_id", "week_on"], how="left").with_columns(
        started=pl.col("status_group").is_in(["in_progress", "waiting"]),
        days=(pl.col("ends_at") - pl.col("last_at")).dt.total_microseconds() / 8.64e10,
    )


def objectives(facts: Facts, rows: pl.DataFrame) -> pl.DataFrame:
    """Give the objectives that open items of a team serve at each week's end, silent or not."""
    serves = facts.table("fct_item_objectives").select("work_item_id", "objective_id")
    keys = [*KEYS, "objective_id"]
    tracked = facts.upwards(rows.join(serves, on="work_item_id")).select(*keys, "ends_at").unique()
    owned = facts.items.select("work_item_id", "team_id")
    signs = facts.upwards(
        facts.table("fct_item_activity_by_week")
        .join(serves, on="work_item_id")
        .join(owned, on="work_item_id")
    ).select("team_id", "objective_id", "last_acted_at")
    recent = (
        tracked.join(signs, on=["team_id", "objective_id"])
        .filter(
            pl.col("last_acted_at") < pl.col("ends_at"),
            pl.col("last_acted_at") >= pl.col("ends_at") - timedelta(days=SILENT_DAYS),
        )
        .select(keys)
        .unique()
    )
    return tracked.join(recent.with_columns(heard=True), on=keys, how="left").with_columns(
        silent=pl.col("heard").is_null()
    )


def key_results(facts: Facts, tracked: pl.DataFrame) -> pl.DataFrame:
    """Give the key results each team owes a value of in a week, and whether it was measured."""
    end = pl.col("ends_at").dt.date()
    due = (
        facts.table("dim_key_results")
        .select("key_result_id", "objective_id")
        .join(
            facts.table("dim_objectives").select("objective_id", "starts_on", "ends_on"),
            on="objective_id",
        )
        .join(facts.weeks, how="cross")
        .filter(
            (pl.col("starts_on") + timedelta(days=KEY_RESULT_DAYS) <= end).fill_null(value=True),
            (pl.col("ends_on") >= pl.col("week_on")).fill_null(value=True),
        )
    )
    made = (
        due.join(facts.table("fct_key_result_values"), on="key_result_id")
        .filter(
            pl.col("measured_on") < end,
            pl.col("measured_on") >= end - timedelta(days=KEY_RESULT_DAYS),
        )
        .select("key_result_id", "week_on", made=True)
        .unique()
    )
    below = tracked.filter(pl.col("team_id") != "organisation").select(*KEYS, "objective_id")
    owed = pl.concat(
        [
            due.select("key_result_id", "week_on", team_id=pl.lit("organisation")),
            due.join(below, on=["objective_id", "week_on"]).select(
                "key_result_id", "week_on", "team_id"
            ),
        ]
    )
    return owed.join(made, on=["key_result_id", "week_on"], how="left")


def test_rhythm_can_be_made_again_from_the_facts_alone(facts: Facts) -> None:
    rows = open_strategic(facts)
    tracked = objectives(facts, rows)
    started = pl.col("started")
    counted = (
        facts.upwards(rows)
        .group_by(KEYS)
        .agg(
            n_open_strategic_items=pl.len().cast(pl.Int64),
            n_silent_strategic_items=count((pl.col("days") > SILENT_DAYS).fill_null(value=True)),
            n_item_check_ins_due=count(started),
            n_item_check_ins_made=count(started & (pl.col("days") <= ITEM_DAYS)),
            updated=count(started & pl.col("updated")),
        )
    )
    every = (
        facts.table("dim_teams").select("team_id").join(facts.weeks.select("week_on"), how="cross")
    )
    trailing = (
        every.join(counted, on=KEYS, how="left")
        .fill_null(0)
        .sort(KEYS)
        .select(
            *KEYS,
            **{
                name: pl.col(column).rolling_sum(RHYTHM_WEEKS, min_samples=1).over("team_id")
                for name, column in (
                    ("n_updated_item_weeks", "updated"),
                    ("n_started_item_weeks", "n_item_check_ins_due"),
                )
            },
        )
    )
    heard = tracked.group_by(KEYS).agg(
        n_tracked_objectives=pl.len().cast(pl.Int64), n_silent_objectives=count(pl.col("silent"))
    )
    measured = (
        key_results(facts, tracked)
        .group_by(KEYS)
        .agg(
            n_key_result_check_ins_due=pl.len().cast(pl.Int64),
            n_key_result_check_ins_made=count(pl.col("made")),
        )
    )
    name = "metrics_rhythm_by_team_week"
    expected = (
        facts.laid_out(name, counted.drop("updated"), trailing, heard, measured)
        .with_columns(
            n_check_ins_due=pl.col("n_item_check_ins_due") + pl.col("n_key_result_check_ins_due"),
            n_check_ins_made=pl.col("n_item_check_ins_made")
            + pl.col("n_key_result_check_ins_made"),
        )
        .with_columns(
            check_in_share=ratio("n_check_ins_made", "n_check_ins_due"),
            silent_share=ratio("n_silent_strategic_items", "n_open_strategic_items"),
            update_regularity_share=ratio("n_updated_item_weeks", "n_started_item_weeks"),
        )
    )
    facts.assert_agrees(name, expected)


def test_the_planted_starved_objective_is_the_silent_one(facts: Facts) -> None:
    planted = facts.night.organisation.planted["starved_objective"]
    tracked = objectives(facts, open_strategic(facts)).filter(pl.col("team_id") == "organisation")
    late = tracked.filter(pl.col("week_on") >= planted["silent_from"])
    assert set(late.filter("silent")["objective_id"]) == {planted["objective_id"]}
    published = facts.table("metrics_rhythm_by_team_week").filter(
        pl.col("team_id") == "organisation"
    )
    silent = dict(published.select("week_on", "n_silent_objectives").iter_rows())
    assert {n for week, n in silent.items() if week >= planted["silent_from"]} == {1}
    while_it_spoke = {
        n
        for week, n in silent.items()
        if week < planted["silent_from"] - timedelta(days=SILENT_DAYS + 7)
    }
    assert while_it_spoke == {0}
