"""What an account sees of the example Jira site, and the shapes its endpoints share."""

from collections import OrderedDict
from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from starlette.responses import Response

from pipelines.example.http_service import Call, RefusalError, answer, parts_of, token_of
from pipelines.example.jql_values import Site, project_of
from pipelines.example.situation import Situation
from pipelines.example.store import Document, Store

TOKEN_LIFE = timedelta(days=7)
REMEMBERED_SEARCHES = 200


def refusal(status: int, *messages: str) -> RefusalError:
    """Give an error in Jira's shape."""
    return RefusalError(status, {"errorMessages": list(messages), "errors": {}})


class JiraSite:
    """The store as the account sees it: what lies in a hidden project does not exist."""

    def __init__(self, store: Store, situation: Situation, account: dict[str, str]) -> None:
        self.store, self.situation, self.account = store, situation, account

    def sees(self, issue: Document) -> bool:
        """Tell whether the account may see an issue."""
        return not self.situation.hides("jira", project_of(issue))

    def projects(self) -> list[Document]:
        """Give the visible projects, by key."""
        visible = (
            project
            for project in list(self.store["projects"].values())
            if not self.situation.hides("jira", project["key"])
        )
        return sorted(visible, key=lambda project: str(project["key"]))

    def issue(self, id_or_key: str) -> Document | None:
        """Give a visible issue by id or, in any case of letters, by key."""
        issues = self.store["issues"]
        found = issues.get(id_or_key)
        if found is None and not id_or_key.isdigit():
            wanted = id_or_key.upper()
            found = next((one for one in list(issues.values()) if one["key"] == wanted), None)
        return found if found is not None and self.sees(found) else None

    def asked_issue(self, call: Call) -> Document:
        """Give the issue that a path names; the refusal does not tell absent from invisible."""
        found = self.issue(call.variables["issue"])
        if found is None:
            raise refusal(404, "Issue does not exist or you do not have permission to see it.")
        return found

    def for_queries(self) -> Site:
        """Give what JQL is held against."""
        names = {
            str(name).upper(): project["key"]
            for project in self.projects()
            for name in (project["key"], project["id"], project.get("name", project["key"]))
        }

        def issue_id(name: str) -> str | None:
            issue = self.issue(name)
            return issue["id"] if issue else None

        return Site(names, issue_id, self.situation.account_time_zone, self.situation.clock)


class Searches:
    """Results paged through by token; a token lives seven days and fits its own query only."""

    def __init__(self, site: JiraSite) -> None:
        self._site = site
        self._n_kept = 0
        self._kept: OrderedDict[int, tuple[Any, Any, list[Any]]] = OrderedDict()

    def keep(self, question: Any, results: list[Any]) -> int:
        """Remember the results of a question and give their number."""
        self._n_kept += 1
        self._kept[self._n_kept] = (question, self._site.situation.clock, results)
        while len(self._kept) > REMEMBERED_SEARCHES:
            self._kept.popitem(last=False)
        return self._n_kept

    def find(self, token: str, question: Any) -> tuple[int, int, int, list[Any]]:
        """Give number, position, page and results of a token."""
        parts = parts_of(token) or []
        known = len(parts) == 3 and all(map(str.isdigit, parts))
        kept = self._kept.get(int(parts[0])) if known else None
        if kept is None or kept[0] != question or self._site.situation.clock - kept[1] > TOKEN_LIFE:
            raise refusal(400, "The provided nextPageToken is invalid or has expired.")
        return int(parts[0]), int(parts[1]), int(parts[2]), kept[2]

    @staticmethod
    def token(search: int, position: int, page: int) -> str:
        """Give the token of a page that starts at a position."""
        return token_of(search, position, page)


def numbered_page(
    call: Call,
    values: Sequence[Any],
    key: str = "values",
    size: int = 50,
    largest: int = 100,
    has_links: bool = True,
) -> Response:
    """Give a `startAt` page in the shape of Jira's PageBean."""
    start = max(0, call.integer("startAt", 0))
    size = max(1, call.integer("maxResults", size, largest))
    page = list(values[start : start + size])
    is_last = start + len(page) >= len(values)
    about = {"maxResults": size, "startAt": start, "total": len(values), "isLast": is_last}
    body: dict[str, Any] = {**about, key: page}
    if has_links:
        body["self"] = call.link(startAt=start, maxResults=size)
        if not is_last:
            body["nextPage"] = call.link(startAt=start + size, maxResults=size)
    return answer(body)
