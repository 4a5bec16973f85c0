"""Jira as recorded: its search, histories, worklogs and small lists, answering what is asked."""

import re
from collections.abc import Callable
from datetime import datetime
from typing import Any

from conformance import made_up
from conformance.made_up import BARE_PROJECT, bare_issue
from conformance.recordings import Document, Resource, moment
from conformance.replay import Asked, Reply

ISSUES_PER_PAGE = 10
HISTORIES_PER_PAGE = 100
ROWS_PER_PAGE = 5
NO_SPRINTS = {"errorMessages": ["The board does not support sprints"], "errors": {}}
AGILE: dict[str | None, Document] = {
    "sprint": {"schema": {"custom": "com.pyxis.greenhopper.jira:gh-sprint"}},
    "epic_link": {"schema": {"custom": "com.pyxis.greenhopper.jira:gh-epic-link"}},
    "points": {
        "name": "Story Points",
        "schema": {"custom": "com.atlassian.jira.plugin.system.customfieldtypes:float"},
    },
}


class JiraSite:
    """Answers the paths of Jira Cloud that list or search; null for any other."""

    def __init__(self, resources: dict[str, Resource], told: dict[str, list[Document]]) -> None:
        self._resources = resources
        self.issues = [*resources["issues"].newest().values(), *told["issues"]]
        self.worklogs = [*resources["worklogs"].newest().values(), *told["worklogs"]]
        known = {issue["id"] for issue in self.issues}
        asked_by_issue = resources["changelogs"].parents() | resources["remote_links"].parents()
        self.bare_issues = [
            bare_issue(issue_id)
            for issue_id in sorted(asked_by_issue)
            if str(issue_id) not in known
        ]
        self.projects = sorted({project_of(issue) for issue in self.issues} | {BARE_PROJECT})
        self.unlisted_projects = self._unlisted_projects()
        self.fields = field_list(resources["issues"])
        self.board = int(resources["sprints"].newest().popitem()[1]["originBoardId"])
        self._paths: dict[str, Callable[[Asked], Any]] = {
            "/rest/api/3/myself": lambda _: resources["users"].recordings[0].document,
            "/rest/api/3/field": lambda _: self.fields,
            "/rest/api/3/status": lambda _: self._newest("statuses"),
            "/rest/api/3/issuetype": lambda _: self._newest("issue_types"),
            "/rest/api/3/project/search": self._projects,
            "/rest/api/3/users/search": self._users,
            "/rest/api/3/search/jql": self._search,
            "/rest/api/3/changelog/bulkfetch": self._changelogs,
            "/rest/api/3/worklog/updated": self._changed_worklogs,
            "/rest/api/3/worklog/list": self._worklogs,
            "/rest/agile/1.0/board": lambda asked: offset_page(self.boards(), asked),
        }

    def __call__(self, asked: Asked) -> Reply | None:
        if asked.path in self._paths:
            return Reply(self._paths[asked.path](asked))
        if found := re.fullmatch(r"/rest/api/3/issue/(\d+)/remotelink", asked.path):
            links = self._resources["remote_links"].of_parent(int(found[1]))
            return Reply(list(links.newest().values()))
        if found := re.fullmatch(r"/rest/agile/1.0/board/(\d+)/sprint", asked.path):
            return self._sprints(int(found[1]), asked)
        return None

    def _newest(self, resource: str) -> list[Document]:
        return list(self._resources[resource].newest().values())

    def _projects(self, asked: Asked) -> Document:
        return offset_page([*self._newest("projects"), *self.unlisted_projects], asked)

    def _unlisted_projects(self) -> list[Document]:
        """Give a project for each that issues were recorded of and that no recording lists."""
        listed = {str(project["id"]): project["key"] for project in self._newest("projects")}
        said = {
            project_of(issue): issue.get("fields", {}).get("project", {}).get("id")
            for issue in self.issues
        }
        return [
            {"id": str(number) if said.get(key) in (None, *listed) else said[key], "key": key}
            for number, key in enumerate(self.projects, made_up.FIRST_PROJECT_ID)
            if key not in listed.values()
        ]

    def _users(self, asked: Asked) -> list[Document]:
        return rows_of(self._newest("users"), asked)

    def boards(self) -> list[Document]:
        """Give a board for each that a sprint names, and one that keeps no sprints."""
        named = {sprint["originBoardId"] for sprint in self._newest("sprints")}
        kinds = dict.fromkeys(sorted(named), "scrum") | {max(named) + 1: "kanban"}
        return [{"id": board, "name": f"{board}", "type": kind} for board, kind in kinds.items()]

    def _sprints(self, board: int, asked: Asked) -> Reply:
        """Give one board all sprints, as recorded; another its own, which the first shows too."""
        [kind] = [one["type"] for one in self.boards() if one["id"] == board]
        if kind == "kanban":
            return Reply(NO_SPRINTS, 400)
        sprints = self._newest("sprints")
        own = [sprint for sprint in sprints if sprint["originBoardId"] == board]
        return Reply(offset_page(sprints if board == self.board else own, asked))

    def _search(self, asked: Asked) -> Document:
        project = re.match(r'project = "([^"]+)"', asked.body["jql"])[1]
        since = re.search(r"updated >= (\d+)", asked.body["jql"])
        found = [
            issue
            for issue in [*self.issues, *self.bare_issues]
            if project_of(issue) == project
            and (since is None or epoch_ms(updated_at(issue)) >= int(since[1]))
        ]
        return token_page(found, "issues", asked, ISSUES_PER_PAGE)

    def _changelogs(self, asked: Asked) -> Document:
        wanted = [int(issue_id) for issue_id in asked.body["issueIdsOrKeys"]]
        entries = [
            (str(one.parent), one.document)
            for one in self._resources["changelogs"].recordings
            if one.parent in wanted
        ]
        entries.sort(key=lambda entry: moment(entry[1]["created"]))
        page = token_page(entries, "issueChangeLogs", asked, HISTORIES_PER_PAGE)
        by_issue: dict[str, list[Document]] = {}
        for issue_id, history in page["issueChangeLogs"]:
            by_issue.setdefault(issue_id, []).append(history)
        logs = [{"issueId": key, "changeHistories": found} for key, found in by_issue.items()]
        return page | {"issueChangeLogs": logs}

    def _changed_worklogs(self, asked: Asked) -> Document:
        since = int(asked.query["since"])
        moments = {one["id"]: epoch_ms(moment(one["updated"])) for one in self.worklogs}
        later = sorted((at, int(key)) for key, at in moments.items() if at > since)
        page = [{"worklogId": key, "updatedTime": at} for at, key in later[:ROWS_PER_PAGE]]
        until = page[-1]["updatedTime"] if page else since
        return {"values": page, "until": until, "lastPage": len(later) <= ROWS_PER_PAGE}

    def _worklogs(self, asked: Asked) -> list[Document]:
        return [one for one in self.worklogs if int(one["id"]) in asked.body["ids"]]


def project_of(issue: Document) -> str:
    return str(issue["key"]).rpartition("-")[0]


def updated_at(issue: Document) -> datetime | None:
    return moment(issue.get("fields", {}).get("updated"))


def epoch_ms(at: datetime | None) -> int:
    return round(at.timestamp() * 1000) if at else 0


def token_page(rows: list[Any], key: str, asked: Asked, size: int) -> Document:
    start = int(asked.body.get("nextPageToken", "at-0").removeprefix("at-"))
    more = {"nextPageToken": f"at-{start + size}"} if start + size < len(rows) else {}
    return {key: rows[start : start + size], **more}


def rows_of(rows: list[Document], asked: Asked) -> list[Document]:
    start, size = int(asked.query["startAt"]), int(asked.query["maxResults"])
    return rows[start : start + size]


def offset_page(rows: list[Document], asked: Asked) -> Document:
    """Give a page of a list that grew at its front since the last: its first row comes again."""
    start = int(asked.query["startAt"])
    first = max(0, start - 1)
    page = rows[first : first + ROWS_PER_PAGE]
    return {"values": page, "startAt": start, "isLast": first + ROWS_PER_PAGE >= len(rows)}


def agile_fields(issues: Resource) -> dict[str, str]:
    """Tell the site's agile fields by what they hold: `sprint`, `epic_link`, `points`."""
    projects = {project_of(one.document) for one in issues.recordings}
    found = {}
    for one in issues.recordings:
        for name, value in one.document["fields"].items():
            if name.startswith("customfield_") and (role := agile_role(value, projects)):
                found[role] = name
    return found


def agile_role(value: Any, projects: set[str]) -> str | None:
    if isinstance(value, list) and value and "boardId" in value[0]:
        return "sprint"
    if isinstance(value, str) and value.rpartition("-")[0] in projects:
        return "epic_link"
    if isinstance(value, float) or value == "-1":
        return "points"
    return None


def field_list(issues: Resource) -> list[Document]:
    """Make the field list, which was not recorded, for the fields that issues hold."""
    roles = {name: role for role, name in agile_fields(issues).items()}
    names = {name for one in issues.recordings for name in one.document["fields"]}
    return [{"id": name, "name": name, **AGILE.get(roles.get(name), {})} for name in sorted(names)]
