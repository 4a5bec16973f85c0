"""What people do in the example organisation's tools while Headway reads them."""

import json
import re
from copy import deepcopy
from datetime import UTC, datetime, timedelta
from typing import Any

from live_tools import LiveTools

ITEMS = {"jira": "issues", "github": "issues", "zendesk": "tickets", "freshdesk": "tickets"}


def item_ids(tools: LiveTools, tool: str) -> list[str]:
    """Give the ids of the items one can edit; of GitHub's, issues only."""
    items = tools.served.documents[tool][ITEMS[tool]]
    return [id_ for id_, item in items.items() if not item.get("pull_request")]


def put(tools: LiveTools, tool: str, item: dict[str, Any], at: datetime | None = None) -> None:
    """Save an item, dated by the tool's clock."""
    at = (at or tools.served.clock).astimezone(UTC)
    if tool == "jira":
        item["fields"]["updated"] = f"{at:%Y-%m-%dT%H:%M:%S}.000+0000"
    else:
        item["updated_at"] = f"{at:%Y-%m-%dT%H:%M:%SZ}"
    if tool == "zendesk":
        item["generated_timestamp"] = int(at.timestamp())
    tools.served.documents[tool][ITEMS[tool]][str(item["id"])] = item


def retitled(tool: str, item: dict[str, Any], words: str) -> dict[str, Any]:
    """Give a copy of an item under another title."""
    item = deepcopy(item)
    name = {"jira": "summary", "github": "title"}.get(tool, "subject")
    (item["fields"] if tool == "jira" else item)[name] = words
    return item


def edit(tools: LiveTools, tool: str, id_: str, words: str, at: datetime | None = None) -> None:
    """Give an item another title."""
    put(tools, tool, retitled(tool, tools.served.documents[tool][ITEMS[tool]][id_], words), at)


def restore(tools: LiveTools, tool: str, item: dict[str, Any]) -> None:
    """Bring an item back; a help desk dates it anew, an issue tracker may not."""
    if tool in ("jira", "github"):
        tools.served.documents[tool][ITEMS[tool]][str(item["id"])] = item
    else:
        put(tools, tool, item)


def transfer(tools: LiveTools, id_: str) -> dict[str, Any]:
    """Transfer a GitHub issue to another repository: it goes on there under another id."""
    documents = tools.served.documents["github"]
    newest = max(map(int, documents["issues"]))
    old = documents["issues"].pop(id_)
    here = old["repository_url"]
    there = next(one["url"] for one in documents["repositories"].values() if one["url"] != here)
    new = deepcopy(old) | {"id": newest + 1, "repository_url": there}
    new["number"] = 90_000 + new["id"] % 1000
    new["url"] = f"{there}/issues/{new['number']}"
    name, path = (url.partition("/repos/")[2] for url in (here, new["url"]))
    address = {"url": f"{tools.served.urls['github']}/repos/{path}"}
    documents.setdefault("transfers", {})[f"{name.lower()}#{old['number']}"] = address
    put(tools, "github", new)
    return new


def rename_repository(documents: dict[str, dict[str, Any]], old: str, new: str) -> None:
    """Rename or transfer a GitHub repository: its documents name it anew, none is dated anew."""
    named = re.compile(rf'(?<=["/]){re.escape(old)}(?=["/])')
    for rows in documents.values():
        for id_, row in list(rows.items()):
            said = named.sub(new, json.dumps(row))
            if said != json.dumps(row):
                rows[id_] = json.loads(said)
    [document] = [one for one in documents["repositories"].values() if one["full_name"] == new]
    document["name"] = new.partition("/")[2]


def archive(tools: LiveTools, id_: str) -> None:
    """Archive a Freshdesk ticket, as the tool itself does with what was closed months ago."""
    documents = tools.served.documents["freshdesk"]
    documents.setdefault("archived_tickets", {})[id_] = documents["tickets"].pop(id_)


def later(tools: LiveTools, **span: float) -> None:
    """Let time pass in every tool."""
    tools.served.clock += timedelta(**span)


def title_of(tool: str, item: dict[str, Any]) -> str:
    """Give an item's title."""
    name = {"jira": "summary", "github": "title"}.get(tool, "subject")
    title: str = (item["fields"] if tool == "jira" else item)[name]
    return title
