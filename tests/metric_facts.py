"""The published facts as polars frames; a metric made from them is held against the published."""

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from functools import cached_property

import polars as pl
from example_night import ExampleNight

AS_OF = date(2026, 9, 28)
FOREVER = datetime(9999, 1, 1, tzinfo=UTC)
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
        parents = dict(self.table("dim_teams").select("team_id", "parent_team_id").iter_rows())

        def lineage(team_id: str | None) -> list[str]:
            return [team_id, *lineage(parents[team_id])] if team_id else []

        above = pl.DataFrame({"team_id": list(parents), "above": [lineage(t) for t in parents]})
        lineages = above.explode("above")
        return frame.join(lineages, on="team_id").drop("team_id").rename({"above": "team_id"})

    def laid_out(self, name: str, *parts: pl.DataFrame) -> pl.DataFrame:
        """Join parts to the keys of a published table; a count of nothing is zero."""
        frame = self.table(name).select(KEYS)
        for part in parts:
            frame = frame.join(part, on=KEYS, how="left")
        counts = [column for column in frame.columns if column.startswith("n_")]
        return frame.with_columns(pl.col(counts).fill_null(0))

    def assert_agrees(
        self, name: str, expected: pl.DataFrame, keys: list[str] | None = None
    ) -> None:
        """Hold every column of a table against the same made from the facts, to 1e-9."""
        keys = keys or KEYS
        published = self.table(name)
        assert set(expected.columns) == set(published.columns)
        both = published.join(expected, on=keys, how="full", suffix="_expected")
        assert both.height == published.height > 900
        for column in sorted(set(published.columns) - set(keys)):
            told, made = both[column], both[f"{column}_expected"]
            assert told.is_not_null().any(), f"{column} is never known"
            assert (told.is_null() == made.is_null()).all(), column
            scale = made.cast(pl.Float64).abs().clip(lower_bound=1.0)
            assert ((told - made).cast(pl.Float64).abs() / scale).max() < 1e-9, column


def hours(start: pl.Expr, end: pl.Expr) -> pl.Expr:
    """Give the hours from one moment to another."""
    return (end - start).dt.total_microseconds() / 3.6e9


def week_of(moment: str) -> pl.Expr:
    """Give the Monday of a moment's week."""
    return pl.col(moment).dt.truncate("1w").dt.date()


def count(condition: pl.Expr) -> pl.Expr:
    """Count the rows for which something is known to hold."""
    return condition.fill_null(value=False).sum().cast(pl.Int64)


def ratio(numerator: str, denominator: str) -> pl.Expr:
    """Give a share, null where there is nothing to share."""
    return pl.when(pl.col(denominator) != 0).then(pl.col(numerator) / pl.col(denominator))
