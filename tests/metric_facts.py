"""The published facts as polars frames; a metric made from them is held against the published."""

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from functools import cached_property

import polars as pl
from example_night import ExampleNight
from published import ROW_QUALITY, above, assert_published

AS_OF = date(2026, 9, 28)
FOREVER = datetime(9999, 1, 1, tzinfo=UTC)
WEEK = timedelta(weeks=1)
KEYS = ["team_id", "week_on"]


@dataclass(eq=False)
class Facts:
    """What is published of a night, each table read once."""

    night: ExampleNight
    _read: dict[str, pl.DataFrame] = field(default_factory=dict)

    def table(self, name: str) -> pl.DataFrame:
        """Give a published table."""
        if name not in self._read:
            self._read[name] = self.night.ask(f"from {name}")
        return self._read[name]

    @cached_property
    def items(self) -> pl.DataFrame:
        """The work items that are not deleted."""
        return self.table("fct_work_items").filter(~pl.col("is_deleted"))

    @cached_property
    def spans(self) -> pl.DataFrame:
        """The stays in statuses of these items; one that lasts ends never."""
        return (
            self.table("fct_status_spans")
            .with_columns(pl.col("ended_at").fill_null(FOREVER))
            .join(self.items.select("work_item_id", "team_id"), on="work_item_id")
        )

    @cached_property
    def weeks(self) -> pl.DataFrame:
        """The whole weeks from the first item on, with their beginning and end."""
        first = self.table("fct_work_items")["created_at"].dt.date().to_list()
        monday = min(first) - timedelta(days=min(first).weekday())
        days = pl.date_range(monday, AS_OF - timedelta(days=7), "7d", eager=True)
        start = days.cast(pl.Datetime("us")).dt.replace_time_zone("UTC")
        end = start + timedelta(days=7)
        return pl.DataFrame({"week_on": days, "starts_at": start, "ends_at": end})

    @cached_property
    def open_at_end(self) -> pl.DataFrame:
        """Each item and week at whose end it was not done, with its status group then."""
        return (
            self.spans.filter(pl.col("status_group") != "done")
            .join_where(
                self.weeks,
                pl.col("started_at") < pl.col("ends_at"),
                pl.col("ended_at") >= pl.col("ends_at"),
            )
            .select("work_item_id", "team_id", "status_group", "week_on", "ends_at")
        )

    def upwards(self, frame: pl.DataFrame) -> pl.DataFrame:
        """Repeat each row of a frame for its team and every team above it."""
        lineages = above(self.table("dim_teams"), "team_id", "parent_team_id")
        return frame.join(lineages, on="team_id").drop("team_id").rename({"above": "team_id"})

    def laid_out(self, name: str, *parts: pl.DataFrame) -> pl.DataFrame:
        """Join parts to the keys of a published table; a count of nothing is zero."""
        frame = self.table(name).select(KEYS)
        for part in parts:
            frame = frame.join(part, on=KEYS, how="left")
        counts = [column for column in frame.columns if column.startswith("n_")]
        return frame.with_columns(pl.col(counts).fill_null(0))

    def assert_agrees(
        self,
        name: str,
        expected: pl.DataFrame,
        keys: list[str] | None = None,
        never_known: tuple[str, ...] = (),
    ) -> None:
        """Hold every column of a table against its recomputation; people are in no fact.

        What a row rests on is made again for all tables by test_metrics_row_quality.
        """
        made_elsewhere = {"n_people", *ROW_QUALITY} - {*expected.columns, *never_known}
        published = self.table(name).drop(made_elsewhere, strict=False)
        assert all(published[column].is_null().all() for column in never_known)
        published = published.drop(never_known)
        unknown = [column.name for column in published if not column.is_not_null().any()]
        assert not unknown, f"never known: {unknown}"
        columns = published.columns
        assert_published(self.night, name, keys or KEYS, expected.select(columns))


def hours(start: pl.Expr, end: pl.Expr) -> pl.Expr:
    """Give the hours from one moment to another."""
    return (end - start).dt.total_microseconds() / 3.6e9


def at_midnight(day: date) -> datetime:
    """Give the first instant of a day."""
    return datetime(day.year, day.month, day.day, tzinfo=UTC)


def week_of(moment: str) -> pl.Expr:
    """Give the Monday of a moment's week."""
    return pl.col(moment).dt.truncate("1w").dt.date()


def count(condition: pl.Expr) -> pl.Expr:
    """Count the rows for which something is known to hold."""
    return condition.fill_null(value=False).sum().cast(pl.Int64)


def ratio(numerator: str, denominator: str) -> pl.Expr:
    """Give a share, null where there is nothing to share."""
    return pl.when(pl.col(denominator) != 0).then(pl.col(numerator) / pl.col(denominator))
