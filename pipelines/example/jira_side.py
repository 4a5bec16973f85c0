"""Renders what hangs beside a Jira issue: links both ways, logged work, remote links."""

from datetime import datetime, timedelta
from typing import Any

from pipelines.example import jira_reference as ref
from pipelines.example.model import Event, Item

Document = dict[str, Any]
# The one project whose team logs its work.
LOGGED_PROJECT = "DATA"
_LINK_TYPES = {
    "blocks": ("10000", "Blocks", "is blocked by", "blocks"),
    "relates": ("10001", "Relates", "relates to", "relates to"),
    "duplicates": ("10002", "Duplicate", "is duplicated by", "duplicates"),
    "causes": ("10003", "Problem/Incident", "is caused by", "causes"),
    "clones": ("10004", "Cloners", "is cloned by", "clones"),
}


def short_issue(item: Item) -> Document:
    """Give an issue as others refer to it."""
    state = "done" if item.finished_at else "to_do"
    return {
        "id": item.id, "key": item.key, "self": f"{ref.API}/issue/{item.id}",
        "fields": {
            "summary": item.title, "status": ref.status_document(state, item.container),
            "issuetype": ref.issue_type_document(item.kind),
        },
    }  # fmt: skip


def link_both_ends(items: list[Item], issues: dict[str, Document]) -> None:
    """Write each link into both issues, under one id."""
    n = 20_000
    for item in items:
        for kind, other in item.links:
            n += 1
            id_, name, inward, outward = _LINK_TYPES[kind]
            link_type = {"id": id_, "name": name, "inward": inward, "outward": outward,
                         "self": f"{ref.API}/issueLinkType/{id_}"}  # fmt: skip
            link = {"id": str(n), "self": f"{ref.API}/issueLink/{n}", "type": link_type}
            near, far = issues[item.id]["fields"], issues[other.id]["fields"]
            near["issuelinks"].append(link | {"outwardIssue": short_issue(other)})
            far["issuelinks"].append(link | {"inwardIssue": short_issue(item)})


def log_work(
    item: Item, users: dict[str, Document], worklogs: dict[str, Document], issue: Document
) -> None:
    """Log what was worked at the end of each stretch in progress."""
    started: Event | None = None
    for event in item.events:
        if event.action != "state":
            continue
        if started and started.actor:
            days = max((event.at - started.at).days, 0)
            seconds = min(
                max(int((event.at - started.at).total_seconds()), 900), 25_200 * (days + 1)
            )
            _add_worklog(item, users[started.actor.person_id], event.at, seconds, worklogs, issue)
        started = event if event.value == "in_progress" else None


def _add_worklog(
    item: Item, author: Document, at: datetime, seconds: int,
    worklogs: dict[str, Document], issue: Document,
) -> None:  # fmt: skip
    id_ = str(30_001 + len(worklogs))
    minutes = seconds // 60
    worklog = {
        "self": f"{ref.API}/issue/{item.id}/worklog/{id_}", "id": id_, "issueId": item.id,
        "author": author, "updateAuthor": author, "created": ref.jira_time(at),
        "updated": ref.jira_time(at), "started": ref.jira_time(at - timedelta(seconds=seconds)),
        "timeSpent": f"{minutes // 60}h {minutes % 60}m", "timeSpentSeconds": minutes * 60,
    }  # fmt: skip
    worklogs[id_] = worklog
    listed = issue["fields"]["worklog"]
    listed["worklogs"].append(worklog)
    listed["total"] += 1


def remote_links(items: list[Item]) -> dict[str, Document]:
    """Link a few stories to pages elsewhere."""
    links = {}
    for n, item in enumerate(item for item in items[::40] if item.kind == "story"):
        links[f"{item.id}/{10_500 + n}"] = {
            "id": 10_500 + n, "self": f"{ref.API}/issue/{item.key}/remotelink/{10_500 + n}",
            "relationship": "mentioned on", "application": {},
            "object": {"url": f"https://wiki.fernhill.example/pages/{item.id}", "title": "Notes",
                       "icon": {}, "status": {"resolved": False, "icon": {}}},
        }  # fmt: skip
    return links
