"""`headway check`: one mistake must not hide the next, in whatever part of the workspace it is."""

from types import SimpleNamespace

from workspaces import JIRA, JIRA_SECRETS, workspace

from pipelines.check import check
from pipelines.errors import Problem
from pipelines.sources import SOURCES
from pipelines.starter import init_workspace


def test_check_goes_on_to_the_next_tool_when_one_cannot_be_reached(tmp_path, monkeypatch):
    class Unreachable:
        @staticmethod
        def connect(settings, max_connections):
            return SimpleNamespace(token_expires_at=None)

        @staticmethod
        def probe(api, settings):
            raise ConnectionError("no route to host")

    class Forbidden:
        @staticmethod
        def connect(settings, max_connections):
            return SimpleNamespace(token_expires_at=None)

        @staticmethod
        def probe(api, settings):
            return [Problem(settings.site, "403", "ask for a role")]

    init_workspace(tmp_path)
    workspace(
        tmp_path,
        JIRA + '[sources.freshdesk]\nsite = "https://acme.freshdesk.com"\n',
        JIRA_SECRETS + '[sources.freshdesk]\napi_key = "k"\n',
    )
    monkeypatch.setitem(SOURCES, "jira", Unreachable)
    monkeypatch.setitem(SOURCES, "freshdesk", Forbidden)
    assert [problem.problem for problem in check(tmp_path)] == ["no route to host", "403"]


def test_check_names_the_mistakes_of_both_configuration_and_strategy(tmp_path):
    found = check(workspace(tmp_path, "[headway]\n"))
    assert [problem.problem for problem in found] == ["no tool is switched on", "no such folder"]
