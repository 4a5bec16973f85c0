"""What tests of metrics share: trees, vars, analyses, a table held against what is made again."""

import re
from typing import Any

import polars as pl
import yaml
from example_night import ExampleNight

from pipelines.transform import project_folder

ROW_QUALITY = (
    "coverage_share",
    "inferred_share",
    "n_stale_tools",
    "tool_age_days",
    "census_age_days",
)
"""What every metric row carries of its own quality; test_metrics_row_quality makes it again."""


def project_vars() -> dict[str, Any]:
    """Give the vars of the project, which own every threshold."""
    return yaml.safe_load((project_folder() / "dbt_project.yml").read_text())["vars"]


def above(nodes: pl.DataFrame, node: str, parent: str) -> pl.DataFrame:
    """Give each node with itself and every node above it, as (node, above)."""
    parents = dict(nodes.select(node, parent).iter_rows())
    rows = []
    for start in parents:
        current: str | None = start
        while current is not None:
            rows.append((start, current))
            current = parents[current]
    return pl.DataFrame(rows, schema=[node, "above"], orient="row")


def answer(night: ExampleNight, question: str) -> pl.DataFrame:
    """Run an analysis on the published file, where analysts run it."""
    text = (project_folder() / "analyses" / f"{question}.sql").read_text()
    text = re.sub(r"\{\{ ref\('(\w+)'\) \}\}", r"\1", text)
    values = project_vars()
    return night.ask(re.sub(r"\{\{ var\('(\w+)'\) \}\}", lambda found: str(values[found[1]]), text))


def assert_published(night: ExampleNight, table: str, keys: list[str], made: pl.DataFrame) -> None:
    """Hold every defined metric of a published table against its recomputation, to 1e-9.

    The recomputation has all keys of the table and no other, and a column for each metric.
    Many hours may differ by that part of themselves: a long sum is noisy in its last digits.
    """
    published = night.ask(f"from {table}")
    metrics = night.ask(f"select metric_name from dim_metrics where table_name = '{table}'")
    names = [name for name in made.columns if name not in keys]
    assert set(metrics["metric_name"]) <= set(names)
    assert published.height == made.height > 0
    both = published.select(*keys, *names).join(made, on=keys, suffix="_made")
    assert both.height == published.height
    for name in names:
        left, right = both[name], both[f"{name}_made"]
        assert left.is_null().equals(right.is_null()), name
        if left.dtype.is_numeric():
            told, again = left.cast(pl.Float64), right.cast(pl.Float64)
            scale = again.abs().clip(lower_bound=1.0) if "hours" in name else 1.0
            gaps = ((told - again).abs() / scale).drop_nulls()
            assert (gaps < 1e-9).all(), (name, gaps.max())
        else:
            assert left.equals(right, null_equal=True), name
