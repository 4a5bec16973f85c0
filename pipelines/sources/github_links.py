"""Which issues a pull request closes: only GitHub's GraphQL interface says it.

GraphQL reports a failure, and its spent quota, with status 200, an `errors` key and part of the
data: such a page counts as unread. An error without a type is GitHub's own passing trouble and is
asked again.
"""

import logging
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from typing import Any

import tenacity

from pipelines.sources.answers import Answer, QuotaSpentError, SourceError, UnexpectedAnswerError
from pipelines.sources.documents import Document
from pipelines.sources.github_pages import ROWS_PER_PAGE, since_moment
from pipelines.sources.github_tables import CLOSING_REFERENCES
from pipelines.sources.http import Api
from pipelines.sources.slices import Place

logger = logging.getLogger(__name__)

ATTEMPTS = 3

CLOSING_REFERENCES_QUERY = """
query ($owner: String!, $name: String!, $first: Int!, $after: String) {
  repository(owner: $owner, name: $name) {
    pullRequests(first: $first, after: $after, orderBy: {field: UPDATED_AT, direction: DESC}) {
      nodes {
        fullDatabaseId
        databaseId
        number
        updatedAt
        repository { nameWithOwner }
        closingIssuesReferences(first: 100) {
          nodes { databaseId fullDatabaseId number repository { nameWithOwner } }
        }
      }
      pageInfo { hasNextPage endCursor }
    }
  }
}
"""


class PassingTroubleError(UnexpectedAnswerError):
    """GitHub's GraphQL could not answer this time."""


def closing_references(
    api: Api, repository: str, since: datetime, place: Place | None = None
) -> Iterator[list[Document]]:
    """Read the issues that pull requests close, latest change first, from a place back to a moment.

    A place is a cursor of GitHub's: it stands between two rows whatever comes in before them.
    """
    place = place or Place()
    owner, name = repository.split("/")
    asked = {"owner": owner, "name": name, "first": ROWS_PER_PAGE, "after": place.page}
    passed: set[str] = set()
    while True:
        connection = _ask(api, asked)
        nodes = connection.documents("nodes")
        yield since_moment(nodes, CLOSING_REFERENCES, since)
        oldest = CLOSING_REFERENCES.updated_at_of(nodes[-1]) if nodes else None
        page_info = connection.body["pageInfo"]
        is_last = not page_info["hasNextPage"] or (oldest is not None and oldest < since)
        if not place.moves_to(None if is_last else page_info["endCursor"]):
            return
        if page_info["endCursor"] in passed:
            raise SourceError(
                f"{connection.url} gives the cursor {page_info['endCursor']} twice: "
                "it would never end; later type: headway nightly"
            )
        passed.add(page_info["endCursor"])
        asked = {**asked, "after": page_info["endCursor"]}


@tenacity.retry(
    stop=tenacity.stop_after_attempt(ATTEMPTS),
    wait=tenacity.wait_exponential_jitter(initial=1, max=10),
    retry=tenacity.retry_if_exception_type(PassingTroubleError),
    before_sleep=tenacity.before_sleep_log(logger, logging.INFO),
    reraise=True,
)
def _ask(api: Api, variables: dict[str, Any]) -> Answer:
    """Give the connection `pullRequests` of one page, or fail."""
    answer = api.post(_address(api), {"query": CLOSING_REFERENCES_QUERY, "variables": variables})
    body = answer.body if isinstance(answer.body, dict) else {}
    if "errors" in body:
        raise _failure(answer)
    repository = (body.get("data") or {}).get("repository") or {}
    connection = replace(answer, body=repository.get("pullRequests"))
    if not isinstance(connection.body, dict) or not isinstance(
        connection.body.get("pageInfo"), dict
    ):
        raise UnexpectedAnswerError(
            f"{answer.url} answered {answer.status} without pull requests: {answer.words()}; "
            "the tool may be under maintenance: later type: headway nightly"
        )
    return connection


def _failure(answer: Answer) -> SourceError:
    errors = [error for error in answer.documents("errors") if isinstance(error, dict)]
    types = {error.get("type") for error in errors} - {None}
    words = "; ".join(str(error.get("message")) for error in errors)[:300]
    if "RATE_LIMITED" in types:
        return QuotaSpentError(
            f"{answer.url}: {words}; its quota is spent; the next run continues here: "
            "headway nightly"
        )
    if types:
        return UnexpectedAnswerError(f"{answer.url}: {words}; then type: headway check")
    return PassingTroubleError(f"{answer.url}: {words}; later type: headway nightly")


def _address(api: Api) -> str:
    """GitHub Enterprise Server has REST at /api/v3 and GraphQL beside it, at /api/graphql."""
    return f"{api.site.removesuffix('/v3')}/graphql"
