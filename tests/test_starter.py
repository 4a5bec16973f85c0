"""A new workspace: it must work as written, teach by example, and keep its secrets."""

import shutil
import stat
import subprocess
import tomllib

import pytest

from pipelines.configuration import TOOLS, load_settings
from pipelines.errors import ConfigurationError
from pipelines.starter import init_workspace
from pipelines.strategy import read_strategy


def mode(path):
    return stat.S_IMODE(path.stat().st_mode)


def test_a_new_workspace_needs_only_its_credentials(tmp_path, monkeypatch):
    init_workspace(tmp_path / "new/deep")
    with pytest.raises(ConfigurationError) as caught:
        load_settings(tmp_path / "new/deep")
    assert [problem.problem for problem in caught.value.problems] == ["missing", "missing"]
    monkeypatch.setenv("SOURCES__JIRA__EMAIL", "headway@acme.example")
    monkeypatch.setenv("SOURCES__JIRA__API_TOKEN", "token")
    assert load_settings(tmp_path / "new/deep").jira is not None


def test_every_section_that_is_commented_out_works_when_the_hashes_go(tmp_path):
    init_workspace(tmp_path)
    for name, value in (("config", None), ("secrets", "filled-in@acme.example")):
        path = tmp_path / f".dlt/{name}.toml"
        lines = path.read_text().splitlines()
        switched_on = "\n".join(
            line.removeprefix("# ") if "=" in line or "# [" in line else line for line in lines
        )
        path.write_text(switched_on.replace('""', f'"{value}"') if value else switched_on)
    settings = load_settings(tmp_path)
    assert all(getattr(settings, tool) is not None for tool in TOOLS)


def test_the_starter_strategy_is_valid_and_shows_both_classes(tmp_path):
    init_workspace(tmp_path)
    frames = read_strategy(tmp_path / "strategy")
    rules = frames["classification_rules"]
    assert set(rules["work_class"]) == {"strategic", "operational"}
    assert rules["rationale"].null_count() == 0
    assert set(rules["objective_id"].drop_nulls()) <= set(frames["objectives"]["objective_id"])


def test_no_two_workspaces_share_a_key_and_no_one_else_can_read_it(tmp_path):
    keys = set()
    for name in ("one", "two"):
        init_workspace(tmp_path / name)
        secrets = tmp_path / name / ".dlt/secrets.toml"
        assert mode(secrets) == 0o600
        keys.add(tomllib.loads(secrets.read_text())["headway"]["pseudonym_key"])
    assert len(keys) == 2
    assert all(len(key) == 64 for key in keys)


def test_what_was_pulled_is_not_readable_by_other_users(tmp_path):
    init_workspace(tmp_path / "new")
    for folder in ("", ".dlt", "warehouse", "exports", "reports"):
        assert mode(tmp_path / "new" / folder) == 0o700


def test_a_second_init_does_not_overwrite_the_key_or_a_strategy(tmp_path):
    init_workspace(tmp_path)
    secrets = tmp_path / ".dlt/secrets.toml"
    before = secrets.read_bytes()
    for kept in (secrets, tmp_path / "strategy/objectives.csv", tmp_path / ".gitignore"):
        with pytest.raises(ConfigurationError, match=str(kept.relative_to(tmp_path))) as caught:
            init_workspace(tmp_path)
        assert caught.value.remedy == f"headway check --workspace {tmp_path}"
    assert secrets.read_bytes() == before
    shutil.rmtree(tmp_path / ".dlt")
    with pytest.raises(ConfigurationError):
        init_workspace(tmp_path)
    assert not (tmp_path / ".dlt").exists()


def test_a_file_in_the_place_of_the_folder_is_told_not_traced(tmp_path):
    (tmp_path / "file").touch()
    with pytest.raises(ConfigurationError, match="cannot be written"):
        init_workspace(tmp_path / "file")


def test_secrets_and_pulled_data_are_not_committed_by_accident(tmp_path):
    init_workspace(tmp_path)
    subprocess.run(["git", "init", "-q", tmp_path], check=True)
    for name in ("warehouse/work.duckdb", "exports/table.csv", "reports/report.html"):
        (tmp_path / name).touch()
    status = ["git", "-C", tmp_path, "status", "--porcelain", "--untracked-files=all"]
    listed = subprocess.run(status, check=True, capture_output=True, text=True).stdout
    assert {line.split()[1] for line in listed.splitlines()} == {
        ".gitignore",
        ".dlt/config.toml",
        "strategy/objectives.csv",
        "strategy/classification_rules.csv",
    }
