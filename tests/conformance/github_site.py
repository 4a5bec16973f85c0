"""GitHub as recorded: a repository's lists, and the labelled issues as other repositories'."""

import re
from collections.abc import Callable
from typing import Any

from conformance.recordings import Document, Resource, labelled_issues, moment
from conformance.replay import Asked, Reply

ROWS_PER_PAGE = 20
LABELLED_PER_PAGE = 100
FIRST_LABELLED_ID = 2**43
EMPTY = ("labels", "pulls/comments")
NO_PULLS = {
    "data": {
        "repository": {
            "pullRequests": {"nodes": [], "pageInfo": {"hasNextPage": False, "endCursor": None}}
        }
    }
}


class GitHubSite:
    """Answers a repository's lists; null for any other path."""

    def __init__(self, resources: dict[str, Resource], site: str) -> None:
        self._resources = resources
        self._site = site
        pulls = resources["pull_requests"].newest().values()
        self.repository: Document = max(
            (pull["base"]["repo"] for pull in pulls), key=lambda one: one["updated_at"]
        )
        self.numbers = {
            one.document["number"]: one.document["id"]
            for one in resources["pull_requests"].recordings
        }
        self.labelled = labelled_documents()
        self.repositories = [self.repository["full_name"], *sorted(self.labelled)]

    def __call__(self, asked: Asked) -> Reply | None:
        if asked.path == "/graphql":
            return Reply(NO_PULLS)
        found = re.fullmatch(r"/repos/([^/]+/[^/]+)(?:/(.+))?", asked.path)
        if not found or found[1] not in self.repositories:
            return None
        name, list_name = found.groups()
        if list_name is None:
            return Reply(self._repository(name))
        if list_name in EMPTY:
            return Reply([])
        pages = self._labelled(name, list_name) if name in self.labelled else None
        pages = pages or self._recorded(name, list_name)
        return pages and self._page(asked, pages)

    def _repository(self, name: str) -> Document:
        if name == self.repository["full_name"]:
            return self.repository
        number = FIRST_LABELLED_ID + sorted(self.labelled).index(name)
        return {"id": number, "full_name": name, "updated_at": "2023-01-01T00:00:00Z"}

    def _labelled(self, name: str, list_name: str) -> list[list[Document]]:
        return pages_of(self.labelled[name] if list_name == "issues" else [], LABELLED_PER_PAGE)

    def _recorded(self, name: str, list_name: str) -> list[list[Document]] | None:
        lists: dict[str, Callable[[], list[list[Document]]]] = {
            "issues": lambda: self._sorted("issues"),
            "issues/comments": lambda: self._sorted("comments"),
            "issues/events": lambda: self._sorted("events", reverse=True),
            "pulls": lambda: self._sorted("pull_requests", reverse=True),
            "milestones": lambda: self._sorted("milestones"),
        }
        if list_name in lists:
            return lists[list_name]()
        details = re.fullmatch(r"pulls/(\d+)/(reviews|commits)", list_name)
        if not details:
            return None
        first, again = (
            self._resources[details[2]].of_parent(self.numbers[int(details[1])]).first_then_again()
        )
        return pages_of(first) + (pages_of(again) if again else [])

    def _sorted(self, resource: str, *, reverse: bool = False) -> list[list[Document]]:
        """Give first recordings by their moment, and on pages after them what came again."""
        recorded = self._resources[resource]
        first, again = recorded.first_then_again()
        first.sort(key=lambda one: recorded.changed_at(one), reverse=reverse)
        return pages_of(first) + (pages_of(again) if again else [])

    def _page(self, asked: Asked, pages: list[list[Document]]) -> Reply:
        here = int(asked.query.get("after", "0"))
        rows = pages[here]
        if since := moment(asked.query.get("since")):
            rows = [row for row in rows if moment(row["updated_at"]) >= since]
        kept = {key: value for key, value in asked.query.items() if key != "after"}
        query = "&".join(f"{key}={value}" for key, value in (kept | {"after": here + 1}).items())
        link = f'<{self._site}{asked.path}?{query}>; rel="next"'
        return Reply(rows, headers={"Link": link} if here + 1 < len(pages) else {})


def pages_of(rows: list[Any], size: int = ROWS_PER_PAGE) -> list[list[Any]]:
    return [rows[start : start + size] for start in range(0, max(1, len(rows)), size)]


def labelled_documents() -> dict[str, list[Document]]:
    """Give the labelled issues as documents: their own text under ids beyond 2^43, nobody's."""
    found: dict[str, list[Document]] = {}
    for position, row in enumerate(labelled_issues()):
        rows = found.setdefault(row["repo"], [])
        created_at = row["created_at"].replace(" ", "T") + "Z"
        rows.append(
            {
                "id": FIRST_LABELLED_ID + 1000 + position,
                "number": len(rows) + 1,
                "repository_url": f"https://api.github.example/repos/{row['repo']}",
                "html_url": f"https://github.example/{row['repo']}/issues/{len(rows) + 1}",
                "title": row["title"],
                "body": row["body"],
                "state": "open",
                "labels": [{"name": row["label"]}],
                "user": None,
                "assignees": [],
                "created_at": created_at,
                "updated_at": created_at,
            }
        )
    return found
