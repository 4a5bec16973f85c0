"""Why items have their class, as one document: what a person reads and what `--json` prints."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import duckdb

from pipelines.errors import HeadwayError
from pipelines.item_names import Row, items_named, rows
from pipelines.progress import plain
from pipelines.publication_reading import reading

ITEM = (
    "work_item_id",
    "item_key",
    "item_url",
    "source_system",
    "container",
    "item_type",
    "title",
    "source_status",
    "status_group",
    "team_id",
    "is_deleted",
    "effort_days",
    "work_class",
    "work_category",
)
IN_CHAIN = (
    *("work_item_id", "item_key", "item_url", "title", "work_class", "objective_id", "evidence"),
)
MEANING = {
    "prior": "a documented prior of this method, not a measurement: too few human labels",
    "labels_of_rule": "measured: agreement with human labels on items of this rule",
    "labels_of_method": "measured: agreement with human labels on items of this method",
    "holdout": "measured: precision of the text model on newer items that it had not seen",
}

RUN = "select run_id, as_of_on from meta_runs order by started_at desc limit 1"
RULE = """
select rule_id, priority, condition_text, rationale
from dim_classification_rules where rule_id = $rule_id
"""
CHAIN = "select * from fct_work_items where list_contains($ids, work_item_id)"
LINKS = """
select from_work_item_id, to_work_item_id, link_kind, proof_field, proof_text
from fct_work_item_links
where ($one, $other) in
    ((from_work_item_id, to_work_item_id), (to_work_item_id, from_work_item_id))
order by
    link_kind not in ('parent', 'closes', 'escalates', 'incident_of', 'mentions'),
    link_kind, from_work_item_id
"""
OBJECTIVES = """
select served.objective_id, objectives.objective_name, served.objective_weight, served.is_primary,
    served.evidence
from fct_item_objectives as served
left join dim_objectives as objectives on served.objective_id = objectives.objective_id
where served.work_item_id = $work_item_id
order by served.is_primary desc, served.objective_id
"""
ABOVE = """
with recursive above as (
    select parent_objective_id as objective_id, 1 as steps
    from dim_objectives where objective_id = $objective_id
    union all
    select up.parent_objective_id, above.steps + 1
    from dim_objectives as up
    inner join above on up.objective_id = above.objective_id
    where above.steps < 50
)
select above.objective_id, objectives.objective_name
from above
inner join dim_objectives as objectives on above.objective_id = objectives.objective_id
order by above.steps
"""
NEAREST = """
select item_key from fct_work_items
order by jaro_winkler_similarity(lower(item_key), lower($pasted)) desc, item_key
limit 3
"""


def explanation(published: Path, pasted: str) -> dict[str, Any]:
    """Give why each item of that id, key or URL has its class: the document `--json` prints.

    Raises:
        HeadwayError: no item has that name, the nearest keys are named; or as `reading`.
    """
    with reading(published) as connection:
        found_by, found = items_named(connection, pasted)
        if not found:
            raise _unknown(connection, pasted)
        [run] = rows(connection, RUN)
        items = [_item(connection, row) for row in found]
    return {"asked_for": pasted, "found_by": found_by, **run, "items": items}


def _item(connection: duckdb.DuckDBPyConnection, row: Row) -> dict[str, Any]:
    rules = rows(connection, RULE, rule_id=row["rule_id"]) if row["rule_id"] else []
    return {
        **{name: row[name] for name in ITEM},
        "decision": {
            "method": row["classification_method"],
            "rule": rules[0] if rules else None,
            "matched_field": row["matched_field"],
            "matched_value": row["matched_value"],
            "evidence": row["evidence"],
        },
        "confidence": _confidence(row),
        "chain": list(_chain(connection, row)),
        "objectives": [
            {**served, "above": rows(connection, ABOVE, objective_id=served["objective_id"])}
            for served in rows(connection, OBJECTIVES, work_item_id=row["work_item_id"])
        ],
        "runner_up": _runner_up(row),
    }


def _confidence(row: Row) -> dict[str, Any] | None:
    if row["confidence"] is None:
        return None
    basis = row["confidence_basis"]
    return {"value": row["confidence"], "basis": basis, "meaning": MEANING.get(basis)}


def _runner_up(row: Row) -> dict[str, Any] | None:
    if row["runner_up_method"] is None:
        return None
    return {
        "method": row["runner_up_method"],
        "work_class": row["runner_up_work_class"],
        "objective_id": row["runner_up_objective_id"],
        "evidence": row["runner_up_evidence"],
    }


def _chain(connection: duckdb.DuckDBPyConnection, row: Row) -> Iterator[dict[str, Any]]:
    """Yield the item and those its class came along, each with the links to the next."""
    ids = (row["inheritance_path"] or row["work_item_id"]).split(" > ")
    known = {found["work_item_id"]: found for found in rows(connection, CHAIN, ids=ids)}
    for one, other in zip(ids, [*ids[1:], None], strict=True):
        item = {name: known.get(one, {}).get(name) for name in IN_CHAIN} | {"work_item_id": one}
        links = rows(connection, LINKS, one=one, other=other) if other else []
        yield {**item, "links_to_next": links}


def _unknown(connection: duckdb.DuckDBPyConnection, pasted: str) -> HeadwayError:
    """Say that no item has this name, and which come nearest."""
    near = [plain(row["item_key"]) for row in rows(connection, NEAREST, pasted=pasted)]
    if not near:
        return HeadwayError("No work item has been published yet.", "headway nightly")
    return HeadwayError(
        f"No work item is known as {plain(pasted)}; the nearest keys are {', '.join(near)}.",
        f"headway explain {near[0]}",
    )
