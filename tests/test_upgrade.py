"""The first night after an upgrade: of the previous version's files nothing is lost."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from dlt.common.schema.typing import SCHEMA_ENGINE_VERSION
from dlt.pipeline.state_sync import PIPELINE_STATE_ENGINE_VERSION
from previous_version import ALL_THINGS, CURSOR, EARLIER_RUN, asked, backup, left_behind, worked
from stand_ins import Place, night, published, stand_in

from pipelines import generations, layout, memory
from pipelines.ledger import Ledger


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Place:
    return left_behind(tmp_path, monkeypatch)


def test_the_night_after_an_upgrade_keeps_rows_cursors_marks_and_what_was_said(
    place: Place,
) -> None:
    code, said = night(place)

    assert code == 0, said
    assert published(place) == ALL_THINGS
    assert place.jira.cursors == [CURSOR], "a tool asked from its beginning pulls for days"
    assert worked(place, "select id from raw_jira.issues where deleted_at is not null") == [("9",)]
    assert worked(place, "select container, is_doubted from raw_headway.censuses") == [
        ("PAY", None)
    ]
    assert worked(place, "select run_id, headway_version from history.meta_nights") == [
        (EARLIER_RUN, None)
    ]
    assert worked(
        place, "select work_item_id, rule_id from history.fct_classification_history"
    ) == [("jira:1", None)]
    ledger = Ledger(place.warehouse("runs.jsonl"))
    assert ledger.runs()["outcome"].to_list() == ["published", "published"]
    assert ledger.pulls()["n_gone"].to_list() == [None, 0, 0]
    assert f"from layout 1 to 2; as it was: {backup(place)}" in said


def test_what_dlt_kept_is_brought_to_its_own_newest_engine(place: Place) -> None:
    night(place)

    assert worked(
        place,
        "select max(engine_version) from raw_jira._dlt_pipeline_state "
        "union all select max(engine_version) from raw_jira._dlt_version",
    ) == [(PIPELINE_STATE_ENGINE_VERSION,), (SCHEMA_ENGINE_VERSION,)]
    assert (PIPELINE_STATE_ENGINE_VERSION, SCHEMA_ENGINE_VERSION, layout.VERSION) == (4, 11, 2), (
        "dlt changes its tables in the work file now: raise layout.VERSION, so that it is backed up"
    )


def test_an_upgraded_work_file_has_the_columns_of_a_new_one(
    place: Place, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    night(place)
    (tmp_path / "new").mkdir()
    new = stand_in(tmp_path / "new", monkeypatch)
    night(new)

    columns = (
        "select schema_name, table_name, column_name, data_type from duckdb_columns() "
        "where not internal and table_name not in ('censuses') order by all"
    )
    assert worked(place, columns) == worked(new, columns)


def test_a_table_that_no_model_makes_any_more_is_neither_published_nor_exported(
    place: Place,
) -> None:
    night(place)
    (place.models / "fct_things.sql").rename(place.models / "fct_renamed_things.sql")
    night(place)

    tables = ["fct_renamed_things", "meta_runs", "meta_sources"]
    assert published(place, "select table_name from duckdb_tables() order by all") == [
        (table,) for table in tables
    ]
    exported = (place.workspace / "exports" / "latest").glob("*.parquet")
    assert sorted(file.stem for file in exported) == tables


def test_the_backup_is_the_work_file_as_it_was_and_one_is_kept(place: Place) -> None:
    place.warehouse("work.before-1.duckdb").write_bytes(b"an older backup")
    place.warehouse(".work.before-2.duckdb").write_bytes(b"half a backup of a killed run")
    cut_off = (
        f"import duckdb, os; work = duckdb.connect({str(place.warehouse('work.duckdb'))!r}); "
        "work.execute('insert into raw_jira.issues select * replace (10 as id) "
        "from raw_jira.issues limit 1'); os._exit(0)"
    )
    subprocess.run([sys.executable, "-c", cut_off], check=True)
    assert place.warehouse("work.duckdb.wal").exists()
    night(place)

    assert asked(backup(place), "select count(*) from raw_jira.issues") == [(4,)]
    assert asked(backup(place), "select thing_id from fct_things_as_they_were_named") == [("1",)]
    assert backup(place).stat().st_mode & 0o077 == 0, "it holds the tools' own words"
    made = backup(place).stat().st_mtime_ns
    night(place)
    assert backup(place).stat().st_mtime_ns == made, "an ordinary night backs nothing up"
    left = {path.name for path in (place.workspace / "warehouse").glob("*work*")}
    assert left == {"work.before-2.duckdb", "work.duckdb"}


def test_going_back_asks_every_tool_again_from_where_the_backup_ends(place: Place) -> None:
    night(place)
    backup(place).replace(place.warehouse("work.duckdb"))
    shutil.rmtree(place.warehouse(".dlt_pipelines"))

    assert night(place)[0] == 0
    assert place.jira.cursors == [CURSOR, CURSOR], "what came since the backup is gone with it"
    assert published(place) == ALL_THINGS


def test_a_publication_of_an_earlier_version_is_put_back_without_a_report(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    night(place)
    monkeypatch.undo()
    restored = generations.restore(place.workspace, EARLIER_RUN, forget_later=True)

    assert "another version of Headway" in restored.note
    assert published(place) == [("one",)]
    memory.recall(place.warehouse("work.duckdb"), place.warehouse())
    assert worked(place, "select run_id from history.meta_nights") == [(EARLIER_RUN,)]
