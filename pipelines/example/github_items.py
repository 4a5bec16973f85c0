"""GitHub's single issues and pull requests, and what hangs on one of them."""

from starlette.responses import Response

from pipelines.example.github_lists import Listed, without
from pipelines.example.github_site import Repository, page, refusal
from pipelines.example.http_service import Call, answer
from pipelines.example.store import Document, Store, milliseconds, number


class GithubItems:
    """The endpoints below one number of a repository."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def numbered(self, resource: str) -> Listed:
        """`/issues/{n}`, `/pulls/{n}` or `/milestones/{n}`."""
        return lambda call, repository: answer(
            repository.numbered(resource, call.variables["number"])
        )

    def single(self, resource: str) -> Listed:
        """`/issues/comments/{id}` or `/pulls/comments/{id}`."""

        def listed(call: Call, repository: Repository) -> Response:
            wanted = call.variables["comment"]
            found = [one for one in repository.rows(resource) if one["id"] == wanted]
            if not found:
                raise refusal(404, "Not Found")
            return answer(found[0])

        return listed

    def reviews(self, call: Call, repository: Repository) -> Response:
        """`/pulls/{n}/reviews`: oldest first."""
        pull = repository.numbered("pull_requests", call.variables["number"])
        found = self._store["reviews"].of("pull", _tail(pull["url"]), _pull_of_review)
        found.sort(key=lambda one: (milliseconds(one.get("submitted_at")), one["id"]))
        return page(call, repository, found, list)

    def commits(self, call: Call, repository: Repository) -> Response:
        """`/pulls/{n}/commits`: at most 250."""
        pull = repository.numbered("pull_requests", call.variables["number"])
        found = self._store["commits"].of("pull", str(pull["id"]), _before_slash)
        return page(call, repository, found[:250], list)

    def sub_issues(self, call: Call, repository: Repository) -> Response:
        """`/issues/{n}/sub_issues`."""
        issue = repository.numbered("issues", call.variables["number"])
        found = self._store["sub_issues"].of("parent", str(issue["id"]), _before_slash)
        return page(call, repository, found, list)

    def parent(self, call: Call, repository: Repository) -> Response:
        """`/issues/{n}/parent`."""
        issue = repository.numbered("issues", call.variables["number"])
        parents = self._store["sub_issues"].grouped("child", lambda key, _: key.partition("/")[2])
        pair = next(iter(parents.get(str(issue["id"]), ())), "")
        parent = self._store["issues"].get(pair.partition("/")[0])
        if parent is None:
            raise refusal(404, "Not Found")
        return answer(parent)

    def timeline(self, call: Call, repository: Repository) -> Response:
        """`/issues/{n}/timeline`: events and comments, oldest first."""
        wanted = call.variables["number"]
        issue = repository.numbered("issues", wanted)
        events = self._store["events"].of("issue", str(issue["id"]), _issue_of_event)
        found = [without(one, {"issue"}) for one in events]
        comments = self._store["comments"].of("issue", _tail(issue["url"]), _issue_of_comment)
        found += [{**one, "event": "commented", "actor": one.get("user")} for one in comments]
        found.sort(key=lambda one: (milliseconds(one["created_at"]), number(one["id"])))
        return page(call, repository, found, list)


def _tail(url: str) -> str:
    return url.partition("/repos/")[2].lower()


def _pull_of_review(_: str, review: Document) -> str:
    return _tail(review["pull_request_url"])


def _issue_of_comment(_: str, comment: Document) -> str:
    return _tail(comment["issue_url"])


def _issue_of_event(_: str, event: Document) -> str:
    return str((event.get("issue") or {}).get("id"))


def _before_slash(identifier: str, _: Document) -> str:
    return identifier.partition("/")[0]
