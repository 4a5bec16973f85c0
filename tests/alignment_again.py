"""Alignment with the plan by team and week, made again from the published facts."""

from datetime import date, timedelta

import polars as pl
from metric_facts import AS_OF, KEYS, Facts, count, week_of
from published import above

CLASSES = ("strategic", "operational", "unclassified")
# What each view counts, by the ending of its shares; a class fills the gap.
VIEWS = {
    "": "{}effort_days",
    "_by_items": "n_completed_{}items",
    "_by_estimate": "completed_{}points",
}
ALIGNMENT = "metrics_alignment_by_team_week"


class Plan:
    """The planned shares, and which objectives lie above which."""

    def __init__(self, facts: Facts) -> None:
        self.rows = facts.table("fct_planned_shares").to_dicts()
        assert not any(row["work_category"] for row in self.rows), "no plan names a category"
        tree = above(facts.table("dim_objectives"), "objective_id", "parent_objective_id")
        self.above = {id_: set(found["above"]) for (id_,), found in tree.group_by("objective_id")}

    def valid(self, team_id: str, week_on: date) -> list[dict]:
        """Give what is planned for a team in a week."""
        return [
            row
            for row in self.rows
            if row["team_id"] == team_id
            and (row["starts_on"] or week_on) <= week_on <= (row["ends_on"] or week_on)
        ]

    def by_objective(self, team_id: str, week_on: date) -> dict[str, float]:
        """Give the planned share of each objective that a team has one for in a week."""
        valid = self.valid(team_id, week_on)
        return {row["objective_id"]: row["planned_share"] for row in valid if row["objective_id"]}

    def share(self, team_id: str, week_on: date) -> float | None:
        """Give the planned strategic share of a team in a week."""
        valid = self.valid(team_id, week_on)
        stated = [row["planned_share"] for row in valid if row["work_class"] == "strategic"]
        shares = self.by_objective(team_id, week_on)
        topmost = [s for id_, s in shares.items() if not (self.above[id_] - {id_}) & set(shares)]
        return stated[0] if stated else sum(topmost) if topmost else None


def quality(facts: Facts) -> pl.DataFrame:
    """Give what each published team and week rests on: words alone, and how fresh the tools are."""
    placed = facts.table("fct_work_items").select(
        "work_item_id", "source_system", "classification_method"
    )
    effort = facts.upwards(facts.table("fct_effort_by_item_week").join(placed, on="work_item_id"))
    inferred = effort.group_by(KEYS).agg(
        inferred_effort_days=pl.col("effort_days")
        .filter(pl.col("classification_method") == "text_model")
        .sum()
        .cast(pl.Float64)
    )
    last = pl.col("last_complete_pull_at").dt.date()
    week, age = pl.col("week_on"), (pl.lit(AS_OF) - last).dt.total_days().clip(lower_bound=0)
    used = effort.group_by("team_id", "source_system").agg(week.min().alias("first_week_on"))
    fresh = (
        facts.table(ALIGNMENT)
        .select(KEYS)
        .join(used, on="team_id")
        .filter(week >= pl.col("first_week_on"))
        .join(facts.table("meta_sources"), on="source_system")
        .group_by(KEYS)
        .agg(
            n_stale_tools=count(
                pl.col("is_stale") & (last < week + timedelta(weeks=1)).fill_null(value=True)
            ),
            tool_age_days=pl.when(age.is_not_null().all()).then(age.max()),
            census_age_days=pl.when(pl.col("census_age_days").is_not_null().all()).then(
                pl.col("census_age_days").max()
            ),
        )
    )
    return fresh.join(inferred, on=KEYS)


def team_weeks(facts: Facts) -> pl.DataFrame:
    """Give effort by class of each published team and week, from items and the tree of teams."""
    classes = facts.table("fct_work_items").select("work_item_id", "work_class")
    effort = facts.upwards(facts.table("fct_effort_by_item_week").join(classes, on="work_item_id"))
    days = pl.col("effort_days")
    by_class = effort.group_by(KEYS).agg(
        *(days.filter(work_class=name).sum().cast(pl.Float64).alias(name) for name in CLASSES),
        days.sum().cast(pl.Float64).alias("total"),
        pl.col("work_item_id").n_unique().alias("n_items"),
    )
    return facts.table(ALIGNMENT).select(KEYS).join(by_class, on=KEYS).sort(KEYS)


def completed(facts: Facts) -> pl.DataFrame:
    """Give what each team and week completed, in items and in points of their estimates."""
    done = facts.items.filter(status_group="done").select(
        "team_id", "work_class", "estimate_points", week_of("resolved_at").alias("week_on")
    )
    kinds = {f"{name}_": pl.col("work_class") == name for name in CLASSES} | {
        "": pl.lit(value=True)
    }
    items, points = VIEWS["_by_items"], VIEWS["_by_estimate"]
    return (
        facts.upwards(done)
        .group_by(KEYS)
        .agg(
            *(pl.col("work_class").filter(kind).len().alias(items.format(name))
              for name, kind in kinds.items()),
            *(pl.col("estimate_points").filter(kind).sum().alias(points.format(name))
              for name, kind in kinds.items()),
            count(pl.col("estimate_points").is_not_null()).alias("n_completed_estimated_items"),
        )
    )  # fmt: skip


def by_team_week(facts: Facts) -> pl.DataFrame:
    """Make the alignment of each published team and week, all but its number of people."""
    plan = Plan(facts)
    effort = team_weeks(facts).rename(
        {name: VIEWS[""].format(f"{name}_") for name in CLASSES} | {"total": "effort_days"}
    )
    planned = [plan.share(*keys) for keys in effort.select(KEYS).iter_rows()]
    sums = effort.join(completed(facts), on=KEYS, how="left", maintain_order="left").join(
        quality(facts), on=KEYS, how="left", maintain_order="left"
    )
    return concluded(
        sums.with_columns(
            pl.col("^n_completed_.*$", "^completed_.*$").fill_null(0),
            pl.Series("planned_strategic_share", planned, dtype=pl.Float64),
        )
    )


def parts(view: str) -> dict[str, tuple[pl.Expr, pl.Expr]]:
    """Give numerator and denominator of the five shares of a view."""
    strategic, operational, unclassified = (pl.col(view.format(f"{name}_")) for name in CLASSES)
    total, classified = pl.col(view.format("")), strategic + operational
    return {
        "strategic_share": (strategic, classified),
        "strategic_share_low": (strategic, total),
        "strategic_share_high": (strategic + unclassified, total),
        "operational_share": (operational, classified),
        "coverage_share": (classified, total),
    }


def concluded(sums: pl.DataFrame) -> pl.DataFrame:
    """Add the shares of each view, and what they say of the plan."""
    shares = {
        f"{share}{ending}": pl.when(denominator != 0).then(numerator / denominator)
        for ending, view in VIEWS.items()
        for share, (numerator, denominator) in parts(view).items()
    }
    plan = pl.col("planned_strategic_share")
    says = [pl.col(name) > plan for name in shares if "_low" in name or "_high" in name]
    some_above = pl.any_horizontal(say.fill_null(value=False) for say in says)
    some_not = pl.any_horizontal((~say).fill_null(value=False) for say in says)
    classified = pl.col("strategic_effort_days") + pl.col("operational_effort_days")
    inferred = pl.when(classified != 0).then(pl.col("inferred_effort_days") / classified)
    return sums.with_columns(**shares, inferred_share=inferred).with_columns(
        is_above_plan=pl.col("strategic_share") > plan,
        depends_on_view=pl.when(plan.is_not_null()).then(some_above & some_not),
    )
