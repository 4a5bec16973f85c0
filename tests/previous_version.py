"""A workspace's files as the version before the layout was stamped left them, by hand.

The census notes no doubts yet, the ledger counts nothing gone, dlt keeps the engine versions of its
earlier releases, and one mart has since been renamed.
"""

import json
from pathlib import Path
from typing import Any

import duckdb
import pytest
from stand_ins import Place, stand_in, thing

from pipelines import layout

ALL_THINGS = [("eight",), ("nine",), ("one",), ("two",)]
"""What the earlier nights and the next one read, by title."""
EARLIER_RUN = "20260228T020000Z-aaaa"
CURSOR = "2026-02-28T09:00:00+00:00"
STATE = {
    "_state_version": 5,
    "_state_engine_version": 3,
    "_version_hash": "as dlt made it",
    "pipeline_name": "headway_jira",
    "dataset_name": "raw_jira",
    "default_schema_name": "jira",
    "schema_names": ["jira"],
    "destination": "dlt.destinations.duckdb",
    "sources": {"jira": {"read_up_to": {"all": CURSOR}}},
}
RAW = {
    "id": {"name": "id", "data_type": "text", "nullable": False, "primary_key": True},
    "updated_at": {"name": "updated_at", "data_type": "timestamp", "nullable": True},
    "payload": {"name": "payload", "data_type": "complex", "nullable": True},
    "deleted_at": {"name": "deleted_at", "data_type": "timestamp", "nullable": True},
    "_dlt_load_id": {"name": "_dlt_load_id", "data_type": "text", "nullable": False},
}
VERSIONS = {
    name: {"name": name, "data_type": kind, "nullable": False}
    for name, kind in {
        "version": "bigint",
        "engine_version": "bigint",
        "inserted_at": "timestamp",
        "schema_name": "text",
        "version_hash": "text",
        "schema": "text",
    }.items()
}
LOADS = {
    "load_id": {"name": "load_id", "data_type": "text", "nullable": False},
    "schema_name": {"name": "schema_name", "data_type": "text", "nullable": True},
    "status": {"name": "status", "data_type": "bigint", "nullable": False},
    "inserted_at": {"name": "inserted_at", "data_type": "timestamp", "nullable": False},
    "schema_version_hash": {"name": "schema_version_hash", "data_type": "text", "nullable": True},
}
SCHEMA = {
    "name": "jira",
    "version": 3,
    "version_hash": "the-hash-of-the-earlier-schema",
    "previous_hashes": [],
    "engine_version": 9,
    "settings": {"detections": ["iso_timestamp"], "default_hints": {}},
    "normalizers": {
        "names": "snake_case",
        "json": {"module": "dlt.common.normalizers.json.relational"},
    },
    "tables": {
        "_dlt_version": {"name": "_dlt_version", "columns": VERSIONS, "write_disposition": "skip"},
        "_dlt_loads": {"name": "_dlt_loads", "columns": LOADS, "write_disposition": "skip"},
        **{
            name: {
                "name": name,
                "resource": name,
                "columns": RAW,
                "write_disposition": "merge",
                "x-normalizer": {"seen-data": True},
            }
            for name in ("issues", "empty")
        },
    },
}
WORK = f"""
create schema raw_jira;
create table raw_jira.issues (
    id varchar not null, updated_at timestamptz, payload json, deleted_at timestamptz,
    _dlt_load_id varchar not null
);
create table raw_jira.empty as from raw_jira.issues;
insert into raw_jira.issues values
    ('1', '2026-02-27 10:00+00', '{{"id": 1, "title": "one", "size": 1}}', null, '1772190000.0'),
    ('8', '2026-02-27 10:00+00', '{{"id": 8, "title": "eight", "size": 1}}', null, '1772190000.0'),
    ('9', '2026-02-27 11:00+00', '{{"id": 9, "title": "nine", "size": 1}}',
        '2026-02-28 02:00+00', '1772190000.0');
create table raw_jira._dlt_loads (
    load_id varchar not null, schema_name varchar, status bigint not null,
    inserted_at timestamptz not null, schema_version_hash varchar
);
insert into raw_jira._dlt_loads values
    ('1772190000.0', 'jira', 0, '2026-02-28 02:00+00', '{SCHEMA["version_hash"]}');
create table raw_jira._dlt_pipeline_state (
    version bigint not null, engine_version bigint not null, pipeline_name varchar not null,
    state varchar not null, created_at timestamptz not null, version_hash varchar,
    _dlt_load_id varchar not null, _dlt_id varchar not null
);
insert into raw_jira._dlt_pipeline_state values
    (5, 3, 'headway_jira', '{json.dumps(STATE)}', '2026-02-28 02:00+00', 'as dlt made it',
        '1772190000.0', 'a');
create table raw_jira._dlt_version (
    version bigint not null, engine_version bigint not null, inserted_at timestamptz not null,
    schema_name varchar not null, version_hash varchar not null, schema varchar not null
);
insert into raw_jira._dlt_version values
    (3, 9, '2026-02-28 02:00+00', 'jira', '{SCHEMA["version_hash"]}', '{json.dumps(SCHEMA)}');

create schema raw_headway;
create table raw_headway.censuses (
    source_system varchar, container varchar, taken_at timestamptz
);
insert into raw_headway.censuses values ('jira', 'PAY', '2026-02-28 02:00+00');
create table raw_headway.runs as
    select '20260228T020000Z-aaaa' as run_id, timestamptz '2026-02-28 02:00+00' as started_at;
create schema raw_text_model;
create table raw_text_model.card as select 7 as n_examples;

create table fct_things (thing_id varchar primary key, title varchar);
create table fct_things_as_they_were_named as select '1' as thing_id;
create view things_seen as from fct_things;
create schema intermediate;
create table intermediate.int_things__gone as select 1 as thing_id;
"""
NIGHTS = """
create table meta_nights as
    select date '2026-02-28' as as_of_on, '20260228T020000Z-aaaa' as run_id,
    'v1' as strategy_version;
create table fct_classification_history as
    select 'jira:1' as work_item_id, 'operational' as work_class, date '2026-02-28' as said_from,
    null::date as said_to;
create table meta_runs as
    select '20260228T020000Z-aaaa' as run_id, date '2026-02-28' as as_of_on,
    timestamptz '2026-02-28 02:00+00' as started_at;
create table fct_things as select '1' as thing_id, 'one' as title;
"""
LEDGER = """\
{"record": "run", "run_id": "20260228T020000Z-aaaa", "started_at": "2026-02-28T02:00:00+00:00", \
"outcome": "running", "headway_version": "0.0.9"}
{"record": "pull", "run_id": "20260228T020000Z-aaaa", "source_system": "jira", "started_at": \
"2026-02-28T02:00:01+00:00", "finished_at": "2026-02-28T02:00:09+00:00", "outcome": "complete", \
"n_rows_loaded": 3, "n_requests": 4, "message": null}
{"record": "run", "run_id": "20260228T020000Z-aaaa", "finished_at": "2026-02-28T02:00:12+00:00", \
"outcome": "published", "exit_code": 0, "message": null}
"""


def leave_behind(warehouse: Path) -> None:
    """Write the files into a workspace's warehouse that no night has used yet."""
    warehouse.mkdir()
    (warehouse / "generations").mkdir()
    for name, text in {
        "work.duckdb": WORK,
        "headway.duckdb": NIGHTS,
        "generations/20260228T020000Z-aaaa.duckdb": NIGHTS,
    }.items():
        with duckdb.connect(warehouse / name) as connection:
            connection.execute("set TimeZone = 'UTC'")
            connection.execute(text)
    (warehouse / "runs.jsonl").write_text(LEDGER)


def left_behind(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Place:
    """Give a workspace that the previous version has run in, and a tool with one new document."""
    place = stand_in(folder, monkeypatch)
    leave_behind(place.workspace / "warehouse")
    place.jira.documents = [thing(1, "one"), thing(2, "two")]
    return place


def asked(file: Path, query: str) -> list[Any]:
    """Ask a database."""
    with duckdb.connect(file, read_only=True) as connection:
        connection.execute("set TimeZone = 'UTC'")
        return connection.execute(query).fetchall()


def worked(place: Place, query: str) -> list[Any]:
    """Ask the work file."""
    return asked(place.warehouse("work.duckdb"), query)


def backup(place: Place) -> Path:
    """Give the path of the work file's backup."""
    return place.warehouse(f"work.before-{layout.VERSION}.duckdb")
