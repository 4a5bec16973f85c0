"""GitHub: github.com and GitHub Enterprise, for the repositories named in the configuration.

Loads repositories; pull requests with their reviews and commits (GitHub lists at most 250 of a
pull request); issues, among them a row for each pull request, with the sub-issues of those that
have any; comments and review comments; issue events; which issues a pull request closes
(GraphQL); and in full each night milestones and labels.

Tables and keys: each by GitHub's immutable id (a number is unique in its repository only, and a
transferred issue gets another); commits by `<pull request id>/<sha>`, sub-issues by `<parent
issue id>/<child issue id>`, closing references by pull request id; transfers by the id an issue had
before, with the document that its old address leads to.

Incremental by `updated_at`, one cursor per repository id. A repository that was renamed or
transferred is read from its beginning once: its documents name it anew and are not dated anew.
Each list is read from the cursor less one hour, for what GitHub shows late;
github_pages.py says why a list that changes meanwhile loses nothing. The cursor is the latest
change seen, never beyond GitHub's clock before the read began, and moves only when every list of
every repository has been read: what changes meanwhile, or fails, is read again.

Secrets: the access token, sent as a bearer token; it needs read access to issues, pull requests
and metadata.
"""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any

import dlt
import requests
from pydantic import SecretStr
from requests.auth import AuthBase

from pipelines.configuration import GitHubSettings
from pipelines.errors import Problem
from pipelines.sources.answers import Answer, RefusedError, SourceError, UnexpectedAnswerError
from pipelines.sources.concurrency import for_each, side_by_side
from pipelines.sources.cursors import latest_of, move_on, read_names, read_since
from pipelines.sources.documents import Batch, Document, read_state, to_utc
from pipelines.sources.github_pages import whole_list
from pipelines.sources.github_repository import Standing, read_repository
from pipelines.sources.github_tables import (
    BATCHED,
    ISSUES,
    LABELS,
    MILESTONES,
    PULL_REQUESTS,
    REPOSITORIES,
    TRANSFERS,
)
from pipelines.sources.http import Api
from pipelines.sources.slices import Place, Slice, resume_points

TABLES = (*BATCHED, TRANSFERS, MILESTONES, LABELS)
OVERLAP = timedelta(hours=1)
EARLIEST = datetime.fromtimestamp(0, UTC)
API_VERSION = "2022-11-28"
TOKEN_IS_REFUSED = 401
ISSUES_ARE_OFF = 410
REMEDIES = {
    TOKEN_IS_REFUSED: "renew access_token in .dlt/secrets.toml; then: headway check",
    403: "give the token read access to its issues and pull requests; then: headway check",
    404: "correct the name, or give the token read access to it; then: headway check",
}


class BearerToken(AuthBase):
    """Signs requests with an access token."""

    def __init__(self, token: SecretStr) -> None:
        self._token = token

    def __call__(self, request: requests.PreparedRequest) -> requests.PreparedRequest:
        """Sign one request."""
        request.headers["Authorization"] = f"Bearer {self._token.get_secret_value()}"
        return request


def connect(settings: GitHubSettings, max_connections: int) -> Api:
    """Open the REST and GraphQL interfaces of github.com or of an Enterprise site."""
    headers = {"Accept": "application/vnd.github+json", "X-GitHub-Api-Version": API_VERSION}
    return Api(settings.site, BearerToken(settings.access_token), headers, max_connections)


@dlt.source(name="github", max_table_nesting=0)
def source(api: Api, settings: GitHubSettings, piece: Slice | None = None) -> Any:
    """Give the resources of the configured repositories, one per raw table."""
    piece = piece or Slice()
    batches = dlt.resource(
        lambda: _read_repositories(api, settings, piece), name="github_batches", selected=False
    )
    return [
        *(table.picked_from(batches) for table in BATCHED),
        # No list tells what was transferred; the census fills this table.
        TRANSFERS.resource(lambda: iter(())),
        MILESTONES.resource(lambda: _read_in_full(api, settings, "milestones", state="all"), piece),
        LABELS.resource(lambda: _read_in_full(api, settings, "labels"), piece),
    ]


def _read_repositories(api: Api, settings: GitHubSettings, piece: Slice) -> Iterator[Batch]:
    """Read the repositories side by side.

    A cursor moves when the last page of its repository has been handed over; until then the place
    to go on from is noted, with the clock of the time the repository was begun.
    """
    if not settings.repositories:
        return
    ask = partial(_ask_repository, api)
    answers = list(for_each(ask, settings.repositories, api.max_connections))
    clock = min(answer.server_time() for answer in answers)
    repositories = {str(answer.body["id"]): answer.body for answer in answers}
    yield {REPOSITORIES.name: list(repositories.values())}
    repositories = {key: one for key, one in repositories.items() if key not in piece.done}
    state, resume = read_state(), resume_points()
    reads = {}
    ids = (str(answer.body["id"]) for answer in answers)
    anew = {key for key, name in zip(ids, settings.repositories, strict=True) if name in piece.anew}
    names = read_names()
    for key, repository in repositories.items():
        is_renamed = names.get(key, repository["full_name"]) != repository["full_name"]
        names[key] = repository["full_name"]
        if is_renamed:
            resume.pop(key, None)
        if is_renamed or key in anew:
            state.pop(key, None)
        since = read_since(state, key, OVERLAP, settings.start_on, EARLIEST)
        begun = resume.get(key) or {"number": 0, "page": None, "started_at": clock.isoformat()}
        reads[key] = (begun, Standing(Place(piece, begun["page"]), begun["number"]), since)
    readers = {
        key: partial(read_repository, api, repositories[key]["full_name"], since, standing)
        for key, (_, standing, since) in reads.items()
    }
    changes: dict[str, list[datetime | None]] = {key: [] for key in repositories}
    for key, batch in side_by_side(readers, api.max_connections):
        yield batch
        for table in (PULL_REQUESTS, ISSUES):
            changes[key] += map(table.updated_at_of, batch.get(table.name, []))
    for key, (begun, standing, _) in reads.items():
        latest = latest_of([to_utc(begun.get("latest")), *changes[key]])
        if standing.is_complete:
            move_on(state, key, [latest], datetime.fromisoformat(begun["started_at"]))
            resume.pop(key, None)
            piece.done.add(key)
        else:
            resume[key] = begun | {
                "number": standing.number,
                "page": standing.place.page,
                "latest": latest and latest.isoformat(),
            }


def _ask_repository(api: Api, name: str) -> Answer:
    answer = api.get(f"/repos/{name}")
    if not isinstance(answer.body, dict) or not {"id", "full_name"} <= answer.body.keys():
        raise UnexpectedAnswerError(
            f"{answer.url} answered {answer.status} without a repository: {answer.words()}; "
            "the tool may be under maintenance: later type: headway nightly"
        )
    return answer


def _read_in_full(
    api: Api, settings: GitHubSettings, list_name: str, **asked: Any
) -> Iterator[list[Document]]:
    """Read a small list of each repository; a row that two pages or names show is given once."""

    def read(name: str) -> list[Document]:
        pages = whole_list(api, f"/repos/{name}/{list_name}", **asked)
        return [document for page in pages for document in page]

    found = for_each(read, settings.repositories, api.max_connections)
    yield list({document["id"]: document for page in found for document in page}.values())


def probe(api: Api, settings: GitHubSettings) -> list[Problem]:
    """Ask for one issue of each repository; name each repository whose issues we may not read."""
    problems = []
    for name in settings.repositories:
        place = f'.dlt/config.toml [sources.github] repositories "{name}"'
        try:
            api.get(f"/repos/{name}/issues", state="all", per_page=1)
        except RefusedError as refusal:
            if refusal.status == ISSUES_ARE_OFF:
                continue
            words = f"{api.site} answers {refusal.status} to a request for its issues"
            remedy = REMEDIES.get(refusal.status, "headway check")
            problems.append(Problem(place, words, remedy))
            if refusal.status == TOKEN_IS_REFUSED:
                break
        except SourceError as fault:
            return [*problems, Problem(place, str(fault), "")]
    return problems
