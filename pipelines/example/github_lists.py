"""GitHub's REST lists of a whole repository."""

from collections.abc import Callable
from typing import Any

from starlette.responses import Response

from pipelines.example.github_site import (
    GithubSite,
    Repository,
    documents,
    page,
    page_with_cursor,
    refusal,
    time_of,
)
from pipelines.example.http_service import Call, Endpoint, RefusalError, answer
from pipelines.example.store import Document, milliseconds

UNSERVED = {
    "milestone",
    "assignee",
    "creator",
    "mentioned",
    "labels",
    "type",
    "issue_field_values",
    "head",
    "base",
    "exclude",
    "before",
}
ONLY_OF_ONE_PULL_REQUEST = {
    "merged",
    "mergeable",
    "rebaseable",
    "mergeable_state",
    "merged_by",
    "comments",
    "review_comments",
    "maintainer_can_modify",
    "commits",
    "additions",
    "deletions",
    "changed_files",
}
Listed = Callable[[Call, Repository], Response]


class GithubLists:
    """The endpoints; each is given the repository that the path names."""

    def __init__(self, site: GithubSite) -> None:
        self._site, self._store = site, site.store

    def of_repository(self, listed: Listed) -> Endpoint:
        """Give the endpoint that first finds the repository."""

        def endpoint(call: Call) -> Response:
            unserved = UNSERVED & call.query.keys()
            if unserved:  # to ignore a filter would answer a question nobody asked
                words = f"The example server does not know the filter `{min(unserved)}`."
                raise RefusalError(501, {"message": words})
            return listed(call, self._site.repository(call))

        return endpoint

    def repository(self, _: Call, repository: Repository) -> Response:
        """`/repos/{owner}/{repo}`."""
        return answer(repository.document)

    def issues(self, call: Call, repository: Repository) -> Response:
        """`/issues`: open ones unless told otherwise, pull requests among them."""
        sort = _one_of(call, "sort", "created", "updated", "comments")
        by = (
            (lambda one: int(one.get("comments") or 0))
            if sort == "comments"
            else time_of(f"{sort}_at")
        )
        descends = _one_of(call, "direction", "desc", "asc") == "desc"
        is_in_state, since = _state_filter(call), _since(call)

        def keep(one: Document) -> bool:
            return is_in_state(one) and milliseconds(one["updated_at"]) >= since

        order = self._site.order(call, repository, "issues", by, descends, keep)
        resource = self._store["issues"]
        return page_with_cursor(call, repository, order, lambda part: documents(resource, part))

    def pulls(self, call: Call, repository: Repository) -> Response:
        """`/pulls`: no `since`; ascending by default when sorted by update."""
        sort = _one_of(call, "sort", "created", "updated")
        descends = _one_of(call, "direction", "asc" if sort == "updated" else "desc", "asc", "desc")
        order = self._site.order(
            call,
            repository,
            "pull_requests",
            time_of(f"{sort}_at"),
            descends == "desc",
            _state_filter(call),
        )

        def give(part: Any) -> list[Document]:
            found = documents(self._store["pull_requests"], part)
            return [without(one, ONLY_OF_ONE_PULL_REQUEST) for one in found]

        return page(call, repository, order, give)

    def comments(self, resource: str) -> Listed:
        """`/issues/comments` and `/pulls/comments`: by id unless told to sort."""

        def listed(call: Call, repository: Repository) -> Response:
            since, by, descends = _since(call), lambda _: 0, False
            if "sort" in call.query:
                by = time_of(f"{_one_of(call, 'sort', 'created', 'updated')}_at")
                descends = _one_of(call, "direction", "asc", "desc") == "desc"

            def keep(one: Document) -> bool:
                return milliseconds(one["updated_at"]) >= since

            order = self._site.order(call, repository, resource, by, descends, keep)
            held = self._store[resource]
            return page(call, repository, order, lambda part: documents(held, part))

        return listed

    def events(self, call: Call, repository: Repository) -> Response:
        """`/issues/events`: newest first, and no way to ask since when."""
        order = self._site.order(call, repository, "events", lambda _: 0, descends=True)
        held = self._store["events"]
        return page(call, repository, order, lambda part: documents(held, part))

    def milestones(self, call: Call, repository: Repository) -> Response:
        """`/milestones`: open ones unless told otherwise, by due date."""
        found = [one for one in repository.rows("milestones") if _state_filter(call)(one)]
        is_descending = _one_of(call, "direction", "asc", "desc") == "desc"
        found.sort(key=lambda one: (milliseconds(one.get("due_on")), one["number"]))
        return page(call, repository, found[::-1] if is_descending else found, list)

    def labels(self, call: Call, repository: Repository) -> Response:
        """`/labels`."""
        return page(call, repository, repository.rows("labels"), list)


def _state_filter(call: Call) -> Callable[[Document], bool]:
    state = _one_of(call, "state", "open", "closed", "all")
    return lambda one: state in ("all", one["state"])


def _since(call: Call) -> int:
    try:
        return milliseconds(call.query.get("since"))
    except ValueError:
        raise refusal(422, "Validation Failed") from None


def _one_of(call: Call, name: str, *allowed: str) -> str:
    """Read a parameter with a closed vocabulary; the first word is the default."""
    value = call.query.get(name, allowed[0])
    if value not in allowed:
        raise refusal(422, "Validation Failed")
    return value


def without(document: Document, names: set[str]) -> Document:
    """Give a document without some of its keys."""
    return {key: value for key, value in document.items() if key not in names}
