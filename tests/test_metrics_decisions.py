"""Decisions made again in polars from the facts alone."""

import polars as pl
from metric_facts import FOREVER, KEYS, Facts, count, hours, ratio, week_of


def triages(facts: Facts) -> pl.DataFrame:
    """Give the items that began in to do, and when somebody first decided about them."""
    first = facts.spans.filter(pl.col("span_number") == 1, pl.col("status_group") == "to_do")
    born = first.select("work_item_id", "team_id").join(
        facts.items.select("work_item_id", "created_at"), on="work_item_id"
    )
    changed = facts.table("fct_priority_changes").filter(~pl.col("is_first"))
    given = facts.table("fct_assignment_spans").select("work_item_id", at="started_at")
    decisions = pl.concat(
        [
            facts.spans.filter(pl.col("status_group") != "to_do").select(
                "work_item_id", at="started_at"
            ),
            given.join(born, on="work_item_id")
            .filter(pl.col("at") > pl.col("created_at"))
            .select("work_item_id", "at"),
            changed.select("work_item_id", at="changed_at"),
        ]
    )
    earliest = decisions.group_by("work_item_id").agg(triaged_at=pl.col("at").min())
    return born.join(earliest, on="work_item_id", how="left")


def waits(facts: Facts) -> pl.DataFrame:
    """Give the unbroken waits that have ended."""
    group = pl.col("status_group")
    runs = facts.spans.sort("work_item_id", "span_number").with_columns(
        run=(group != group.shift(1).over("work_item_id")).fill_null(value=True).cum_sum()
    )
    return (
        runs.filter(group == "waiting")
        .group_by("work_item_id", "team_id", "run")
        .agg(pl.col("started_at").min(), pl.col("ended_at").max())
        .filter(pl.col("ended_at") < FOREVER)
        .with_columns(
            wait=hours(pl.col("started_at"), pl.col("ended_at")), week_on=week_of("ended_at")
        )
    )


def open_within(facts: Facts) -> pl.DataFrame:
    """Give each item and week in which it was open, with hours in progress and waiting."""
    start, end = (
        pl.max_horizontal("started_at", "starts_at"),
        pl.min_horizontal("ended_at", "ends_at"),
    )
    return (
        facts.spans.filter(pl.col("status_group") != "done")
        .join_where(
            facts.weeks,
            pl.col("started_at") < pl.col("ends_at"),
            pl.col("ended_at") > pl.col("starts_at"),
        )
        .with_columns(spent=hours(start, end))
        .group_by("work_item_id", "team_id", "week_on")
        .agg(
            in_progress=pl.col("spent").filter(pl.col("status_group") == "in_progress").sum(),
            waiting=pl.col("spent").filter(pl.col("status_group") == "waiting").sum(),
        )
    )


def test_decisions_can_be_made_again_from_the_facts_alone(facts: Facts) -> None:
    born = triages(facts)
    triaged = born.drop_nulls("triaged_at").with_columns(
        latency=hours(pl.col("created_at"), pl.col("triaged_at")), week_on=week_of("triaged_at")
    )
    latencies = (
        facts.upwards(triaged)
        .group_by(KEYS)
        .agg(
            triage_hours_p50=pl.col("latency").median(),
            triage_hours_p85=pl.col("latency").quantile(0.85, "linear"),
            n_triaged_items=pl.len().cast(pl.Int64),
        )
    )
    untriaged = born.with_columns(pl.col("triaged_at").fill_null(FOREVER)).join_where(
        facts.weeks,
        pl.col("created_at") < pl.col("ends_at"),
        pl.col("triaged_at") >= pl.col("ends_at"),
    )
    queues = facts.upwards(untriaged).group_by(KEYS).agg(n_untriaged_items=pl.len().cast(pl.Int64))
    ended = (
        facts.upwards(waits(facts))
        .group_by(KEYS)
        .agg(
            wait_hours_p50=pl.col("wait").median(),
            wait_hours_p85=pl.col("wait").quantile(0.85, "linear"),
            n_ended_waits=pl.len().cast(pl.Int64),
        )
    )
    priorities = facts.table("fct_priority_changes")
    known = priorities.filter("is_first").select("work_item_id", known=True)
    changes = (
        priorities.filter(~pl.col("is_first"))
        .group_by("work_item_id", week_on=week_of("changed_at"))
        .agg(changes=pl.len())
    )
    within = (
        open_within(facts)
        .join(known, on="work_item_id", how="left")
        .join(changes, on=["work_item_id", "week_on"], how="left")
    )
    open_hours = (
        facts.upwards(within)
        .group_by(KEYS)
        .agg(
            waiting_hours=pl.col("waiting").sum(),
            in_progress_hours=pl.col("in_progress").sum(),
            n_priority_changes=pl.col("changes").sum().cast(pl.Int64),
            n_prioritised_items=count(pl.col("known")),
        )
    )
    name = "metrics_decisions_by_team_week"
    expected = (
        facts.laid_out(name, latencies, queues, ended, open_hours)
        .with_columns(pl.col("waiting_hours", "in_progress_hours").fill_null(0.0))
        .with_columns(under_way=pl.col("waiting_hours") + pl.col("in_progress_hours"))
        .with_columns(
            waiting_share=ratio("waiting_hours", "under_way"),
            priority_changes_per_item=ratio("n_priority_changes", "n_prioritised_items"),
        )
        .drop("under_way")
    )
    facts.assert_agrees(name, expected)


def test_those_who_wait_for_customers_wait_most(facts: Facts) -> None:
    """A help desk's tickets are pending for days; nobody else's work is."""
    sums = (
        facts.table("metrics_decisions_by_team_week")
        .group_by("team_id")
        .agg(pl.col("waiting_hours").sum(), pl.col("in_progress_hours").sum())
        .with_columns(
            share=pl.col("waiting_hours") / (pl.col("waiting_hours") + pl.col("in_progress_hours"))
        )
    )
    shares = dict(sums.select("team_id", "share").iter_rows())
    assert shares["customer_support"] > 0.4
    assert max(shares[team] for team in ("payments", "mobile", "data", "identity")) < 0.1


def test_teams_without_a_history_of_priorities_have_no_churn(facts: Facts) -> None:
    rows = facts.table("metrics_decisions_by_team_week")
    assert rows.filter(pl.col("team_id") == "identity")["priority_changes_per_item"].is_null().all()
    told = rows.filter(pl.col("team_id") == "organisation")["n_priority_changes"].sum()
    changes = facts.table("fct_priority_changes").filter(~pl.col("is_first"))
    assert 0 < told <= changes.height
