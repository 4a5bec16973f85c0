"""Failure demand, traced again from the published links, and held against the planted release."""

from collections import defaultdict
from datetime import timedelta

import polars as pl
from example_night import ExampleNight
from published import ROW_QUALITY, above, answer, assert_published

TABLE = "metrics_failure_demand_by_objective_month"
KEYS = ["objective_id", "month_on"]
WINDOW = timedelta(days=90)
DEMAND = """
    select work_item_id, created_at from fct_work_items
    where not is_deleted and (
        work_category in ('support', 'incident', 'defect')
        or work_item_id in (select work_item_id from fct_service_responses)
    )
"""
SHIPPED = f"""
    select fct_item_objectives.objective_id, work_item_id, objective_weight, resolved_at
    from fct_item_objectives inner join fct_work_items using (work_item_id)
    where not is_deleted and work_item_id not in (select work_item_id from ({DEMAND}))
"""


def month(column: str) -> pl.Expr:
    return pl.col(column).dt.truncate("1mo")


def linked_demand(night: ExampleNight) -> set[tuple[str, str]]:
    """Follow the links from each demand item, three steps at most, to the work it leads back to."""
    created = dict(night.ask(DEMAND).iter_rows())
    ships: dict[str, set[str]] = defaultdict(set)
    shipped_at = defaultdict(list)
    for objective, item, _, resolved_at in night.ask(SHIPPED).iter_rows():
        ships[item].add(objective)
        if resolved_at:
            shipped_at[objective].append(resolved_at)
    steps = defaultdict(set)
    for start, end, kind in night.ask(
        "select from_work_item_id, to_work_item_id, link_kind from fct_work_item_links"
    ).iter_rows():
        if kind in ("escalates", "incident_of") and start in created:
            steps[start].add(end)
        if kind == "causes" and end in created:
            steps[end].add(start)
    found = set()
    for item, created_at in created.items():
        reached, around = set(), {item}
        for _ in range(3):
            reached = {after for before in around for after in steps.get(before, ())}
            found |= {
                (item, objective)
                for after in reached
                for objective in ships.get(after, ())
                if any(created_at - WINDOW <= at <= created_at for at in shipped_at[objective])
            }
            around = reached & created.keys()
    return found


def test_what_links_tie_to_an_objective_is_found_and_nothing_else(night: ExampleNight) -> None:
    told = night.ask("from fct_failure_demand")
    expected = linked_demand(night)
    by_link = told.filter(pl.col("tie_kind") != "label").select("work_item_id", "objective_id")
    by_label = told.filter(pl.col("tie_kind") == "label").select("work_item_id", "objective_id")
    assert len(expected) > 150
    assert set(by_link.iter_rows()) <= expected
    assert expected <= set(by_link.iter_rows()) | set(by_label.iter_rows())
    sums = told.group_by("work_item_id").agg(pl.col("objective_weight").sum())
    assert sums.select((pl.col("objective_weight") - 1).abs().max()).item() < 1e-9


def test_every_metric_of_every_objective_and_month_can_be_made_again_from_the_facts(
    night: ExampleNight,
) -> None:
    published = night.ask(f"from {TABLE}")
    tree = above(night.ask("from dim_objectives"), "objective_id", "parent_objective_id")
    demand = night.ask(DEMAND)
    caused = night.ask(
        "select objective_id, work_item_id, objective_weight from fct_failure_demand"
    )
    built = night.ask(SHIPPED).drop("resolved_at")
    parts = (
        pl.concat([caused.with_columns(is_demand=True), built.with_columns(is_demand=False)])
        .join(tree, on="objective_id")
        .group_by("work_item_id", "is_demand", objective_id="above")
        .agg(weight=pl.col("objective_weight").sum())
    )
    effort = (
        night.ask("from fct_effort_by_item_week where week_on < '2026-09-01'")
        .group_by("work_item_id", month_on=month("week_on"))
        .agg(days=pl.col("effort_days").sum().cast(pl.Float64))
    )
    support = effort.join(demand, on="work_item_id", how="semi").group_by("month_on").agg(
        support_effort_days=pl.col("days").sum()
    )  # fmt: skip
    spent = effort.join(parts, on="work_item_id").group_by(KEYS).agg(
        failure_demand_effort_days=(
            (pl.col("days") * pl.col("weight")).filter(pl.col("is_demand")).sum()
        ),
        objective_effort_days=(
            (pl.col("days") * pl.col("weight")).filter(~pl.col("is_demand")).sum()
        ),
        n_items=pl.col("is_demand").sum(),
    )  # fmt: skip
    created = parts.join(
        night.ask("select work_item_id, created_at::date as created_on from fct_work_items"),
        on="work_item_id",
    )
    came = (
        created.filter("is_demand")
        .group_by("objective_id", month_on=month("created_on"))
        .agg(n_created_demand_items=pl.len())
    )
    begun = created.group_by("objective_id").agg(begun_on=month("created_on").min())
    again = begun.join(support, how="cross").filter(pl.col("month_on") >= pl.col("begun_on"))
    assert again.select(KEYS).sort(KEYS).equals(published.select(KEYS).sort(KEYS))
    again = again.join(spent, on=KEYS, how="left").join(came, on=KEYS, how="left").fill_null(0)
    days, own_days = pl.col("failure_demand_effort_days"), pl.col("objective_effort_days")
    again = again.with_columns(
        failure_demand_share=pl.when(days + own_days > 0).then(days / (days + own_days)),
        support_share=days / pl.col("support_effort_days"),
    )
    assert published.height > 150
    assert_published(night, TABLE, KEYS, again.select(published.drop(ROW_QUALITY).columns))


def test_the_release_behind_the_support_load_is_named(night: ExampleNight) -> None:
    planted = night.organisation.planted["release_load"]
    shipped = answer(night, "what_support_load_did_we_ship")
    first = shipped.row(0, named=True)
    assert first["objective_id"] == planted["objective_id"]
    assert first["release_name"] == planted["release"]
    assert first["month_on"] == planted["released_on"].replace(day=1)
    assert first["failure_demand_effort_days"] > 10 * first["usual_effort_days"]


def test_the_load_of_the_release_is_found_whole_and_little_else_with_it(
    night: ExampleNight,
) -> None:
    planted = night.organisation.planted["release_load"]
    tagged = {
        f"zendesk:{ticket['id']}"
        for ticket in night.organisation.documents["zendesk"]["tickets"].values()
        if planted["tag"] in ticket["tags"]
    }
    until = planted["released_on"] + timedelta(weeks=planted["n_weeks"])
    found = night.ask(
        "select demand.work_item_id from fct_failure_demand as demand "
        "inner join fct_work_items as items on demand.work_item_id = items.work_item_id "
        f"where demand.objective_id = '{planted['objective_id']}' "
        f"and items.created_at >= '{planted['released_on']}' and items.created_at < '{until}'"
    )["work_item_id"]
    assert len(tagged) > 200
    assert len(tagged & set(found)) >= 0.95 * len(tagged)
    assert len(tagged & set(found)) >= 0.95 * len(found)
