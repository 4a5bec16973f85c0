"""Jira's lists: fields, statuses, projects, users, boards and sprints, what hangs on one issue."""

from typing import Any
from zoneinfo import ZoneInfo

from starlette.responses import Response

from pipelines.example.http_service import Call, answer
from pipelines.example.jira_search import JiraSearch
from pipelines.example.jira_site import JiraSite, numbered_page, refusal
from pipelines.example.store import Document, Resource, number

CATEGORIES = {"new": "TODO", "indeterminate": "IN_PROGRESS", "done": "DONE"}
POINTS = ("story points", "story point estimate")


class JiraLists:
    """The endpoints that answer with a list as it stands."""

    def __init__(self, site: JiraSite, search: JiraSearch) -> None:
        self._site, self._search, self._store = site, search, site.store

    def whole(self, resource: str) -> Any:
        """Give the endpoint of a list that comes in one piece."""
        return lambda _: answer(_in_order(self._store[resource]))

    def myself(self, call: Call) -> Response:
        """`/myself`: the account whose time zone JQL is read in."""
        email = self._site.account["email"]
        return answer(
            {
                "self": f"{call.origin}/rest/api/3/user?accountId=headway-reader",
                "accountId": "headway-reader",
                "accountType": "atlassian",
                "emailAddress": email,
                "displayName": "Headway reader",
                "active": True,
                "timeZone": self._site.situation.account_time_zone,
                "locale": "en_US",
            }
        )

    def server_info(self, call: Call) -> Response:
        """`/serverInfo`."""
        zone = ZoneInfo(self._site.situation.account_time_zone)
        now = self._site.situation.clock.astimezone(zone)
        return answer(
            {
                "baseUrl": call.origin,
                "version": "1001.0.0-SNAPSHOT",
                "versionNumbers": [1001, 0, 0],
                "deploymentType": "Cloud",
                "buildNumber": 100300,
                "serverTime": f"{now:%Y-%m-%dT%H:%M:%S}.{now.microsecond // 1000:03}{now:%z}",
                "serverTitle": "Jira",
            }
        )

    def statuses(self, call: Call) -> Response:
        """`/statuses/search`: the same statuses in the newer shape."""
        found = [
            {
                "id": status["id"],
                "name": status["name"],
                "description": status.get("description", ""),
                "statusCategory": CATEGORIES.get(status["statusCategory"]["key"], "TODO"),
                "scope": status.get("scope") or {"type": "GLOBAL"},
            }
            for status in _in_order(self._store["statuses"])
        ]
        return numbered_page(call, found, size=200, largest=200)

    def projects(self, call: Call) -> Response:
        """`/project/search`."""
        keys = {key for many in call.query.getlist("keys") for key in many.split(",")}
        found = [one for one in self._site.projects() if not keys or one["key"] in keys]
        return numbered_page(call, found)

    def users(self, call: Call) -> Response:
        """`/users/search`: a bare list that ends with an empty page."""
        start = max(0, call.integer("startAt", 0))
        users = _in_order(self._store["users"])
        return answer(users[start : start + max(1, call.integer("maxResults", 50, 1000))])

    def boards(self, call: Call) -> Response:
        """`/board`."""
        wanted = call.query.get("projectKeyOrId")
        boards = [
            board
            for board in _in_order(self._store["boards"])
            if not self._site.situation.hides("jira", _project_key(board))
            and wanted in (None, _project_key(board), str(_location(board).get("projectId")))
            and call.query.get("type", board["type"]) == board["type"]
        ]
        return _agile_page(call, boards)

    def board_sprints(self, call: Call) -> Response:
        """`/board/{id}/sprint`: a kanban board refuses."""
        board = self._board(call)
        if board["type"] != "scrum":
            raise refusal(400, "The board does not support sprints")
        states = set(filter(None, call.query.get("state", "").split(",")))
        sprints = self._store["sprints"].of(
            "board", str(board["id"]), lambda _, sprint: str(sprint["originBoardId"])
        )
        found = [one for one in sprints if not states or one["state"] in states]
        found.sort(key=lambda one: number(one["id"]))
        return _agile_page(call, found)

    def board_configuration(self, call: Call) -> Response:
        """`/board/{id}/configuration`: for scrum boards, the field that holds the estimate."""
        board = self._board(call)
        body: dict[str, Any] = {
            "id": board["id"],
            "name": board["name"],
            "type": board["type"],
            "self": f"{call.origin}/rest/agile/1.0/board/{board['id']}/configuration",
            "location": {"type": "project", "key": _project_key(board)},
            "columnConfig": {
                "columns": [
                    {"name": status["name"], "statuses": [{"id": str(status["id"])}]}
                    for status in _in_order(self._store["statuses"])
                ],
                "constraintType": "none",
            },
        }
        if board["type"] == "scrum":
            points = [f for f in self._store["fields"].values() if f["name"].lower() in POINTS]
            body["estimation"] = (
                {
                    "type": "field",
                    "field": {"fieldId": points[0]["id"], "displayName": points[0]["name"]},
                }
                if points
                else {"type": "none"}
            )
        return answer(body)

    def issue_changelog(self, call: Call) -> Response:
        """`/issue/{id}/changelog`: oldest first."""
        issue = self._site.asked_issue(call)
        return numbered_page(call, self._search.histories_of(issue["id"]), size=100)

    def issue_remote_links(self, call: Call) -> Response:
        """`/issue/{id}/remotelink`: one piece."""
        issue = self._site.asked_issue(call)
        links = self._store["remote_links"]
        return answer(links.of("issue", issue["id"], lambda key, _: key.partition("/")[0]))

    def _board(self, call: Call) -> Document:
        board = self._store["boards"].get(str(call.variables["board"]))
        if board is None or self._site.situation.hides("jira", _project_key(board)):
            raise refusal(404, "Requested board cannot be viewed because it does not exist.")
        return board


def _in_order(resource: Resource) -> list[Document]:
    return [document for _, document in sorted(resource.items(), key=lambda row: number(row[0]))]


def _agile_page(call: Call, values: list[Document]) -> Response:
    """Give a page of the Agile API, which names no URLs."""
    return numbered_page(call, values, largest=50, has_links=False)


def _location(board: Document) -> Document:
    return board.get("location") or {}


def _project_key(board: Document) -> str:
    return str(_location(board).get("projectKey", ""))
