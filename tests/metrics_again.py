"""What the recomputations of metric tables share: teams, objectives, weeks, and how to compare."""

from datetime import date, datetime, timedelta
from functools import cache
from pathlib import Path

import duckdb
import polars as pl
from example_night import ExampleNight, dbt

WEEK = timedelta(days=7)


def ancestors(night: ExampleNight, table: str, key: str) -> pl.DataFrame:
    """Give each team or objective with every one above it, itself included, as `above`."""
    parents = dict(night.ask(f"select {key}, parent_{key} from {table}").iter_rows())

    def lineage(one: str | None) -> list[str]:
        return [one, *lineage(parents[one])] if one else []

    lines = pl.DataFrame({key: list(parents), "above": [lineage(one) for one in parents]})
    return lines.explode("above")


def monday(column: str) -> pl.Expr:
    """Give the Monday of a moment's week, UTC."""
    return pl.col(column).dt.convert_time_zone("UTC").dt.date().dt.truncate("1w")


def at_midnight(day: date) -> datetime:
    """Give the first instant of a day, as the published moments are read."""
    return datetime.fromisoformat(f"{day}T00:00:00+00:00")


def assert_agree(published: pl.DataFrame, again: pl.DataFrame, keys: list[str]) -> None:
    """Hold every metric column against its recomputation: both null, or within 1e-9."""
    both = published.join(again, on=keys, how="left", suffix="_again")
    assert both.height == published.height > 0
    for column in (name for name in published.columns if name not in keys):
        value, expected = pl.col(column), pl.col(f"{column}_again")
        wrong = both.filter(
            value.is_null().ne(expected.is_null())
            | (value.cast(pl.Float64) - expected.cast(pl.Float64)).abs().gt(1e-9)
        )
        assert wrong.is_empty(), (column, wrong.select([*keys, column, f"{column}_again"]))


@cache
def _compiled(target: Path, question: str) -> str:
    [path] = (target / "compiled").rglob(f"analyses/{question}.sql")
    return path.read_text()


def answer(night: ExampleNight, question: str) -> pl.DataFrame:
    """Ask one of the leadership questions, as it is published."""
    done = dbt(night.warehouse, "compile", "--select", question)
    assert done.returncode == 0, done.stdout
    with duckdb.connect(str(night.warehouse.work), read_only=True) as connection:
        connection.execute("set TimeZone = 'UTC'")
        return connection.sql(_compiled(night.warehouse.dbt_target, question)).pl()
