"""Logs for machines: one event a line, each with its run, and nothing else on stdout."""

import json
from pathlib import Path

import pytest
from stand_ins import Place, night, stand_in

from pipelines.ledger import Ledger
from pipelines.sources.answers import SourceError


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Place:
    return stand_in(tmp_path, monkeypatch)


def test_every_line_of_a_night_is_one_event_of_that_run(
    place: Place, capfd: pytest.CaptureFixture[str]
) -> None:
    place.jira.fault = SourceError("down")
    assert night(place, log_json=True)[0] == 3
    lines = [json.loads(line) for line in capfd.readouterr().out.splitlines()]
    [run_id] = Ledger(place.warehouse("runs.jsonl")).runs()["run_id"]
    assert {line["run_id"] for line in lines} == {run_id}
    assert all({"at", "level", "event", "message"} <= line.keys() for line in lines)
    steps = {line["step"]: line for line in lines if line["event"] == "step_ended"}
    assert {"pull jira", "pull github", "build", "publish", "export"} <= steps.keys()
    assert steps["publish"]["rows"] > 0
    [failed] = [line for line in lines if "traceback" in line]
    assert (failed["level"], "SourceError: down" in failed["traceback"]) == ("error", True)
    assert lines[-1]["event"] == "run_ended"
    assert (lines[-1]["outcome"], lines[-1]["exit_code"]) == ("published_partial", 3)
    log = place.warehouse(f"logs/{run_id}.log").read_text()
    assert [json.loads(line)["event"] for line in log.splitlines()][-1] == "run_ended"
