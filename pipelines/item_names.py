"""The names people paste for a work item, and the items of a publication they stand for.

A key (`PAY-12`, `acme/pay#7`, `4711`), an id (`jira:10063`), or an address from a browser, a chat
or an API. What is most precise is asked first; what stands for several items gives them all.
"""

import re
from collections.abc import Iterator
from typing import Any, NamedTuple
from urllib.parse import unquote, urlsplit

import duckdb

from pipelines.publication import named_rows

Row = dict[str, Any]

AROUND = " \t\r\n<>()[]{}\"'`\u201c\u201d\u2018\u2019,;."
IS_NUMBER = re.compile(r"#?(\d+)")
IS_KEY_WITHOUT_OWNER = re.compile(r"([\w.-]+)#(\d+)")
HAS_REPOSITORY_KEY = re.compile(r"[\w.-]+/[\w.-]+#\d+")
HAS_JIRA_KEY = re.compile(r"(?<![\w-])[A-Za-z][A-Za-z0-9_]+-\d+(?![\w-])")

IN_ADDRESS = (
    (re.compile(r"([^/\s]+/[^/\s]+)/(?:issues|pulls?)/(\d+)(?![\w-])"), ("keys", "{}#{}")),
    (re.compile(r"(?:selectedIssue|issueKey)=([a-z]\w+-\d+)", re.I), ("keys", "{}")),
    (re.compile(r"/(?:browse|issues?)/([a-z]\w+-\d+)", re.I), ("keys", "{}")),
    (re.compile(r"/rest/(?:api|agile)/[\w.]+/issue/(\d+)"), ("ids", "jira:{}")),
    (re.compile(r"/(?:agent/tickets|hc/(?:[\w-]+/)?requests)/(\d+)"), ("ids", "zendesk:{}")),
    (re.compile(r"/(?:a|helpdesk|support)/tickets/(\d+)"), ("ids", "freshdesk:{}")),
    (re.compile(r"zendesk\.com/.*\b(?:tickets|requests)/(\d+)"), ("ids", "zendesk:{}")),
    (re.compile(r"freshdesk\.com/.*\btickets/(\d+)"), ("ids", "freshdesk:{}")),
    (re.compile(r"/(?:tickets|requests)/(\d+)"), ("keys", "{}")),
)
"""Where the tools' own addresses, of pages and of APIs, carry an item's key or id."""

BY = {
    "whole": "$name in (lower(work_item_id), lower(item_key), lower(item_url))",
    "address": r"regexp_replace(lower(item_url), '/*([?#].*)?$', '') = $name",
    "keys": "lower(item_key) = $name",
    "ids": "lower(work_item_id) = $name",
    "numbers": "split_part(work_item_id, ':', 2) = $name",
    "endings": "ends_with(lower(item_key), $name)",
    # Links keep the words that prove them, also where the item they name has moved since.
    "old_keys": r"""
        work_item_id in (
            select to_work_item_id
            from fct_work_item_links
            where list_distinct(regexp_extract_all(lower(proof_text), '[a-z][a-z0-9_]+-[0-9]+'))
                = [$name]
        )
    """,
}


class Name(NamedTuple):
    """One way to read what was pasted."""

    by: str
    name: str


def items_named(connection: duckdb.DuckDBPyConnection, pasted: str) -> tuple[str, list[Row]]:
    """Give the rows of fct_work_items that a pasted name stands for, and by what they were found.

    Where the tools' numbers collide, the address's site decides, if it is one of theirs.
    """
    site = urlsplit(pasted.strip(AROUND)).netloc.lower()
    for name in readings(pasted):
        found = rows(
            connection,
            f"select * from fct_work_items where {BY[name.by]} "  # noqa: S608
            "order by is_deleted, work_item_id limit 20",
            name=name.name.lower(),
        )
        if found:
            here = [row for row in found if urlsplit(row["item_url"] or "").netloc.lower() == site]
            return name.by, here or found
    return "nothing", []


def readings(pasted: str) -> Iterator[Name]:
    """Yield the ways to read a pasted name, the most precise first."""
    text = unquote(pasted).strip(AROUND)
    yield Name("whole", text)
    if "/" in text:
        yield Name("address", re.sub(r"/*([?#].*)?$", "", text))
        for pattern, (by, form) in IN_ADDRESS:
            if match := pattern.search(text):
                yield Name(by, form.format(*match.groups()))
    if match := IS_NUMBER.fullmatch(text):
        yield Name("keys", match[1])
        yield Name("endings" if text.startswith("#") else "numbers", text)
    if IS_KEY_WITHOUT_OWNER.fullmatch(text):
        yield Name("endings", f"/{text}")
    keys = [match[0] for match in HAS_JIRA_KEY.finditer(text)]
    keys += [match[0] for match in HAS_REPOSITORY_KEY.finditer(text)]
    yield from (Name("keys", key) for key in keys)
    yield from (Name("old_keys", key) for key in keys)


def rows(connection: duckdb.DuckDBPyConnection, query: str, **values: Any) -> list[Row]:
    """Give a query's rows by column name."""
    return named_rows(connection.execute(query, values))
