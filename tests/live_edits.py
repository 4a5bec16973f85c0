"""What people do in the example organisation's tools while Headway reads them."""

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


def create(tools: LiveTools, tool: str, words: str) -> str:
    """Add an item like the last one; give its id."""
    items = tools.served.documents[tool][ITEMS[tool]]
    likeness = items[item_ids(tools, tool)[-1]]
    item = retitled(tool, likeness, words)
    new_id = 1 + max(int(id_) for id_ in [*items, *getattr(items, "removed", {})])
    item["id"] = str(new_id) if tool == "jira" else new_id
    if tool == "jira":
        item["key"] = f"{likeness['fields']['project']['key']}-{new_id}"
        item["fields"]["created"] = f"{tools.served.clock:%Y-%m-%dT%H:%M:%S}.000+0000"
    else:
        item["created_at"] = f"{tools.served.clock:%Y-%m-%dT%H:%M:%SZ}"
    if tool == "github":
        item["number"] = new_id
        item["url"] = f"{item['repository_url']}/issues/{new_id}"
    put(tools, tool, item)
    return str(new_id)


def restore(tools: LiveTools, tool: str, item: dict[str, Any]) -> None:
    """Bring an item back; a help desk dates it anew, an issue tracker may not."""
    if tool in ("jira", "github"):
        tools.served.documents[tool][ITEMS[tool]][str(item["id"])] = item
    else:
        put(tools, tool, item)


def later(tools: LiveTools, **span: float) -> None:
    """Let time pass in every tool."""
    tools.served.clock += timedelta(**span)


def title_of(tool: str, item: dict[str, Any]) -> str:
    """Give an item's title."""
    name = {"jira": "summary", "github": "title"}.get(tool, "subject")
    title: str = (item["fields"] if tool == "jira" else item)[name]
    return title


def said_by(tools: LiveTools, tool: str) -> dict[str, str]:
    """Give the title of every item the tool has, by id; half characters cannot be kept."""
    items = tools.served.documents[tool][ITEMS[tool]]
    titles = {id_: title_of(tool, item) for id_, item in items.items()}
    return {
        id_: title.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
        for id_, title in titles.items()
    }


def kept(tools: LiveTools, tool: str, *, alive: bool = False) -> dict[str, str]:
    """Give the title of every item raw holds, by id; of those that are not gone only, if asked."""
    rows = tools.rows(tool)[ITEMS[tool]]
    return {id_: title_of(tool, said) for id_, (said, gone) in rows.items() if not (alive and gone)}


def assert_no_cursor_is_ahead(tools: LiveTools, tool: str) -> None:
    """Hold every cursor that is a moment against the tool's clock."""
    for name, moment in tools.state(tool).get("read_up_to", {}).items():
        if ":" in str(moment) and "T" in str(moment):
            assert datetime.fromisoformat(moment) <= tools.served.clock, name
