"""Every leadership question of `analyses/` runs on the example organisation and answers."""

import duckdb
from example_night import ExampleNight, analyses

from pipelines.transform import project_folder


def test_every_analysis_runs_and_answers(night: ExampleNight) -> None:
    compiled = analyses(night)
    names = {path.name for path in (project_folder() / "analyses").glob("*.sql")}
    assert {path.name for path in compiled} == names
    with duckdb.connect(str(night.warehouse.work), read_only=True) as connection:
        for path in compiled:
            rows = connection.sql(path.read_text()).fetchall()
            assert rows, path.name


def test_the_starved_objective_comes_first_in_its_analysis(night: ExampleNight) -> None:
    [path] = [path for path in analyses(night) if path.name.startswith("are_we_accomplishing")]
    with duckdb.connect(str(night.warehouse.work), read_only=True) as connection:
        [first, *_] = connection.sql(path.read_text()).fetchall()
    assert first[0] == night.organisation.planted["starved_objective"]["objective_id"]
