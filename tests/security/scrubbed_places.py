"""A workspace whose first ticket says a canary wherever a ticket may."""

import json
from datetime import date
from pathlib import Path
from typing import Any

import duckdb
import pytest
from scrubbed_texts import AUDIT, CANARY
from stand_ins import Place, stand_in, thing

from pipelines import erased_texts, erasure, report

ITEMS = """
    select 'zendesk:' || id as work_item_id, id as item_key, payload ->> 'title' as title,
        case id when '2' then '1 "' || first.title || '", 1 above, is placed by rule r1' end
            as evidence,
        null::varchar as runner_up_evidence, null::varchar as matched_value,
        payload ->> 'title' = 'SCRUBBED' as is_scrubbed
    from raw_jira.issues,
        (select payload ->> 'title' as title from raw_jira.issues where id = '1') as first
    order by id
"""
MODELS = {
    "fct_work_items": ITEMS,
    "fct_work_item_attributes": """
        select 'zendesk:' || id as work_item_id, 'label' as attribute, tag as value
        from (select id, unnest(payload ->> '$.tags[*]') as tag from raw_jira.issues)
    """,
    "fct_work_item_links": """
        select 'zendesk:2' as from_work_item_id, 'zendesk:' || id as to_work_item_id,
            payload ->> 'title' as proof_text
        from raw_jira.issues where id = '1' and payload ->> 'title' <> 'SCRUBBED'
    """,
    "staging.stg_audits": "select payload from raw_zendesk.ticket_audits",
}


def telling_place(tmp_path: Path, patch: pytest.MonkeyPatch) -> Place:
    place = stand_in(tmp_path, patch)
    (place.models / "fct_things.sql").unlink()
    for name, query in MODELS.items():
        (place.models / f"{name}.sql").write_text(query)
    place.jira.documents = [thing(1, CANARY) | {"tags": [CANARY]}, thing(2, "two")]
    place.warehouse("").mkdir()
    with duckdb.connect(place.warehouse("work.duckdb")) as work:
        work.execute(
            "create schema staging; create schema raw_zendesk; "
            "create table raw_zendesk.ticket_audits (id varchar, payload json)"
        )
        work.execute("insert into raw_zendesk.ticket_audits values ('9', ?)", [json.dumps(AUDIT)])
    place.warehouse("work.duckdb").chmod(0o600)

    def page(published: Path, folder: Path, as_of: date) -> Path:
        with duckdb.connect(published, read_only=True) as connection:
            rows = connection.execute("select item_key, title from fct_work_items").fetchall()
        path = folder / f"{as_of}.html"
        path.write_text("".join(f"<cite>{erased_texts.escape(f'{k} {t}')}</cite>" for k, t in rows))
        return path

    def rebuild(warehouse: Any, settings: Any, as_of: Any, step: Any, *words: str) -> None:
        assert words[-1] == "source:raw_zendesk.ticket_audits+,path:models/staging"
        with warehouse.connect_work() as connection:
            query = MODELS["staging.stg_audits"]
            connection.execute(f"create or replace table staging.stg_audits as {query}")

    patch.setattr(report, "report", page)
    patch.setattr(erasure, "run_dbt", rebuild)
    return place
