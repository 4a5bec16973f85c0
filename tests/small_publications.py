"""Publications of a few rows, made by hand, with the columns that explain and suggest read."""

from pathlib import Path
from typing import Any

import duckdb

TABLES = {
    "fct_work_items": """
        work_item_id varchar, item_key varchar, item_url varchar, source_system varchar,
        container varchar, item_type varchar, title varchar, source_status varchar,
        status_group varchar, team_id varchar, requester_group varchar, objective_id varchar,
        work_class varchar, work_category varchar, classification_method varchar, rule_id varchar,
        matched_field varchar, matched_value varchar, inherited_from_work_item_id varchar,
        inheritance_path varchar, evidence varchar, confidence double, confidence_basis varchar,
        runner_up_method varchar, runner_up_work_class varchar, runner_up_objective_id varchar,
        runner_up_evidence varchar, is_deleted boolean, effort_days decimal(18, 9)
    """,
    "fct_work_item_links": """
        from_work_item_id varchar, to_work_item_id varchar, link_kind varchar, proof_field varchar,
        proof_text varchar, is_target_known boolean
    """,
    "fct_work_item_attributes": "work_item_id varchar, attribute varchar, value varchar",
    "fct_unclassified_reach": "work_item_id varchar, reached_work_item_id varchar",
    "fct_item_objectives": """
        work_item_id varchar, objective_id varchar, objective_weight double, is_primary boolean,
        evidence varchar
    """,
    "dim_objectives": "objective_id varchar, parent_objective_id varchar, objective_name varchar",
    "dim_classification_rules": """
        rule_id varchar, priority bigint, condition_text varchar, rationale varchar
    """,
    "meta_runs": "run_id varchar, as_of_on date, started_at timestamptz",
}
ITEM = {
    "work_class": "unclassified",
    "classification_method": "none",
    "is_deleted": False,
    "effort_days": 0,
}
RUN = {"run_id": "run-1", "as_of_on": "2026-03-02", "started_at": "2026-03-02 02:00:00+00"}


def publish(path: Path, **tables: list[dict[str, Any]]) -> Path:
    """Write a published file of these rows; columns that are not named are null."""
    with duckdb.connect(path) as connection:
        for name, columns in TABLES.items():
            connection.execute(f"create table {name} ({columns})")
        for name, rows in {"meta_runs": [RUN], **tables}.items():
            for row in rows:
                values = ITEM | row if name == "fct_work_items" else row
                columns, places = ", ".join(values), ", ".join("?" * len(values))
                connection.execute(
                    f"insert into {name} ({columns}) values ({places})", list(values.values())
                )
    return path
