"""The documentation of the models and metrics: dbt's site of a workspace, a page of definitions."""

import shutil
from pathlib import Path

from pipelines.configuration import load_settings
from pipelines.progress import Step
from pipelines.publication import in_utc
from pipelines.publication_reading import last_run
from pipelines.transform import run_dbt
from pipelines.warehouse import Warehouse

METRICS = """
select table_name, metric_name, definition, unit, direction, numerator, denominator
from dim_metrics
order by table_name, metric_name
"""


def write_site(workspace: Path, step: Step) -> Path:
    """Write dbt's documentation of every model, as one page; give its path."""
    warehouse = Warehouse(workspace)
    _, as_of = last_run(warehouse.published)
    with warehouse.lock():
        settings = load_settings(workspace)
        words = ("docs", "generate", "--static")
        run_dbt(warehouse, settings, as_of, step, *words)
        site = warehouse.workspace / "docs" / "index.html"
        site.parent.mkdir(exist_ok=True)
        shutil.copyfile(warehouse.dbt_target / "static_index.html", site)
    return site


def catalogue(published: Path) -> str:
    """Give every metric's definition as a page of Markdown, by table."""
    lines = [
        "# Metrics",
        "",
        "Made from `dim_metrics` by `make pictures`; every ratio stands beside its parts.",
    ]
    with in_utc(published, read_only=True) as connection:
        rows = connection.execute(METRICS).fetchall()
    table = None
    for table_name, name, definition, unit, direction, numerator, denominator in rows:
        if table_name != table:
            table = table_name
            lines += ["", f"## {table}", "", "| metric | definition | unit | better | ratio of |"]
            lines += ["| --- | --- | --- | --- | --- |"]
        ratio = " / ".join(f"`{part}`" for part in (numerator, denominator) if part)
        cells = (f"`{name}`", definition, unit, direction, ratio)
        lines.append(f"| {' | '.join((cell or '').replace('|', '&#124;') for cell in cells)} |")
    return "\n".join(lines) + "\n"
