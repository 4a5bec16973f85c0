"""The configuration: a night must not start on a misread one, and no secret may be seen."""

import os
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError
from workspaces import CANARY, JIRA, JIRA_SECRETS, KEY, workspace

from pipelines.configuration import JiraSettings, load_settings
from pipelines.configuration_values import checked_site
from pipelines.errors import ConfigurationError


@pytest.fixture(autouse=True)
def _no_environment_of_the_machine(monkeypatch):
    for name in list(os.environ):
        if name.startswith(("SOURCES__", "HEADWAY__")):
            monkeypatch.delenv(name)


def problems(folder: Path) -> list[str]:
    with pytest.raises(ConfigurationError) as caught:
        load_settings(folder)
    assert caught.value.exit_code == 2
    assert caught.value.remedy
    lines = [str(problem) for problem in caught.value.problems]
    assert CANARY not in "".join([str(caught.value), repr(caught.value), *lines])
    return lines


def test_a_sound_workspace_is_read_as_written(tmp_path):
    config = (
        JIRA + 'projects = ["PAY", "OPS"]\nstart_on = 2025-01-01\n[headway]\nmax_connections = 3\n'
    )
    settings = load_settings(workspace(tmp_path, config))
    assert settings.jira is not None
    assert settings.jira.projects == ["PAY", "OPS"]
    assert settings.jira.start_on == date(2025, 1, 1)
    assert settings.jira.api_token.get_secret_value() == CANARY
    assert settings.max_connections == 3
    assert (settings.github, settings.zendesk, settings.freshdesk, settings.as_of) == (None,) * 4


def test_a_token_never_shows_in_what_is_printed_or_logged(tmp_path):
    settings = load_settings(workspace(tmp_path, JIRA))
    shown = f"{settings} {settings!r} {settings.model_dump()} {settings.model_dump_json()}"
    assert CANARY not in shown
    assert KEY not in shown


def test_a_token_under_a_misspelt_key_does_not_show_in_the_error(tmp_path):
    lines = problems(workspace(tmp_path, JIRA + f'api_tokn = "{CANARY}"\n'))
    assert lines == [
        ".dlt/config.toml [sources.jira] api_tokn: unknown key; did you mean api_token?"
    ]


def test_a_password_in_a_site_does_not_show_in_the_error(tmp_path):
    for site in (f"https://me:{CANARY}@acme.example", f"https://acme.example/?token={CANARY}"):
        assert len(problems(workspace(tmp_path, f'[sources.jira]\nsite = "{site}"\n'))) == 1


def test_a_broken_token_does_not_show_in_the_error(tmp_path):
    secrets = JIRA_SECRETS.replace(CANARY, f"{CANARY} {CANARY}")
    assert "paste it again" in problems(workspace(tmp_path, JIRA, secrets))[0]


def test_a_token_in_the_shared_file_is_refused_even_where_a_better_one_wins(tmp_path):
    [line] = problems(workspace(tmp_path, JIRA + f'api_token = "{CANARY}"\n'))
    assert "move it to .dlt/secrets.toml" in line


def test_a_secrets_file_that_others_can_read_is_refused_with_the_command_that_closes_it(tmp_path):
    workspace(tmp_path, JIRA)
    secrets = tmp_path / ".dlt/secrets.toml"
    for mode in (0o640, 0o604, 0o620):
        secrets.chmod(mode)
        [line] = problems(tmp_path)
        assert line.endswith(f"chmod 600 {secrets}")


def test_one_mistake_does_not_hide_the_next(tmp_path):
    config = """
[sources.jira]
site = "acme.atlassian.net"
projects = ["pay", "OPS"]
start_on = "soon"
[sources.github]
repositories = ["https://github.com/acme/pay"]
[sources.jria]
[headway]
max_connections = 0
"""
    lines = problems(workspace(tmp_path, config, '[headway]\npseudonym_key = "short"\n'))
    expected = (
        "[sources.jria]: unknown section; did you mean sources.jira?",
        'site "acme.atlassian.net": no https:// in front of the host; write "https://acme.atlassian.net"',
        'projects "pay": project keys are upper case; write "PAY"',
        'start_on "soon": should be a valid date',
        "secrets.toml [sources.jira] email: missing",
        "SOURCES__JIRA__API_TOKEN",
        'write "acme/pay"',
        "SOURCES__GITHUB__ACCESS_TOKEN",
        'max_connections "0": should be greater than or equal to 1; write max_connections = 8',
        "pseudonym_key: shorter than 16 characters",
    )
    assert len(lines) == len(expected)
    for part in expected:
        assert any(part in line for line in lines), (part, lines)


def test_a_file_that_is_no_toml_is_named_and_where_it_can_be_with_its_line(tmp_path):
    [line] = problems(workspace(tmp_path, "[sources.jira]\nsite = https://acme.example\n"))
    assert line.startswith(".dlt/config.toml:2, column 8: not TOML")
    workspace(tmp_path, JIRA)
    (tmp_path / ".dlt/config.toml").write_bytes(b"[headway]\n# caf\xe9\n")
    [line] = problems(tmp_path)
    assert line.startswith(".dlt/config.toml:2: not UTF-8")
    (tmp_path / ".dlt/config.toml").unlink()
    (tmp_path / ".dlt/config.toml").mkdir()
    [line] = problems(tmp_path)
    assert line.startswith(".dlt/config.toml: cannot be read: Is a directory")


def test_a_workspace_without_any_tool_is_not_a_quiet_success(tmp_path):
    [line] = problems(workspace(tmp_path, "[headway]\n"))
    assert "no tool is switched on" in line


def test_a_folder_that_is_no_workspace_is_told_how_to_become_one(tmp_path):
    [line] = problems(tmp_path)
    assert line.endswith(f"headway init {tmp_path}")


def test_the_environment_wins_so_that_a_rotated_token_takes_effect(tmp_path, monkeypatch):
    monkeypatch.setenv("SOURCES__JIRA__API_TOKEN", "rotated")
    monkeypatch.setenv("SOURCES__JIRA__PROJECTS", '["PAY"]')
    monkeypatch.setenv("SOURCES__JIRA__REMOTE_LINKS", "true")
    monkeypatch.setenv("SOURCES__GITHUB__ACCESS_TOKEN", "of another program")
    settings = load_settings(workspace(tmp_path, JIRA))
    assert settings.jira is not None
    assert settings.jira.api_token.get_secret_value() == "rotated"
    assert settings.jira.projects == ["PAY"]
    assert settings.jira.remote_links is True
    assert settings.github is None


def test_secrets_may_live_in_the_environment_alone(tmp_path, monkeypatch):
    monkeypatch.setenv("SOURCES__JIRA__EMAIL", "headway@acme.example")
    monkeypatch.setenv("SOURCES__JIRA__API_TOKEN", CANARY)
    monkeypatch.setenv("HEADWAY__PSEUDONYM_KEY", KEY)
    assert load_settings(workspace(tmp_path, JIRA, None)).jira is not None


@pytest.mark.parametrize(
    ("site", "read"),
    [
        ("https://acme.atlassian.net/", "https://acme.atlassian.net"),
        ("https://ACME.example/ex/jira/1-2", "https://acme.example/ex/jira/1-2"),
        ("http://127.0.0.1:8123/jira", "http://127.0.0.1:8123/jira"),
        ("http://[::1]:8123", "http://[::1]:8123"),
        ("http://localhost:1", "http://localhost:1"),
    ],
)
def test_a_site_is_kept_as_the_address_requests_are_built_on(site, read):
    assert checked_site(site) == read


@pytest.mark.parametrize(
    "site",
    [
        "http://acme.example",
        "http://localhost.evil.example",
        "http://127.0.0.1.evil.example",
        "http://127.1",
        "ftp://acme.example",
        "https://",
        "https://acme.example:port",
        "https://acme.example/a b",
        "https://acme.example/../x",
        "https://acme.example//x",
        "https://acme.example?",
        "https://acme.example/#",
        "https://127.0.0.1\\@evil.example",
        "https://-acme.example",
        "javascript:alert(1)",
    ],
)
def test_a_token_is_never_sent_to_a_site_that_only_looks_right(site):
    with pytest.raises(ValidationError) as caught:
        JiraSettings(site=site, email="a@b", api_token="t")
    assert [error["loc"] for error in caught.value.errors()] == [("site",)]


@given(st.text())
def test_any_text_as_a_site_is_accepted_or_refused_but_never_breaks(site):
    try:
        accepted = checked_site(site)
    except ValueError:
        return
    assert accepted.startswith(("https://", "http://"))
    assert not accepted.endswith("/")
    assert "@" not in accepted


def test_a_file_saved_by_a_windows_editor_is_read(tmp_path):
    workspace(tmp_path, "\ufeff" + JIRA, "\ufeff" + JIRA_SECRETS)
    assert load_settings(tmp_path).jira is not None


def test_a_repository_is_not_pulled_twice_nor_the_web_pages_instead_of_the_api(tmp_path):
    config = '[sources.github]\nsite = "https://github.com"\nrepositories = ["a/b", "A/B"]\n'
    secrets = f'[sources.github]\naccess_token = "t"\n[headway]\npseudonym_key = "{KEY}"\n'
    lines = problems(workspace(tmp_path, config, secrets))
    assert [line.split(": ")[1] for line in lines] == [
        'the web pages, not the API; write "https://api.github.com"',
        "A/B is listed twice; delete one A/B",
    ]
