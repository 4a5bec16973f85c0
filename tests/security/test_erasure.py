"""What a tool has scrubbed is found in no file of the workspace after the night that learns it."""

import json
import shutil
from datetime import date
from hashlib import sha256
from pathlib import Path
from typing import Any

import duckdb
import polars as pl
import pytest
import yaml
from leftovers import places_of
from stand_ins import Place, night, published, stand_in, thing

from pipelines import erased_texts, erasure, exports, generations, report
from pipelines.sample import COLUMNS
from pipelines.sources.scrubbing import without_text
from pipelines.transform import project_folder

FACTS = project_folder() / "models" / "marts" / "facts"
CANARY = "canary-7Qx2 said by a <customer>"
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
AUDIT = {
    "id": 9, "ticket_id": 1, "author_id": 5, "created_at": "2026-03-01T10:00:00Z",
    "metadata": {"custom": CANARY}, "via": {"channel": "email", "source": {"from": CANARY}},
    "events": [
        {"id": 10, "type": "Comment", "public": True, "body": CANARY},
        {"id": 11, "type": "Create", "field_name": "subject", "value": CANARY},
        {"id": 12, "type": "Change", "field_name": "status", "value": "open",
         "previous_value": "new"},
    ],
}  # fmt: skip


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Place:
    """A workspace whose first ticket says the canary wherever a ticket may."""
    place = stand_in(tmp_path, monkeypatch)
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

    monkeypatch.setattr(report, "report", page)
    monkeypatch.setattr(erasure, "run_dbt", rebuild)
    return place


def nights(place: Place, *days: int) -> None:
    for day in days:
        code, said = night(place, as_of=date(2026, 3, day))
        assert code == 0, said


def scrub(place: Place) -> None:
    scrubbed = thing(1, "SCRUBBED") | {"updated": "2026-03-02T10:00:00Z"}
    place.jira.documents = [scrubbed, thing(2, "two")]


def told(place: Place) -> list[str]:
    escaped = str(erased_texts.escape(CANARY))
    return places_of([CANARY, escaped, "canary-7Qx2"], place.workspace)


def test_what_a_tool_scrubbed_is_in_no_file_after_the_night_that_learns_it(place: Place) -> None:
    nights(place, 2, 3)
    beside = place.warehouse("reproductions/2026-03-02-abcdef")
    beside.mkdir(parents=True)
    shutil.copy(place.warehouse(), beside)
    for folder in ("exports", "reports"):
        shutil.copytree(place.workspace / folder, beside / folder, symlinks=True)
    leftover = place.warehouse(".scratch.killed")
    leftover.mkdir()
    shutil.copy(place.warehouse("work.duckdb"), leftover)
    shutil.copy(place.warehouse("work.duckdb"), place.warehouse("work.before-1.duckdb"))
    parts = {
        *("exports/2026-03-02", "exports/2026-03-03", "reports", "warehouse/generations"),
        *("warehouse/headway.duckdb", "warehouse/work.duckdb", "warehouse/.scratch.killed"),
        "warehouse/work.before-1.duckdb",
        *(f"warehouse/reproductions/2026-03-02-abcdef/{one}" for one in ("head", "exp", "rep")),
    }
    assert {part for part in parts if any(part in where for where in told(place))} == parts
    scrub(place)
    nights(place, 4)
    assert told(place) == []
    assert published(place, "select title from fct_work_items order by all") == [
        ("SCRUBBED",), ("two",),
    ]  # fmt: skip


def test_what_is_left_of_a_generation_and_an_export_is_as_it_was(place: Place) -> None:
    nights(place, 2)
    [kept] = place.warehouse("generations").glob("*.duckdb")
    before = (place.workspace / "exports/2026-03-02/meta_runs.parquet").read_bytes()
    scrub(place)
    nights(place, 3)
    assert kept.stat().st_mode & 0o777 == 0o640
    assert place.warehouse("work.duckdb").stat().st_mode & 0o777 == 0o600
    with duckdb.connect(kept, read_only=True) as connection:
        items = connection.execute("select title, evidence from fct_work_items order by all")
        assert items.fetchall() == [
            ("SCRUBBED", None),
            ("two", '1 "SCRUBBED", 1 above, is placed by rule r1'),
        ]
        links = connection.execute("select proof_text from fct_work_item_links").fetchall()
        assert links == [("erased in the tool",)]
    folder = place.workspace / "exports/2026-03-02"
    assert (folder / "meta_runs.parquet").read_bytes() == before
    tables = json.loads((folder / "manifest.json").read_text())["tables"]
    for described in [file for table in tables for file in table["files"]]:
        content = (folder / described["file"]).read_bytes()
        assert described["sha256"] == sha256(content).hexdigest(), described
        assert described["bytes"] == len(content)
        assert (folder / described["file"]).stat().st_mode & 0o777 == 0o640
    generations.restore(place.workspace, kept.stem, forget_later=False)
    assert told(place) == []


def test_a_night_killed_while_it_erases_is_finished_by_the_next(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    nights(place, 2, 3)
    scrub(place)
    takes_place, n_exports = exports._take_place, 0

    def killed(new: Path, old: Path) -> None:
        nonlocal n_exports
        n_exports += 1
        if n_exports == 3:
            old.rename(old.with_name(f".{old.name}.replaced"))
            raise KeyboardInterrupt
        takes_place(new, old)

    with monkeypatch.context() as patch:
        patch.setattr(exports, "_take_place", killed)
        with pytest.raises(KeyboardInterrupt):
            night(place, as_of=date(2026, 3, 4))
    assert told(place)
    nights(place, 5)
    assert told(place) == []
    assert (place.workspace / "exports/2026-03-02/manifest.json").exists()


def test_what_could_not_be_read_that_night_is_erased_the_next(place: Place) -> None:
    nights(place, 2, 3)
    kept = sorted(place.warehouse("generations").glob("*.duckdb"))[0]
    content = kept.read_bytes()
    kept.unlink()  # It is a link: written through, another name of it would change too.
    kept.write_bytes(b"held by somebody")
    scrub(place)
    code, said = night(place, as_of=date(2026, 3, 4))
    assert (code, "1 could not be read and are tried again" in said) == (0, True)
    kept.write_bytes(content)
    nights(place, 5)
    assert told(place) == []


def test_what_people_set_aside_is_cleaned_or_named_until_it_is_gone(place: Place) -> None:
    nights(place, 2)
    content = place.warehouse().read_bytes()
    place.warehouse("headway.duckdb.unreadable").write_bytes(content)
    torn = [place.warehouse("work.duckdb.torn"), place.warehouse("headway.duckdb.unreadable2")]
    for file in torn:
        file.write_bytes(b"torn" * 5000)
    scrub(place)
    for day in (3, 4):
        code, said = night(place, as_of=date(2026, 3, day))
        names = " ".join(map(str, sorted(torn)))
        assert (code, "2 could not be read and are tried again" in said) == (0, True), said
        assert f"unless you remove them: {names}" in said
    with duckdb.connect(place.warehouse("headway.duckdb.unreadable"), read_only=True) as held:
        titles = held.execute("select title from fct_work_items order by all").fetchall()
    assert titles == [("SCRUBBED",), ("two",)]
    for file in torn:
        file.unlink()
    assert "remove them" not in night(place, as_of=date(2026, 3, 5))[1]
    assert "erase" not in night(place, as_of=date(2026, 3, 6))[1]


@pytest.mark.parametrize("line_end", ["\n", "\r\n"])
def test_a_sample_loses_what_was_scrubbed_and_keeps_what_people_wrote(
    place: Place, line_end: str
) -> None:
    nights(place, 2)
    sample = place.workspace / "sample.csv"
    lines = [
        ",".join(COLUMNS),
        f'zendesk:1,strategic,,"Ann, B.",2026-03-01,1,,"{CANARY}",ticket,desk',
        "zendesk:2,,,,,2,,two,ticket,desk",
        "",
    ]
    assert len(COLUMNS) == 10
    sample.write_bytes(("\ufeff" + line_end.join(lines)).encode())
    (place.workspace / "sample-of-theirs.csv").write_text("a,b\n1,2\n")
    otherwise = place.workspace / "sample-2.csv"
    otherwise.write_text(lines[0].replace(",", ";"))
    scrub(place)
    code, said = night(place, as_of=date(2026, 3, 3))
    assert (code, "1 could not be read" in said, f"{otherwise}\n" in said) == (0, True, True), said
    assert told(place) == []
    left = "\n".join(lines).replace(f'"{CANARY}"', "SCRUBBED")
    assert sample.read_bytes().decode() == f"\ufeff{left}"


def test_pages_and_exports_of_no_making_of_ours_hold_up_no_night(place: Place) -> None:
    nights(place, 2)
    (place.workspace / "reports" / "theirs.html").write_bytes(b"caf\xe9")
    (place.workspace / "exports/2026-03-02/manifest.json").unlink()
    scrub(place)
    nights(place, 3)
    assert told(place) == []
    assert (place.workspace / "reports" / "theirs.html").exists()


@pytest.mark.parametrize(
    ("key", "title", "page", "is_shown"),
    [
        ("465", "Reque", "<cite>465 Reque</cite>", True),
        ("465", "Reque", "<cite>1465 Reque</cite>", False),
        ("465", "Reque", "<cite>465 Request: account removal</cite>", False),
        ("1", "", "<cite>1 of 3</cite>", False),
        ("1", " ", '<p>1 "two"</p>', False),
        ("7", "w" * 50, f"<cite>7 {'w' * 45}</cite>", True),
    ],
)
def test_a_report_is_removed_for_what_it_shows_and_for_nothing_like_it(
    key: str, title: str, page: str, is_shown: bool
) -> None:
    titles = pl.DataFrame([(key, title)], schema=["item_key", "title"], orient="row")
    marks = erased_texts.as_reported(titles)
    assert any(mark.search(page) for mark in marks) is is_shown


def test_a_night_on_which_nothing_is_newly_scrubbed_rewrites_nothing(place: Place) -> None:
    nights(place, 2)
    scrub(place)
    nights(place, 3)
    before = {path: path.stat().st_ino for path in place.warehouse("generations").iterdir()}
    work = place.warehouse("work.duckdb").stat().st_ino
    code, said = night(place, as_of=date(2026, 3, 4))
    assert code == 0
    assert "erase" not in said
    assert {path: path.stat().st_ino for path in before} == before
    assert place.warehouse("work.duckdb").stat().st_ino == work


def test_an_audit_without_text_keeps_who_did_what_and_when() -> None:
    assert without_text(AUDIT) == {
        "id": 9, "ticket_id": 1, "author_id": 5, "created_at": "2026-03-01T10:00:00Z",
        "via": {"channel": "email"},
        "events": [
            {"id": 10, "type": "Comment", "public": True},
            {"id": 11, "type": "Create", "field_name": "subject"},
            {"id": 12, "type": "Change", "field_name": "status", "value": "open",
             "previous_value": "new"},
        ],
    }  # fmt: skip


WITHOUT_WORDS_OF_ITEMS = (
    *("_id", "_kind", "_class", "_category", "_method", "_basis", "_group", "_field", "_reason"),
    *("_name", "_version", "_fingerprint", "_status", "_path", "_system", "_key", "_url", "_type"),
    *("container", "attribute"),
)
"""Ends of the names of text columns that hold what people chose from a list, or what we say."""


def test_no_text_column_of_a_fact_is_forgotten_by_the_erasure() -> None:
    known = {*erased_texts.TEXTS, "title", "value"}
    forgotten = [
        f"{model['name']}.{column['name']}"
        for file in FACTS.glob("*.yml")
        for model in yaml.safe_load(file.read_text())["models"]
        for column in model["columns"]
        if column["data_type"] == "varchar"
        and column["name"] not in known
        and not column["name"].endswith(WITHOUT_WORDS_OF_ITEMS)
        and {one["name"] for one in model["columns"]} & set(erased_texts.OWNERS)
    ]
    assert forgotten == []
