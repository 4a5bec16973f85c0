"""Accountability made again in polars from the facts alone, and what is planted in it."""

from datetime import timedelta

import polars as pl
from metric_facts import FOREVER, KEYS, Facts, count, ratio, week_of

SPRINT_PLANNING = timedelta(hours=24)


def done_at(facts: Facts, moments: pl.DataFrame, moment: str, *, already: bool) -> pl.Series:
    """Say whether each row's item was done at a moment, or already at the end of it."""
    done = facts.spans.filter(pl.col("status_group") == "done").select(
        "work_item_id", "started_at", "ended_at"
    )
    numbered = moments.select("work_item_id", moment).with_row_index("row")
    begun = (
        pl.col("started_at") <= pl.col(moment) if already else pl.col("started_at") < pl.col(moment)
    )
    lasts = pl.col("ended_at") > pl.col(moment) if already else pl.col("ended_at") >= pl.col(moment)
    rows = numbered.join(done, on="work_item_id").filter(begun & lasts)["row"]
    return numbered["row"].is_in(rows.implode())


def open_strategic(facts: Facts) -> pl.DataFrame:
    """Give the strategic items open at each week's end: whose, with which date, overdue or not."""
    strategic = facts.items.filter(pl.col("work_class") == "strategic")
    rows = facts.open_at_end.join(
        strategic.select("work_item_id", "due_on"), on="work_item_id"
    ).with_row_index("row")
    assigned = (
        rows.join(facts.table("fct_assignment_spans"), on="work_item_id")
        .filter(
            pl.col("started_at") < pl.col("ends_at"),
            pl.col("ended_at").fill_null(FOREVER) >= pl.col("ends_at"),
        )["row"]
        .implode()
    )
    planned = (
        rows.join(facts.table("fct_sprint_stays"), on="work_item_id")
        .filter(
            pl.col("entered_at") < pl.col("ends_at"),
            pl.col("left_at").fill_null(FOREVER) >= pl.col("ends_at"),
            pl.col("sprint_ends_at") >= pl.col("ends_at"),
        )["row"]
        .implode()
    )
    return rows.with_columns(
        owned=pl.col("row").is_in(assigned),
        dated=pl.col("row").is_in(planned) | pl.col("due_on").is_not_null(),
        overdue=pl.col("due_on") < pl.col("ends_at").dt.date(),
    )


def due(facts: Facts) -> pl.DataFrame:
    """Give the items whose due date has passed, and whether they were done at the end of it."""
    end = pl.col("due_on").cast(pl.Datetime("us")).dt.replace_time_zone("UTC") + timedelta(days=1)
    rows = (
        facts.items.filter(pl.col("due_on").is_not_null())
        .with_columns(deadline=end)
        .filter(pl.col("created_at") < pl.col("deadline"))
        .with_columns(week_on=pl.col("due_on").dt.truncate("1w"))
    )
    return rows.with_columns(kept=done_at(facts, rows, "deadline", already=False))


def committed(facts: Facts) -> pl.DataFrame:
    """Give the items committed to each sprint, and whether they were done at its end."""
    planned_at = pl.col("sprint_starts_at") + SPRINT_PLANNING
    rows = (
        facts.table("fct_sprint_stays")
        .join(facts.items.select("work_item_id", "team_id"), on="work_item_id")
        .filter(
            pl.col("entered_at") <= planned_at,
            pl.col("left_at").fill_null(FOREVER) > planned_at,
        )
        .filter(pl.col("sprint_closed_at").is_not_null())
        .with_columns(week_on=week_of("sprint_closed_at"))
    )
    fresh = rows.filter(~done_at(facts, rows, "sprint_starts_at", already=True))
    return fresh.with_columns(kept=done_at(facts, fresh, "sprint_closed_at", already=True))


def test_accountability_can_be_made_again_from_the_facts_alone(facts: Facts) -> None:
    answered = (
        facts.upwards(open_strategic(facts))
        .group_by(KEYS)
        .agg(
            n_open_strategic_items=pl.len().cast(pl.Int64),
            n_owned_strategic_items=count(pl.col("owned")),
            n_dated_strategic_items=count(pl.col("dated")),
            n_overdue_strategic_items=count(pl.col("overdue")),
        )
    )
    strategic = pl.col("work_class") == "strategic"
    dues = (
        facts.upwards(due(facts))
        .group_by(KEYS)
        .agg(
            n_due_items=pl.len().cast(pl.Int64),
            n_due_done_items=count(pl.col("kept")),
            n_due_strategic_items=count(strategic),
            n_due_done_strategic_items=count(strategic & pl.col("kept")),
        )
    )
    sprints = (
        facts.upwards(committed(facts))
        .group_by(KEYS)
        .agg(
            n_sprint_committed_items=pl.len().cast(pl.Int64),
            n_sprint_done_items=count(pl.col("kept")),
        )
    )
    name = "metrics_accountability_by_team_week"
    expected = facts.laid_out(name, answered, dues, sprints).with_columns(
        owned_share=ratio("n_owned_strategic_items", "n_open_strategic_items"),
        dated_share=ratio("n_dated_strategic_items", "n_open_strategic_items"),
        overdue_share=ratio("n_overdue_strategic_items", "n_dated_strategic_items"),
        due_say_do_share=ratio("n_due_done_items", "n_due_items"),
        strategic_due_say_do_share=ratio("n_due_done_strategic_items", "n_due_strategic_items"),
        sprint_say_do_share=ratio("n_sprint_done_items", "n_sprint_committed_items"),
    )
    facts.assert_agrees(name, expected)


def test_only_teams_that_plan_in_sprints_have_sprint_promises(facts: Facts) -> None:
    """Every second week for the four teams with a board of sprints, never for another."""
    rows = facts.table("metrics_accountability_by_team_week")
    promised = rows.filter(pl.col("n_sprint_committed_items") > 0)
    teams = set(promised["team_id"])
    assert teams == {"payments", "checkout", "mobile", "onboarding", "product", "organisation"}
    payments = promised.filter(pl.col("team_id") == "payments").sort("week_on")
    assert payments.height > 30
    assert set(payments["week_on"].diff().drop_nulls().dt.total_days()) == {14}
    shares = promised["n_sprint_done_items"].sum() / promised["n_sprint_committed_items"].sum()
    assert 0.7 < shares < 1
