"""Coordination, made again from the published facts: teams, links, days blocked, hand-offs."""

from collections import defaultdict
from datetime import date, datetime, timedelta

import polars as pl
from example_night import ExampleNight
from metric_facts import WEEK, at_midnight, week_of
from published import ROW_QUALITY, above, answer, assert_published

TABLE = "metrics_coordination_by_objective_week"
AS_OF = at_midnight(date(2026, 9, 28))
DAY = timedelta(days=1)
KEYS = ["objective_id", "week_on"]
Stretch = tuple[datetime, datetime]


def objective_items(night: ExampleNight) -> pl.DataFrame:
    tree = above(night.ask("from dim_objectives"), "objective_id", "parent_objective_id")
    items = night.ask("from fct_item_objectives").join(tree, on="objective_id")
    return items.group_by("work_item_id", objective_id="above").agg(
        weight=pl.col("objective_weight").sum()
    )


def open_stretches(night: ExampleNight) -> dict[str, list[Stretch]]:
    """Give each item's stretches outside done, neighbours joined."""
    spans = night.ask(
        "select work_item_id, started_at, coalesce(ended_at, timestamptz '2026-09-28 00:00+00') "
        "from fct_status_spans where status_group <> 'done' and work_item_id in "
        "(select work_item_id from fct_work_items where not is_deleted) order by 1, 2"
    )
    stretches: dict[str, list[Stretch]] = defaultdict(list)
    for item, started_at, ended_at in spans.iter_rows():
        stretches[item].append((started_at, ended_at))
    return {item: merged(several) for item, several in stretches.items()}


def merged(stretches: list[Stretch]) -> list[Stretch]:
    """Join stretches that touch or overlap."""
    joined: list[Stretch] = []
    for start, end in sorted(stretches):
        if joined and start <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        else:
            joined.append((start, end))
    return joined


def blocked_stretches(night: ExampleNight) -> dict[str, list[Stretch]]:
    """Give each item's stretches in a waiting status or behind an open item that blocks it."""
    opened = open_stretches(night)
    blocked: dict[str, list[Stretch]] = defaultdict(list)
    waiting = night.ask(
        "select work_item_id, started_at, coalesce(ended_at, timestamptz '2026-09-28 00:00+00') "
        "from fct_status_spans where status_group = 'waiting'"
    )
    for item, started_at, ended_at in waiting.iter_rows():
        if item in opened:
            blocked[item].append((started_at, ended_at))
    links = night.ask(
        "select from_work_item_id, to_work_item_id from fct_work_item_links "
        "where link_kind = 'blocks'"
    )
    for blocking, item in links.iter_rows():
        for start, end in opened.get(item, []):
            for other_start, other_end in opened.get(blocking, []):
                if max(start, other_start) < min(end, other_end):
                    blocked[item].append((max(start, other_start), min(end, other_end)))
    return {item: merged(several) for item, several in blocked.items()}


def weekly_days(stretches: dict[str, list[Stretch]], name: str) -> pl.DataFrame:
    """Cut stretches at Mondays: calendar days per item and whole week."""
    days: dict[tuple[str, date], float] = defaultdict(float)
    for item, several in stretches.items():
        for start, end in several:
            week_on = start.date() - timedelta(days=start.weekday())
            while at_midnight(week_on) < end and at_midnight(week_on + WEEK) <= AS_OF:
                first, last = at_midnight(week_on), at_midnight(week_on + WEEK)
                days[item, week_on] += (min(end, last) - max(start, first)) / DAY
                week_on += WEEK
    return pl.DataFrame(
        [(item, week_on, spent) for (item, week_on), spent in days.items() if spent > 0],
        schema={"work_item_id": pl.String, "week_on": pl.Date, name: pl.Float64},
        orient="row",
    )


def waits(night: ExampleNight, items: pl.DataFrame) -> pl.DataFrame:
    days = weekly_days(open_stretches(night), "open").join(
        weekly_days(blocked_stretches(night), "blocked"), on=["work_item_id", "week_on"], how="left"
    )
    return items.join(days, on="work_item_id").group_by(KEYS).agg(
        blocked_days=pl.col("blocked").sum(),
        open_days=pl.col("open").sum(),
        n_blocked_items=pl.col("blocked").count(),
        n_open_items=pl.len(),
    )  # fmt: skip


def links(night: ExampleNight, items: pl.DataFrame, weeks: list[date]) -> pl.DataFrame:
    teams = above(night.ask("from dim_teams"), "team_id", "parent_team_id")
    lines = set(teams.iter_rows())
    ends = night.ask(
        "select work_item_id, team_id, created_at, resolved_at from fct_work_items "
        "where not is_deleted"
    )
    told = (
        night.ask("select * from fct_work_item_links where from_work_item_id <> to_work_item_id")
        .join(ends, left_on="from_work_item_id", right_on="work_item_id")
        .join(ends, left_on="to_work_item_id", right_on="work_item_id", suffix="_to")
        .with_row_index("link")
    )
    serving = {
        item: set(group["objective_id"]) for (item,), group in items.group_by("work_item_id")
    }
    counted: dict[tuple[str, date], list[int]] = defaultdict(lambda: [0, 0])
    for link in told.rows(named=True):
        objectives = serving.get(link["from_work_item_id"], set()) | serving.get(
            link["to_work_item_id"], set()
        )
        pair = (link["team_id"], link["team_id_to"])
        crosses = pair not in lines and pair[::-1] not in lines
        begins = max(link["created_at"], link["created_at_to"])
        is_open = link["resolved_at"] is None or link["resolved_at_to"] is None
        ends_at = AS_OF if is_open else max(link["resolved_at"], link["resolved_at_to"])
        for week_on in weeks:
            if begins < at_midnight(week_on + WEEK) and ends_at >= at_midnight(week_on):
                for objective in objectives:
                    counted[objective, week_on][0] += 1
                    counted[objective, week_on][1] += crosses
    return pl.DataFrame(
        [(*key, *counts) for key, counts in counted.items()],
        schema=[*KEYS, "n_links", "n_cross_team_links"],
        orient="row",
    )


def test_every_metric_of_every_objective_and_week_can_be_made_again_from_the_facts(
    night: ExampleNight,
) -> None:
    published = night.ask(f"from {TABLE}")
    items = objective_items(night)
    effort = (
        night.ask("from fct_effort_by_item_week")
        .join(items, on="work_item_id")
        .group_by(KEYS)
        .agg(
            n_teams=pl.col("team_id").n_unique(),
            n_items=pl.col("work_item_id").n_unique(),
            effort_days=(pl.col("effort_days").cast(pl.Float64) * pl.col("weight")).sum(),
        )
    )
    handoffs = (
        night.ask("from fct_item_handoffs")
        .join(items, on="work_item_id")
        .group_by("objective_id", week_on=week_of("handed_off_at"))
        .agg(n_handoffs=pl.len())
    )
    weeks = sorted(set(published["week_on"]))
    begun = items.join(
        night.ask("select work_item_id, created_at from fct_work_items"), on="work_item_id"
    ).group_by("objective_id").agg(begun_on=week_of("created_at").min())  # fmt: skip
    again = (
        begun.join(pl.DataFrame({"week_on": weeks}), how="cross")
        .filter(pl.col("week_on") >= pl.col("begun_on"))
        .select(KEYS)
    )
    assert weeks[-1] == date(2026, 9, 21)
    assert again.sort(KEYS).equals(published.select(KEYS).sort(KEYS))
    for part in (effort, links(night, items, weeks), waits(night, items), handoffs):
        again = again.join(part, on=KEYS, how="left")
    again = again.with_columns(pl.exclude(KEYS).fill_null(0)).with_columns(
        cross_team_link_share=pl.when(pl.col("n_links") > 0).then(
            pl.col("n_cross_team_links") / pl.col("n_links")
        ),
        blocked_share=pl.when(pl.col("open_days") > 0).then(
            pl.col("blocked_days") / pl.col("open_days")
        ),
    )
    assert_published(night, TABLE, KEYS, again.select(published.drop(ROW_QUALITY).columns))
    assert published.select(pl.col("blocked_days", "n_cross_team_links").max()).row(0) > (0, 0)


def test_who_waits_is_told_with_the_days_of_the_facts_and_without_a_person(
    night: ExampleNight,
) -> None:
    told = answer(night, "who_waits_for_whom")
    waited = night.ask(
        "select sum(wait_hours) / 24 from fct_item_waits "
        "where ended_at is null or ended_at >= timestamptz '2026-03-30 00:00+00'"
    ).item()
    assert abs(told["waiting_days"].sum() - waited) < 1e-6
    assert told["waiting_team"][0] == "Customer support"
    assert set(told.filter(pl.col("awaited_team").is_null())["wait_kind"]) == {"waiting_status"}
    for table in ("fct_item_waits", "fct_item_handoffs", TABLE):
        assert not [name for name in night.ask(f"from {table} limit 0").columns if "person" in name]
