"""The headline, its plan and what a night remembers of it, made again from the published facts."""

from datetime import timedelta

import polars as pl
from alignment_again import (
    ALIGNMENT,
    CLASSES,
    VIEWS,
    Plan,
    by_team_week,
    concluded,
    parts,
)
from metric_facts import AS_OF, KEYS, Facts
from published import above, project_vars

VARS = project_vars()
ALLOCATION = "metrics_allocation_by_team_objective_week"
RECENT = "metrics_recent_alignment_by_team"
AS_PUBLISHED = "metrics_as_published"
HEADLINE = timedelta(weeks=VARS["headline_weeks"])


def recent(facts: Facts) -> pl.DataFrame:
    """Make the headline of each team from its weeks, beside as many weeks before."""
    summed = [
        view.format(part) for view in VIEWS.values() for part in (*map("{}_".format, CLASSES), "")
    ]
    plan, week = pl.col("planned_strategic_share"), pl.col("week_on")
    classified = pl.col("strategic_effort_days") + pl.col("operational_effort_days")
    planned_days = (plan * classified).sum()
    weeks = by_team_week(facts).filter(week >= AS_OF - 2 * HEADLINE)
    sums = (
        weeks.filter(week >= AS_OF - HEADLINE)
        .group_by("team_id")
        .agg(
            pl.col(summed).sum(),
            week.min().alias("first_week_on"),
            week.max().alias("last_week_on"),
            pl.col("inferred_effort_days").sum(),
            pl.col("n_stale_tools", "tool_age_days").max(),
            pl.when(plan.is_not_null().all())
            .then(planned_days)
            .alias("planned_strategic_effort_days"),
        )
        # Rounded as published: a share is not above a plan by the noise of a product.
        .with_columns(
            (pl.col("planned_strategic_effort_days") / classified)
            .round(9)
            .alias("planned_strategic_share")
        )
    )
    strategic, operational = pl.col("strategic_effort_days"), pl.col("operational_effort_days")
    earlier = (
        weeks.filter(week < AS_OF - HEADLINE)
        .group_by("team_id")
        .agg(
            earlier_strategic_effort_days=strategic.sum(),
            earlier_operational_effort_days=operational.sum(),
            earlier_strategic_share=strategic.sum() / (strategic.sum() + operational.sum()),
        )
    )
    change = pl.col("strategic_share") - pl.col("earlier_strategic_share")
    return (
        concluded(sums)
        .join(earlier, on="team_id", how="left")
        .with_columns(change_in_strategic_share=change)
    )


def allocation(facts: Facts) -> pl.DataFrame:
    """Make the effort on each objective and those below it, with a row for each planned one."""
    keys = ["team_id", "objective_id", "week_on"]
    plan = Plan(facts)
    weeks = facts.table(ALIGNMENT).select(*KEYS, pl.col("effort_days").alias("team_effort_days"))
    planned = [
        (team_id, objective_id, week_on, share)
        for team_id, week_on in weeks.select(KEYS).iter_rows()
        for objective_id, share in plan.by_objective(team_id, week_on).items()
    ]
    tree = above(facts.table("dim_objectives"), "objective_id", "parent_objective_id")
    served = facts.table("fct_item_objectives").join(tree, on="objective_id")
    effort = facts.table("fct_effort_by_item_week").join(served, on="work_item_id")
    days = pl.col("effort_days").cast(pl.Float64) * pl.col("objective_weight")
    actual = (
        facts.upwards(effort.drop("objective_id").rename({"above": "objective_id"}))
        .group_by(keys)
        .agg(objective_effort_days=days.sum(), n_items=pl.col("work_item_id").n_unique())
    )
    shares = pl.DataFrame(planned, schema=[*keys, "planned_share"], orient="row")
    return (
        actual.join(shares, on=keys, how="full", coalesce=True)
        .join(weeks, on=KEYS)
        .with_columns(pl.col("objective_effort_days", "n_items").fill_null(0))
        .with_columns(actual_share=pl.col("objective_effort_days") / pl.col("team_effort_days"))
        .with_columns(gap_share=pl.col("actual_share") - pl.col("planned_share"))
    )


def as_published(facts: Facts) -> pl.DataFrame:
    """Make what the first night remembers: the shares of the last weeks, and no difference."""
    oldest = AS_OF - timedelta(weeks=VARS["as_published_weeks"])
    weeks = by_team_week(facts).filter(pl.col("week_on") >= oldest)
    none = dict.fromkeys(
        ("difference", "due_to_new_data", "due_to_changed_rules", "due_to_changed_classification"),
        pl.lit(0.0),
    )
    values = [
        weeks.select(
            *KEYS,
            metric_name=pl.lit(name),
            published_as_of=pl.lit(AS_OF),
            **{f"{when}_value": pl.col(name) for when in ("published", "restated")},
            **{f"{when}_numerator": numerator for when in ("published", "restated")},
            **{f"{when}_denominator": denominator for when in ("published", "restated")},
            **none,
        )
        for name, (numerator, denominator) in parts(VIEWS[""]).items()
    ]
    return pl.concat(values)


def test_each_team_and_week_is_what_its_effort_items_and_estimates_make_it(facts: Facts) -> None:
    made = by_team_week(facts)
    assert made.height > 900
    assert made["is_above_plan"].n_unique() == made["depends_on_view"].n_unique() == 2
    assert made["strategic_share_by_estimate"].null_count() > 0, "some weeks estimate nothing"
    worked = facts.table("fct_effort_by_item_week")["week_on"]
    assert set(made.filter(team_id="organisation")["week_on"]) == set(worked), "no week is left out"
    assert made["inferred_effort_days"].sum() > 100, "some effort is placed by words alone"
    facts.assert_agrees(ALIGNMENT, made)


def test_the_headline_is_made_of_the_effort_of_its_weeks(facts: Facts) -> None:
    made = recent(facts)
    assert made["is_above_plan"].n_unique() == made["depends_on_view"].n_unique() == 2
    nothing_amiss = ("withheld_because",)
    facts.assert_agrees(RECENT, made, ["team_id"], never_known=nothing_amiss)


def test_what_an_objective_gets_and_was_to_get_is_that_of_items_and_plan(facts: Facts) -> None:
    made = allocation(facts)
    assert made["planned_share"].null_count() > 0, "some effort goes to what nobody planned"
    assert made.filter(objective_effort_days=0, n_items=0).height > 0, "some planned get none"
    facts.assert_agrees(ALLOCATION, made, ["team_id", "objective_id", "week_on"])


def test_the_first_night_remembers_what_it_publishes(facts: Facts) -> None:
    keys = ["metric_name", *KEYS, "published_as_of"]
    facts.assert_agrees(AS_PUBLISHED, as_published(facts), keys)
