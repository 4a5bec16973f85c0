"""Flow made again in polars from the facts alone, and what is planted in it."""

import polars as pl
from metric_facts import KEYS, Facts, count, hours, ratio, week_of

HISTORY_WEEKS, HISTORY_MIN_ITEMS = 12, 10


def completed(facts: Facts) -> pl.DataFrame:
    """Give each completed item with its flow time, active and waiting hours."""
    done = facts.items.filter(pl.col("status_group") == "done")
    stays = (
        facts.spans.join(
            done.select("work_item_id", begun="started_at", over="resolved_at"), on="work_item_id"
        )
        .filter(pl.col("started_at") >= pl.col("begun"), pl.col("started_at") < pl.col("over"))
        .with_columns(
            spent=hours(pl.col("started_at"), pl.min_horizontal("ended_at", "over")),
        )
        .group_by("work_item_id")
        .agg(
            active=pl.col("spent").filter(pl.col("status_group") == "in_progress").sum(),
            waiting=pl.col("spent").filter(pl.col("status_group") == "waiting").sum(),
        )
    )
    return (
        done.join(stays, on="work_item_id", how="left")
        .with_columns(pl.col("active", "waiting").fill_null(0.0))
        .with_columns(
            week_on=week_of("resolved_at"),
            flow=pl.when(pl.col("started_at") <= pl.col("resolved_at")).then(
                hours(pl.col("started_at"), pl.col("resolved_at"))
            ),
        )
    )


def within_history(facts: Facts, frame: pl.DataFrame) -> pl.DataFrame:
    """Repeat each row of a week for the weeks that still look back on it."""
    later = facts.weeks.select(looking_on="week_on")
    back = (pl.col("looking_on") - pl.col("week_on")).dt.total_days()
    looked = frame.join(later, how="cross").filter(back >= 0, back < 7 * HISTORY_WEEKS)
    return looked.drop("week_on").rename({"looking_on": "week_on"})


def loads(facts: Facts, done: pl.DataFrame) -> pl.DataFrame:
    """Give what was under way at the end of each week, and what of it was too old."""
    limits = (
        within_history(facts, done.filter(pl.col("flow").is_not_null()))
        .group_by("team_id", "item_type", "week_on")
        .agg(limit=pl.col("flow").quantile(0.85, "linear"), n=pl.len())
        .filter(pl.col("n") >= HISTORY_MIN_ITEMS)
    )
    under_way = (
        facts.open_at_end.filter(pl.col("status_group").is_in(["in_progress", "waiting"]))
        .join(facts.items.select("work_item_id", "item_type", "started_at"), on="work_item_id")
        .join(limits, on=["team_id", "item_type", "week_on"], how="left")
        .with_columns(
            age=hours(pl.col("started_at"), pl.col("ends_at")),
            active=pl.col("status_group") == "in_progress",
        )
    )
    return (
        facts.upwards(under_way)
        .group_by(KEYS)
        .agg(
            n_load_items=pl.len().cast(pl.Int64),
            n_in_progress_items=count(pl.col("active")),
            n_waiting_items=count(~pl.col("active")),
            n_ageable_items=count(pl.col("active") & pl.col("limit").is_not_null()),
            n_aged_items=count(pl.col("active") & (pl.col("age") > pl.col("limit"))),
        )
    )


def balances(facts: Facts, load: pl.DataFrame, spent: pl.DataFrame) -> pl.DataFrame:
    """Give the mean load of the last weeks, and what Little's law would expect."""
    every = facts.table("dim_teams").select("team_id").join(facts.weeks, how="cross")
    full = every.join(load, on=KEYS, how="left").join(spent, on=KEYS, how="left")
    return (
        within_history(facts, full.select(*KEYS, "n_load_items", "hours").fill_null(0))
        .group_by(KEYS)
        .agg(
            observed_wip_items=pl.col("n_load_items").mean(),
            expected_wip_items=pl.col("hours").sum() / (pl.len() * 168),
        )
    )


def test_flow_can_be_made_again_from_the_facts_alone(facts: Facts) -> None:
    done = completed(facts)
    flows = (
        facts.upwards(done)
        .group_by(KEYS)
        .agg(
            n_completed_items=pl.len().cast(pl.Int64),
            n_completed_never_started_items=count(pl.col("flow").is_null()),
            n_completed_reopened_items=count(pl.col("n_reopens") > 0),
            flow_time_hours_p50=pl.col("flow").median(),
            flow_time_hours_p85=pl.col("flow").quantile(0.85, "linear"),
            n_timed_items=count(pl.col("flow").is_not_null()),
            active_hours=pl.col("active").sum(),
            waiting_hours=pl.col("waiting").sum(),
            hours=(pl.col("active") + pl.col("waiting")).sum(),
            **{
                f"n_completed_{name}_items": count(pl.col("work_class") == name)
                for name in ("strategic", "operational", "unclassified")
            },
        )
    )
    load = loads(facts, done)
    balance = balances(facts, load, flows.select(*KEYS, "hours"))
    expected = (
        facts.laid_out("metrics_flow_by_team_week", flows, load, balance)
        .with_columns(pl.col("active_hours", "waiting_hours", "hours").fill_null(0.0))
        .with_columns(
            flow_efficiency_share=ratio("active_hours", "hours"),
            aged_share=ratio("n_aged_items", "n_ageable_items"),
            wip_ratio=ratio("observed_wip_items", "expected_wip_items"),
            **{
                f"completed_{name}_share": ratio(f"n_completed_{name}_items", "n_completed_items")
                for name in ("strategic", "operational", "unclassified")
            },
        )
        .drop("hours")
    )
    facts.assert_agrees("metrics_flow_by_team_week", expected)


def test_the_kinds_of_completed_work_can_be_made_again(facts: Facts) -> None:
    name = "metrics_flow_distribution_by_team_category_week"
    kinds = ["work_class", "work_category"]
    expected = (
        facts.upwards(completed(facts).with_columns(pl.col("work_category").fill_null("none")))
        .group_by(*KEYS, *kinds)
        .agg(n_completed_items=pl.len().cast(pl.Int64))
        .with_columns(n_team_completed_items=pl.col("n_completed_items").sum().over(KEYS))
        .with_columns(completed_share=ratio("n_completed_items", "n_team_completed_items"))
        .join(facts.table("metrics_flow_by_team_week").select(KEYS), on=KEYS, how="semi")
    )
    facts.assert_agrees(name, expected, [*KEYS, *kinds])


def test_flow_is_published_where_alignment_is(facts: Facts) -> None:
    """A team too small to be seen in one metric must not be seen in another."""
    allowed = set(facts.table("metrics_alignment_by_team_week").select(KEYS).iter_rows())
    for subject in ("flow", "accountability", "decisions", "rhythm"):
        shown = facts.table(f"metrics_{subject}_by_team_week").select(KEYS)
        assert set(shown.iter_rows()) == allowed, subject


def test_the_planted_unstable_team_reopens_more_and_more(facts: Facts) -> None:
    planted = facts.night.organisation.planted["progress_on_unstable_ground"]
    flow = facts.table("metrics_flow_by_team_week").sort("week_on")

    def reopened(team_id: str, first: int, last: int) -> float:
        rows = flow.filter(pl.col("team_id") == team_id)[first:last]
        return rows["n_completed_reopened_items"].sum() / rows["n_completed_items"].sum()

    team_id = planted["team_id"]
    late = reopened(team_id, planted["until_week"] - 26, planted["until_week"])
    assert late > 2 * reopened(team_id, 0, planted["from_week"])
    for other in ("payments", "checkout", "platform", "data", "identity", "onboarding"):
        assert late > 2 * reopened(other, planted["until_week"] - 26, planted["until_week"]), other
