"""What a run writes: secrets nowhere, and readable by others only what is meant to be read."""

from pathlib import Path

import pytest
from stand_ins import night, stand_in

from pipelines.sources.answers import SourceError


def test_secrets_stay_out_of_everything_a_run_writes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    place = stand_in(tmp_path, monkeypatch, with_dbt=True)
    place.github.fault = SourceError("refused")
    night(place)

    for path in place.workspace.rglob("*"):
        if path.is_file() and path.name != "secrets.toml":
            assert b"canary" not in path.read_bytes(), path


def test_only_what_is_meant_to_be_read_is_readable_by_others(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    place = stand_in(tmp_path, monkeypatch)
    night(place)

    modes = {
        path.relative_to(place.workspace).as_posix(): path.stat().st_mode & 0o777
        for path in [*place.warehouse("").rglob("*"), *(place.workspace / "exports").rglob("*")]
        if path.is_file()
    }
    read_by_group = {name for name, mode in modes.items() if mode & 0o077}
    assert modes["warehouse/headway.duckdb"] == 0o640
    assert place.warehouse("generations").stat().st_mode & 0o777 == 0o750, "files in it are read"
    assert "warehouse/work.duckdb" not in read_by_group
    published = ("exports/", "warehouse/generations/")
    assert {name for name in read_by_group if not name.startswith(published)} == {
        "warehouse/headway.duckdb"
    }
