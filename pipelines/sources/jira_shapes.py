"""The shapes of Jira's pages, as far as they are decoded: documents stay the bytes they came in."""

from typing import NotRequired, TypedDict

import msgspec


class Page(msgspec.Struct, rename="camel"):
    """A page that may name the next one."""

    next_page_token: str | None = None


class IssuePage(Page, kw_only=True):
    """A page of `/search/jql`."""

    issues: list[msgspec.Raw]


class IssueId(TypedDict):
    """An issue of which nothing but its id was asked for."""

    id: str


class IdsPage(Page, kw_only=True):
    """A page of `/search/jql` with ids only."""

    issues: list[IssueId]


class Changelog(msgspec.Struct, rename="camel"):
    """Part of an issue's histories: one issue may be split over pages."""

    issue_id: str
    change_histories: list[msgspec.Raw]


class ChangelogPage(Page, kw_only=True, rename="camel"):
    """A page of `/changelog/bulkfetch`."""

    issue_change_logs: list[Changelog]


class Comments(TypedDict):
    """An issue's comments, as far as they tell whether they are all there."""

    total: NotRequired[int | None]
    comments: NotRequired[list[msgspec.Raw] | None]


class KnownFields(TypedDict):
    """An issue's fields, as far as they date it and count its comments."""

    created: NotRequired[str | int | None]
    updated: NotRequired[str | int | None]
    comment: NotRequired[Comments | None]


class IssueHead(TypedDict):
    """An issue, as far as its fields key it, date it and count its comments."""

    id: str
    fields: NotRequired[KnownFields | None]


class HistoryHead(TypedDict):
    """A history, as far as its fields key and date it."""

    id: str | int
    created: NotRequired[str | int | None]


IDS_PAGE = msgspec.json.Decoder(IdsPage)
ISSUE_PAGE = msgspec.json.Decoder(IssuePage)
ISSUE_HEAD = msgspec.json.Decoder(IssueHead)
CHANGELOG_PAGE = msgspec.json.Decoder(ChangelogPage)
HISTORY_HEAD = msgspec.json.Decoder(HistoryHead)
PARTS = msgspec.json.Decoder(dict[str, msgspec.Raw])
