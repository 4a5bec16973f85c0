"""The numbers of the report: each is a cell of a published table, and says which.

A cell is rendered as an HTML `data` element that carries table, column, key and exact value, so
that a reader, a screen reader's user or a test can walk every number back to its row.
"""

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

import duckdb
from markupsafe import Markup

from pipelines.publication import named_rows

MISSING = "not known"


def _percent(value: float) -> str:
    return f"{value * 100:.0f} %"


def _tenth(value: float) -> str:
    return f"{value * 100:.1f} %"


def _points(value: float) -> str:
    return f"{value * 100:+.1f}"


def _whole(value: float) -> str:
    return f"{value:,.0f}"


def _ratio(value: float) -> str:
    return f"{value:.2f}"


def _one_decimal(value: float) -> str:
    return f"{value:,.1f}"


def _day(value: date) -> str:
    return f"{value:%d %b %Y}"


FORMATS: dict[str, Callable[[Any], str]] = {
    "percent": _percent,
    "tenth": _tenth,
    "points": _points,
    "whole": _whole,
    "ratio": _ratio,
    "one_decimal": _one_decimal,
    "day": _day,
}


@dataclass(frozen=True)
class Row:
    """One row of a published table; its cells by column name."""

    table: str
    key: dict[str, Any]
    values: dict[str, Any]

    def __getitem__(self, column: str) -> Any:
        return self.values[column]

    def cell(self, column: str, form: str, href: str | None = None) -> Markup:
        """Render one cell in one of FORMATS, linked to the items behind it where there are any."""
        value = self.values[column]
        if value is None:
            return Markup('<span class="missing">{}</span>').format(MISSING)
        element = Markup(
            '<data value="{}" data-table="{}" data-column="{}" data-key="{}" data-format="{}">{}'
            "</data>"
        ).format(
            str(value), self.table, column, json.dumps(self.key, default=str), form,
            FORMATS[form](value),
        )  # fmt: skip
        return Markup('<a href="{}">{}</a>').format(href, element) if href else element


def rows_of(
    connection: duckdb.DuckDBPyConnection, table: str, key: list[str], query: str, **values: Any
) -> list[Row]:
    """Read rows of a published table.

    Args:
        connection: of the published file.
        table: the table whose cells the rows are.
        key: the columns that name a row of it; the query gives them.
        query: selects them and the cells, unchanged, in the order to be shown.
        values: of the query's parameters.
    """
    found = named_rows(connection.execute(query, values))
    return [Row(table, {name: row[name] for name in key}, row) for row in found]
