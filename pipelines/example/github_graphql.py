"""The one GraphQL question that is served: which issues each pull request closes."""

from typing import Any

from starlette.responses import Response

from pipelines.example.github_site import GithubSite, Repository
from pipelines.example.http_service import Call, RefusalError, answer, parts_of, token_of
from pipelines.example.store import Document, milliseconds


class GithubGraphql:
    """`POST /graphql`, recognised by `closingIssuesReferences` and its variables.

    They are owner, name, first and after.
    """

    def __init__(self, site: GithubSite) -> None:
        self._site = site

    def endpoint(self, call: Call) -> Response:
        """Answer the question; GraphQL reports its errors with status 200."""
        asked = call.json if isinstance(call.json, dict) else {}
        variables = asked.get("variables") or {}
        query = str(asked.get("query") or "")
        if "closingIssuesReferences" not in query or not {"owner", "name"} <= variables.keys():
            raise _errors("The example server knows only the question for closingIssuesReferences.")
        first = variables.get("first") or 0
        if not 1 <= first <= 100:
            raise _errors(
                f"Requesting {first} records on the `pullRequests` connection exceeds "
                "the `first` limit of 100 records.",
                "EXCESSIVE_PAGINATION",
            )
        call.variables = {"owner": variables["owner"], "name": variables["name"]}
        nodes = self._nodes(self._repository(call))
        start = _position(nodes, variables.get("after"))
        page = nodes[start : start + first]
        connection = {
            "pageInfo": {
                "hasNextPage": start + first < len(nodes),
                "endCursor": token_of(*_place(page[-1])) if page else None,
            },
            "nodes": page,
        }
        data: dict[str, Any] = {"repository": {"pullRequests": connection}}
        if "rateLimit" in query:
            reset = f"{self._site.situation.clock:%Y-%m-%dT%H:%M:%SZ}"
            data["rateLimit"] = {"limit": 5000, "cost": 1, "remaining": 4999, "resetAt": reset}
        return answer({"data": data})

    def _repository(self, call: Call) -> Repository:
        try:
            return self._site.repository(call)
        except RefusalError as missing:
            if missing.response.status_code == 301:  # GraphQL resolves a former name by itself
                found = missing.response.headers["Location"].partition("/repositories/")[2]
                call.variables = {"id": found.partition("/")[0]}
                return self._site.repository(call)
            name = "/".join(map(str, call.variables.values()))
            words = f"Could not resolve to a Repository with the name '{name}'."
            raise _errors(words, "NOT_FOUND", {"repository": None}) from missing

    def _nodes(self, repository: Repository) -> list[Document]:
        stated = self._site.store["closing_references"]
        nodes = [
            stated.get(str(pull["id"])) or _closes_nothing(pull, repository)
            for pull in repository.rows("pull_requests")
        ]
        return sorted(nodes, key=_place, reverse=True)


def _closes_nothing(pull: Document, repository: Repository) -> Document:
    return {
        "databaseId": pull["id"] if pull["id"] < 2**31 else None,
        "fullDatabaseId": str(pull["id"]),
        "number": pull["number"],
        "updatedAt": pull["updated_at"],
        "repository": {"nameWithOwner": repository.document["full_name"]},
        "closingIssuesReferences": {"nodes": []},
    }


def _place(node: Document) -> tuple[int, int]:
    return milliseconds(node["updatedAt"]), int(node["number"])


def _position(nodes: list[Document], after: str | None) -> int:
    if not after:
        return 0
    parts = parts_of(after)
    if parts is None or len(parts) != 2:
        raise _errors(
            f"`{after}` does not appear to be a valid cursor.", "INVALID_CURSOR_ARGUMENTS"
        )
    place = (int(parts[0]), int(parts[1]))
    return sum(1 for node in nodes if _place(node) >= place)


def _errors(message: str, kind: str = "", data: Any = None) -> RefusalError:
    error: dict[str, Any] = {"message": message, "locations": [{"line": 1, "column": 1}]}
    if kind:
        error |= {"type": kind, "path": ["repository"]}
    return RefusalError(
        200, {"errors": [error]} if data is None else {"data": data, "errors": [error]}
    )
