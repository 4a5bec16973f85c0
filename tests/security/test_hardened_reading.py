"""Whoever analyses what is published reaches that file and nothing else of the machine."""

import re
from pathlib import Path

import duckdb
import polars as pl
import pytest

from pipelines.publication import in_utc

README = Path(__file__).parents[2] / "README.md"
PIPELINES = Path(__file__).parents[2] / "pipelines"


@pytest.fixture
def published(tmp_path: Path) -> Path:
    path = tmp_path / "headway.duckdb"
    with duckdb.connect(path) as connection:
        connection.execute("create table fct_things as select range as id from range(100000)")
    (tmp_path / "private.csv").write_text("a\n1\n")
    with duckdb.connect(tmp_path / "other.duckdb") as connection:
        connection.execute("create table secrets as select 1 as one")
    return path


def reaching_out(folder: Path) -> list[str]:
    return [
        f"select * from read_text('{folder}/private.csv')",
        f"select * from read_blob('{folder}/private.csv')",
        f"select * from read_csv('{folder}/private.csv')",
        f"from '{folder}/private.csv'",
        f"select * from glob('{folder}/*')",
        f"attach '{folder}/other.duckdb' as other (read_only)",
        f"copy (select 1) to '{folder}/written.csv'",
        f"export database '{folder}/written'",
        "select * from read_csv('http://127.0.0.1:9/x.csv')",
        "install httpfs",
        "load httpfs",
        "install h3 from community",
        "set enable_external_access = true",
        "set autoinstall_known_extensions = true",
        "set lock_configuration = false",
        "reset lock_configuration",
        "set TimeZone = 'Asia/Tokyo'",
        "insert into fct_things values (1)",
        "drop table fct_things",
    ]


N_WAYS = len(reaching_out(Path()))


@pytest.mark.parametrize("number", range(N_WAYS))
def test_a_query_that_reaches_out_of_the_published_file_fails(published: Path, number: int) -> None:
    query = reaching_out(published.parent)[number]
    with in_utc(published, read_only=True) as connection, pytest.raises(duckdb.Error):
        connection.execute(query).fetchall()
    assert not list(published.parent.glob("written*"))


def test_what_analysis_needs_still_works(published: Path) -> None:
    with in_utc(published, read_only=True) as first, in_utc(published, read_only=True) as second:
        for connection in (first, second):
            zone = connection.execute("select current_setting('TimeZone')").fetchall()
            assert zone == [("UTC",)]
        first.register("frame", pl.DataFrame({"id": [3]}).to_arrow())
        first.execute("create temp table found as select * from fct_things join frame using (id)")
        assert first.sql("select to_json(id) as id from found").pl()["id"].to_list() == ["3"]


def test_every_command_that_reads_the_publication_does_it_so() -> None:
    opened = [
        f"{path.relative_to(PIPELINES)}:{number}"
        for path in PIPELINES.rglob("*.py")
        for number, line in enumerate(path.read_text().splitlines(), 1)
        if "duckdb.connect(" in line and "read_only" in line and "open_it" not in line
    ]
    # One place opens; the other asks the work file, in the night, which tables hold rows.
    assert sorted(place.split(":")[0] for place in opened) == ["loading.py", "publication.py"]


def test_what_the_readme_shows_analysts_is_hardened(published: Path) -> None:
    shown = re.search(r"```python\n(.*?)```", README.read_text(), re.DOTALL)
    assert shown
    assert "duckdb.connect" in shown[1] and "read_only=True" in shown[1]
    said: dict = {"duckdb": duckdb}
    code = shown[1].replace("/srv/headway/warehouse/headway.duckdb", str(published))
    exec(code.split(".sql(")[0].rsplit("\n", 1)[0], said)
    connection = next(one for one in said.values() if isinstance(one, duckdb.DuckDBPyConnection))
    with connection:
        for query in reaching_out(published.parent):
            with pytest.raises(duckdb.Error):
                connection.execute(query).fetchall()
