"""Why an item has its class: the chain from the item to the objective, with its proofs."""

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import duckdb
from rich.console import Console, RenderableType
from rich.table import Table
from rich.text import Text
from rich.tree import Tree

from pipelines.errors import HeadwayError
from pipelines.progress import plain

Row = dict[str, Any]

FIND = """
select * from fct_work_items
where lower($item) in (lower(work_item_id), lower(item_key), lower(item_url))
order by is_deleted, work_item_id
"""
ANCESTORS = """
with recursive chain as (
    select objective_id, parent_objective_id, objective_name, 0 as steps
    from dim_objectives where objective_id = $objective_id
    union all
    select up.objective_id, up.parent_objective_id, up.objective_name, chain.steps + 1
    from dim_objectives as up
    inner join chain on up.objective_id = chain.parent_objective_id
    where chain.steps < 50
)
select objective_id, objective_name from chain order by steps desc
"""
RULE = "select * from dim_classification_rules where rule_id = $rule_id"
NEAREST = """
select item_key from fct_work_items
order by jaro_winkler_similarity(lower(item_key), lower($item)) desc, item_key
limit 3
"""


def explain(published: Path, item: str, console: Console) -> None:
    """Print why each item of that id, key or URL has its class.

    Raises:
        HeadwayError: nothing is published, or no item has that name; the nearest keys are named.
    """
    if not published.exists():
        raise HeadwayError(f"Nothing has been published at {published}.", "headway nightly")
    with closing(duckdb.connect(published, read_only=True)) as connection:
        found = _rows(connection, FIND, item=item.strip())
        if not found:
            raise _unknown(connection, item)
        for row in found:
            console.print(_heading(row), soft_wrap=True)
            console.print(_facts(connection, row))
            if row["objective_id"]:
                console.print(_chain(connection, row))


def _heading(row: Row) -> Text:
    return Text.assemble((plain(row["item_key"]), "bold"), f"  {plain(row['title'] or '')}")


def _facts(connection: duckdb.DuckDBPyConnection, row: Row) -> RenderableType:
    table = Table(show_header=False, box=None, padding=(0, 2, 0, 0))
    table.add_column(style="dim", no_wrap=True)
    table.add_column(overflow="fold")
    for name, value in _lines(connection, row):
        table.add_row(name, Text(plain(str(value))))
    return table


def _lines(connection: duckdb.DuckDBPyConnection, row: Row) -> Iterator[tuple[str, Any]]:
    yield "item", f"{row['work_item_id']}  {row['item_url'] or ''}"
    yield (
        "state",
        f"{row['item_type']}, {row['source_status']} ({row['status_group']})"
        + (", deleted in its tool" if row["is_deleted"] else ""),
    )
    yield "class", " / ".join(filter(None, [row["work_class"], row["work_category"]]))
    yield "method", row["classification_method"]
    if row["rule_id"]:
        rationale = next(
            (rule["rationale"] for rule in _rows(connection, RULE, rule_id=row["rule_id"])), None
        )
        yield "rule", f"{row['rule_id']}" + (f": {rationale}" if rationale else "")
    if row["matched_field"]:
        yield "matched", f"{row['matched_field']} = {row['matched_value']}"
    if row["inherited_from_work_item_id"]:
        path = row["inheritance_path"]
        steps = " > ".join(path) if isinstance(path, list) else path
        yield (
            "inherited from",
            f"{row['inherited_from_work_item_id']}" + (f", along {steps}" if steps else ""),
        )
    if row["evidence"]:
        yield "evidence", row["evidence"]
    if row["confidence"] is not None:
        yield "confidence", f"{row['confidence']:.0%} ({row['confidence_basis']})"
    if row["runner_up_method"]:
        yield "runner-up", f"{row['runner_up_work_class']} by {row['runner_up_method']}"
    else:
        yield "runner-up", "none: nothing else speaks for another class"


def _chain(connection: duckdb.DuckDBPyConnection, row: Row) -> Tree:
    """Draw the objective, from the top of its tree down to the item."""
    chain = _rows(connection, ANCESTORS, objective_id=row["objective_id"])
    labels = [f"{one['objective_name']} ({one['objective_id']})" for one in chain]
    labels = [*(labels or [row["objective_id"]]), f"{row['item_key']} {row['title'] or ''}"]
    root = branch = Tree(Text(plain(labels[0])))
    for label in labels[1:]:
        branch = branch.add(Text(plain(label)))
    return root


def _unknown(connection: duckdb.DuckDBPyConnection, item: str) -> HeadwayError:
    """Say that no item has this name, and which come nearest."""
    near = [plain(row["item_key"]) for row in _rows(connection, NEAREST, item=item)]
    if not near:
        return HeadwayError("No work item has been published yet.", "headway nightly")
    return HeadwayError(
        f"No work item is known as {plain(item)}; the nearest keys are {', '.join(near)}.",
        f"headway explain {near[0]}",
    )


def _rows(connection: duckdb.DuckDBPyConnection, query: str, **values: Any) -> list[Row]:
    result = connection.execute(query, values)
    names = [column[0] for column in result.description or []]
    return [dict(zip(names, row, strict=True)) for row in result.fetchall()]
