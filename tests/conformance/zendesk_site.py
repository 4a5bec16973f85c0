"""Zendesk as recorded: the answers themselves, one after the other, behind cursors of ours.

What an answer says of further pages stands as recorded and names another host; only the cursors
are ours, because the recordings are of several visits and do not follow from one another.
"""

import re
from typing import Any

from conformance.recordings import Document, moment
from conformance.replay import Asked, Reply
from conformance.zendesk_recordings import ZendeskRecordings

IN_FULL = ("groups", "custom_statuses")
NEVER_RECORDED = ("organizations", "satisfaction_ratings")
NOT_IN_PLAN = ("slas/policies", "jira/links")
NOT_FOUND = 404


class ZendeskSite:
    """Answers the lists and exports of Zendesk Support; null for any other path."""

    def __init__(self, recorded: ZendeskRecordings) -> None:
        self._recorded = recorded
        [self.refusal, *_] = [
            one["json"] for one in recorded.refusals if one["status"] == NOT_FOUND
        ]
        users = recorded.resources["users"].newest().values()
        self.admin = next(user for user in users if user["role"] == "admin")

    def __call__(self, asked: Asked) -> Reply | None:
        name = asked.path.removeprefix("/api/v2/")
        if name == "users/me":
            return Reply({"user": self.admin})
        if name in NOT_IN_PLAN:
            return Reply(self.refusal, NOT_FOUND)
        if name in ("incremental/tickets/cursor", "incremental/users/cursor"):
            return Reply(self._export(name.split("/")[1], asked))
        if name == "ticket_audits":
            return Reply(self._audits(asked))
        if found := re.fullmatch(r"tickets/(\d+)/audits", name):
            return Reply(self._audits_of(int(found[1])))
        if name in IN_FULL:
            documents = list(self._recorded.resources[name].newest().values())
            return Reply({name: documents, "next_page": None})
        if name in NEVER_RECORDED:
            return Reply({name: [], "meta": {"has_more": False}})
        return None

    def _export(self, name: str, asked: Asked) -> Document:
        pages = self._recorded.pages[name]
        if "cursor" in asked.query:
            here = place(asked.query["cursor"])
        else:
            here = _first_since(int(asked.query["start_time"]), pages, name)
        body: Document = pages[here] if here < len(pages) else {name: []}
        after = min(here + 1, len(pages))
        return body | {"after_cursor": cursor(after), "end_of_stream": after == len(pages)}

    def _audits_of(self, ticket_id: int) -> Document:
        audits = self._recorded.resources["ticket_audits"].newest().values()
        own = [audit for audit in audits if audit["ticket_id"] == ticket_id]
        return {"audits": own, "meta": {"has_more": False}}

    def _audits(self, asked: Asked) -> Document:
        pages = self._recorded.pages["ticket_audits"]
        here = place(asked.query.get("page[after]"))
        meta: dict[str, Any] = {
            "has_more": here + 1 < len(pages),
            "after_cursor": cursor(here + 1),
        }
        return pages[here] | {"meta": pages[here]["meta"] | meta}


def _first_since(epoch: int, pages: list[Document], name: str) -> int:
    """Give the first page with a document that was generated, or changed, since a moment."""
    for number, page in enumerate(pages):
        if any(_generated(document) >= epoch for document in page[name]):
            return number
    return len(pages)


def _generated(document: Document) -> float:
    at = moment(document.get("updated_at"))
    return float(document.get("generated_timestamp") or (at.timestamp() if at else 0))


def cursor(page: int) -> str:
    return f"page-{page}"


def place(given: str | None) -> int:
    return int(given.removeprefix("page-")) if given else 0
