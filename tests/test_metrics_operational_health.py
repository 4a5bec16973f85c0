"""Operational health of every team and week, made again from the published facts."""

from datetime import date

import polars as pl
from example_night import ExampleNight
from metric_facts import WEEK, at_midnight, week_of
from published import ROW_QUALITY, above, answer, assert_published

TABLE = "metrics_operational_health_by_team_week"


def ratio(numerator: pl.Expr, denominator: pl.Expr) -> pl.Expr:
    return pl.when(denominator > 0).then(numerator / denominator)


def service_items(night: ExampleNight) -> pl.DataFrame:
    return night.ask(
        "select work_item_id, team_id, work_category, created_at from fct_work_items "
        "where not is_deleted and (work_class = 'operational' or work_item_id in "
        "(select work_item_id from fct_service_responses))"
    )


def backlogs(night: ExampleNight, weeks: list[date]) -> pl.DataFrame:
    """Count who stands open at the end of each week by the status it is in, not by what came."""
    spans = night.ask(
        "select work_item_id, started_at, ended_at from fct_status_spans "
        "where status_group <> 'done'"
    ).join(service_items(night), on="work_item_id")
    counted = []
    for week_on in weeks:
        end = at_midnight(week_on + WEEK)
        standing = spans.filter(
            pl.col("started_at") < end, pl.col("ended_at").is_null() | (pl.col("ended_at") >= end)
        )
        counted.append(standing.group_by("team_id").len().with_columns(week_on=pl.lit(week_on)))
    return pl.concat(counted)


def flow(night: ExampleNight) -> pl.DataFrame:
    """Count what came, went and came back: (team, week) with the count of each kind."""
    items = service_items(night)
    spans = night.ask("from fct_status_spans").join(items, on="work_item_id")
    is_done = pl.col("status_group") == "done"
    was_done = pl.col("previous_status_group").fill_null("none") == "done"
    events = pl.concat(
        [
            items.select(
                "team_id", "work_category", week_on=week_of("created_at"), kind=pl.lit("c")
            ),
            spans.filter(is_done & ~was_done).select(
                "team_id", "work_category", week_on=week_of("started_at"), kind=pl.lit("s")
            ),
            spans.filter(~is_done & was_done).select(
                "team_id", "work_category", week_on=week_of("started_at"), kind=pl.lit("r")
            ),
        ]
    )
    kind, category = pl.col("kind"), pl.col("work_category").fill_null("")
    return events.group_by("team_id", "week_on").agg(
        n_intake_items=(kind == "c").sum(),
        n_solved_items=(kind == "s").sum(),
        n_reopened_items=(kind == "r").sum(),
        n_created_incidents=((kind == "c") & (category == "incident")).sum(),
        n_created_defects=((kind == "c") & (category == "defect")).sum(),
        n_solved_defects=((kind == "s") & (category == "defect")).sum(),
    )


def quantiles(told: pl.DataFrame, name: str, hours: str, at: str, count: str) -> pl.DataFrame:
    dated = told.filter(pl.col(at).is_not_null()).with_columns(week_on=week_of(at))
    return dated.group_by("above", "week_on").agg(
        pl.col(hours).quantile(0.5, "linear").alias(f"{name}_p50_business_hours"),
        pl.col(hours).quantile(0.9, "linear").alias(f"{name}_p90_business_hours"),
        pl.len().alias(count),
    )


def attained(told: pl.DataFrame, is_met: str, at: str, share: str, count: str) -> pl.DataFrame:
    dated = told.filter(pl.col(at).is_not_null()).with_columns(week_on=week_of(at))
    return dated.group_by("above", "week_on").agg(
        ratio(pl.col(is_met).sum(), pl.col(is_met).count()).alias(share),
        pl.col(is_met).sum().alias(f"n_{count[0]}"),
        pl.col(is_met).count().alias(f"n_{count[1]}"),
    )


def test_every_metric_of_every_team_and_week_can_be_made_again_from_the_facts(
    night: ExampleNight,
) -> None:
    published = night.ask(f"from {TABLE}")
    teams = above(night.ask("from dim_teams"), "team_id", "parent_team_id")
    keys = ["team_id", "week_on"]
    weeks = sorted(set(published["week_on"]))
    counts = (
        flow(night)
        .join(teams, on="team_id")
        .group_by("above", "week_on")
        .agg(pl.exclude("team_id").sum())
    )
    standing = (
        backlogs(night, weeks)
        .join(teams, on="team_id")
        .group_by("above", "week_on")
        .agg(n_backlog_items=pl.col("len").sum())
    )
    told = night.ask("from fct_service_responses").join(teams, on="team_id")
    parts = [
        counts, standing,
        quantiles(told, "first_reply", "first_reply_business_hours", "first_replied_at",
                  "n_first_replies"),
        quantiles(told, "resolution", "resolution_business_hours", "resolved_at", "n_resolutions"),
        attained(told, "is_first_reply_met", "first_reply_decided_at",
                 "first_reply_attainment_share",
                 ("first_reply_targets_met", "first_reply_targets")),
        attained(told, "is_resolution_met", "resolution_decided_at", "resolution_attainment_share",
                 ("resolution_targets_met", "resolution_targets")),
        attained(told, "is_satisfied", "rated_at", "satisfaction_share",
                 ("good_ratings", "ratings")),
    ]  # fmt: skip
    again = night.ask("select team_id, week_on, n_people from metrics_alignment_by_team_week")
    assert again.select(keys).sort(keys).equals(published.select(keys).sort(keys))
    for part in parts:
        again = again.join(part.rename({"above": "team_id"}), on=keys, how="left")
    again = again.with_columns(pl.col("^n_.*$").fill_null(0)).with_columns(
        reopen_rate=ratio(pl.col("n_reopened_items"), pl.col("n_solved_items"))
    )
    assert published.height > 900
    assert_published(night, TABLE, keys, again.select(published.drop(ROW_QUALITY).columns))


def test_the_ground_that_gives_way_is_named_first(night: ExampleNight) -> None:
    planted = night.organisation.planted["progress_on_unstable_ground"]
    stable = answer(night, "are_operations_stable")
    assert stable["team_id"][0] == planted["team_id"]
    first = stable.row(0, named=True)
    assert first["reopen_rate"] > 2 * first["earlier_reopen_rate"]
    assert first["breakage_share"] > first["earlier_breakage_share"] + 0.2


def test_the_stagnant_team_answers_fast_and_well(night: ExampleNight) -> None:
    planted = night.organisation.planted["efficient_but_stagnant"]
    answered = night.ask(
        f"select sum(n_first_reply_targets_met) / sum(n_first_reply_targets) as in_time, "
        f"sum(n_good_ratings) / sum(n_ratings) as good, "
        f"median(first_reply_p50_business_hours) as hours "
        f"from {TABLE} where team_id = '{planted['team_id']}'"
    ).row(0, named=True)
    assert answered["in_time"] > 0.99
    assert answered["good"] > 0.92
    assert answered["hours"] < 3
