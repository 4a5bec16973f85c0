"""What a token sees of the example GitHub: repositories by all their names, and pages."""

import re
from bisect import bisect_right
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from starlette.responses import Response

from pipelines.example.http_service import Call, RefusalError, answer, parts_of, token_of
from pipelines.example.situation import Situation
from pipelines.example.store import Document, Lists, Resource, Store, milliseconds, number

DOCS = "https://docs.github.com/rest"
PAGE_CAP_ROWS = 10_000
REPOSITORY = re.compile(r"/repos/([^/]+/[^/?]+)")
URL_FIELDS = ("repository_url", "url", "pull_request_url", "issue_url")
Order = list[tuple[int, int, str]]


def refusal(status: int, message: str, headers: dict[str, str] | None = None) -> RefusalError:
    """Give an error in GitHub's shape."""
    body = {"message": message, "documentation_url": DOCS, "status": str(status)}
    return RefusalError(status, body, headers)


def repository_of(_: str, document: Document) -> str | None:
    """Give `owner/repo`, in lower case, that a document's own URLs name."""
    for field in URL_FIELDS:
        found = REPOSITORY.search(document.get(field) or "")
        if found:
            return found[1].lower()
    return None


@dataclass
class Repository:
    """One repository as asked for: its document, all names it ever had, the rest of the path."""

    document: Document
    names: tuple[str, ...]
    rest: str
    store: Store

    def rows(self, resource: str) -> list[Document]:
        """Give the repository's documents of a resource."""
        found = (self.store[resource].of("repository", name, repository_of) for name in self.names)
        return [document for documents in found for document in documents]

    def numbered(self, resource: str, wanted: int) -> Document:
        """Give the document of a number; 410 if deleted, 301 if transferred, 404 if none."""
        for name in self.names:
            key = f"{name}#{wanted}"
            for document in self.store[resource].of("number", key, _number_key):
                return document
        moved = self.store["transfers"].get(f"{self.document['full_name'].lower()}#{wanted}")
        if resource == "issues" and moved:
            raise refusal(301, "Moved Permanently", {"Location": moved["url"]})
        for document in self.store[resource].removed.values():
            if document["number"] == wanted and repository_of("", document) in self.names:
                raise refusal(410, "This issue was deleted")
        raise refusal(404, "Not Found")


def _number_key(_: str, document: Document) -> str:
    return f"{repository_of('', document)}#{document['number']}"


class GithubSite:
    """The store as the token sees it."""

    def __init__(self, store: Store, situation: Situation) -> None:
        self.store, self.situation = store, situation
        self._lists = Lists()
        self._names: dict[str, str] = {}
        self._learn_names()

    def _learn_names(self) -> None:
        for key, document in list(self.store["repositories"].items()):
            self._names[document["full_name"].lower()] = key

    def repository(self, call: Call) -> Repository:
        """Give the repository that a path names; a former name is a 301 to the id."""
        self._learn_names()
        if "id" in call.variables:
            key = str(call.variables["id"])
            rest = call.path.partition(f"/repositories/{key}")[2]
        else:
            name = f"{call.variables['owner']}/{call.variables['name']}"
            key = self._names.get(name.lower(), "")
            rest = "/".join(["", *call.path.split("/")[4:]])
        document = self.store["repositories"].get(key)
        if document is None or self.situation.hides("github", document["full_name"]):
            raise refusal(404, "Not Found")
        if "id" not in call.variables and document["full_name"].lower() != name.lower():
            query = f"?{call.query}" if call.query else ""
            location = f"{call.origin}/repositories/{key}{rest}{query}"
            raise refusal(301, "Moved Permanently", {"Location": location})
        names = tuple(name for name, one in self._names.items() if one == key)
        return Repository(document, names, rest, self.store)

    def order(
        self,
        call: Call,
        repository: Repository,
        resource: str,
        value: Callable[[Document], int],
        descends: bool,
        keep: Callable[[Document], bool] = lambda _: True,
    ) -> Order:
        """Give the ids of documents in order, remembered while a client pages through."""
        about = {k: v for k, v in call.query.items() if k not in ("page", "after")}
        name = (repository.document["id"], repository.rest, tuple(sorted(about.items())))
        is_first = call.integer("page", 1) <= 1 and "after" not in call.query
        sign = -1 if descends else 1

        def build() -> Order:
            rows = filter(keep, repository.rows(resource))
            ids = (str(row["id"]) for row in rows)
            held = self.store[resource]
            return sorted((sign * value(held[i]), sign * number(i)[0], i) for i in ids if i in held)

        return self._lists.get(name, self.store[resource].version, is_first, build)


def documents(resource: Resource, order: Iterable[tuple[int, int, str]]) -> list[Document]:
    """Give the documents of a part of an order; what has gone meanwhile is left out."""
    return [resource[key] for _, _, key in order if key in resource]


def time_of(field: str) -> Callable[[Document], int]:
    """Give a sort key by a time."""
    return lambda document: milliseconds(document.get(field))


def page(
    call: Call, repository: Repository, rows: list[Any], give: Callable[[Any], Any]
) -> Response:
    """Give a page by number, with `Link`; `give` turns the rows of the page into documents."""
    size, wanted = page_size(call), max(1, call.integer("page", 1))
    last = max(1, -(-len(rows) // size))
    links: dict[str, dict[str, Any]] = {}
    if wanted > 1:
        links |= {"prev": {"page": min(wanted - 1, last)}, "first": {"page": 1}}
    if wanted < last:
        links |= {"next": {"page": wanted + 1}, "last": {"page": last}}
    return answer(
        give(rows[(wanted - 1) * size : wanted * size]), headers=_link(call, repository, links)
    )


def page_with_cursor(
    call: Call, repository: Repository, order: Order, give: Callable[[Order], Any]
) -> Response:
    """Give a page of a large list: beyond 10,000 rows only along `after` of `Link`."""
    size, wanted = page_size(call), max(1, call.integer("page", 1))
    if "after" in call.query:
        parts = parts_of(call.query["after"])
        if parts is None or len(parts) != 3:
            raise refusal(422, "The `after` cursor is invalid.")
        start = bisect_right(order, (int(parts[0]), int(parts[1]), parts[2]))
    elif wanted * size >= PAGE_CAP_ROWS:
        raise refusal(
            422,
            "Pagination with the page parameter is not supported for large datasets, "
            "please use cursor based pagination (after/before)",
        )
    else:
        start = (wanted - 1) * size
    end = start + size
    links: dict[str, dict[str, Any]] = {}
    if end < len(order):
        links["next"] = {"after": token_of(*order[end - 1]), "page": wanted + 1}
    return answer(give(order[start:end]), headers=_link(call, repository, links))


def page_size(call: Call) -> int:
    """Read `per_page`: 30 unless told, at most 100."""
    return max(1, call.integer("per_page", 30, 100))


def _link(
    call: Call, repository: Repository, links: dict[str, dict[str, Any]]
) -> dict[str, str] | None:
    """Write `Link`; like GitHub, under the repository's id and not its name."""
    base = f"{call.origin}/repositories/{repository.document['id']}{repository.rest}"
    about = {k: v for k, v in call.query.items() if k not in ("page", "after")}
    written = []
    for relation, changed in links.items():
        pairs = (f"{quote(k)}={quote(str(v), safe='')}" for k, v in {**about, **changed}.items())
        written.append(f'<{base}?{"&".join(pairs)}>; rel="{relation}"')
    return {"Link": ", ".join(written)} if written else None
