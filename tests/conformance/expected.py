"""What the work items should be, told from the recordings in plain Python, without the models."""

from datetime import date
from typing import Any

from conformance.jira_site import agile_fields, project_of
from conformance.nights import Nights, Recorded
from conformance.recordings import Document, moment

Item = dict[str, Any]
GROUP_OF_CATEGORY = {"new": "to_do", "indeterminate": "in_progress", "done": "done"}
GROUP_OF_TICKET = {
    **{"new": "to_do", "open": "in_progress", "pending": "waiting", "hold": "waiting"},
    **{"solved": "done", "closed": "done", "deleted": "done"},
}


def work_items(recorded: Recorded, nights: Nights) -> dict[str, Item]:
    """Give every work item there should be, by its id."""
    return {
        **jira_items(recorded, [*nights.jira.issues, *nights.jira.bare_issues]),
        **github_items(recorded, nights),
        **zendesk_items(recorded),
    }


def jira_items(recorded: Recorded, issues: list[Document]) -> dict[str, Item]:
    statuses = recorded.jira["statuses"].newest()
    kinds = recorded.jira["issue_types"].newest()
    agile = agile_fields(recorded.jira["issues"])
    ids = {issue["key"]: issue["id"] for issue in issues}
    items = {}
    for issue in issues:
        fields = issue.get("fields", {})
        status = fields.get("status", {})
        status = statuses.get(status.get("id"), status)
        category = status.get("statusCategory", {}).get("key")
        group = GROUP_OF_CATEGORY.get(category, "to_do")
        kind = kinds.get(fields.get("issuetype", {}).get("id"), {"name": "issue"})
        points = float(fields.get(agile["points"]) or -1)
        parent = (
            (fields.get("parent") or {}).get("id")
            or ids.get(fields.get(agile["epic_link"]))
            or (fields.get("epic") or {}).get("id")
        )
        resolved = fields.get("resolutiondate") or fields.get("statuscategorychangedate")
        items[f"jira:{issue['id']}"] = {
            "container": project_of(issue),
            "item_key": issue["key"],
            "item_type": kind.get("untranslatedName") or kind["name"],
            "title": fields["summary"].replace("\0", "") if fields else None,
            "source_status": status.get("name"),
            "status_group": group,
            "parent_work_item_id": f"jira:{parent}" if parent else None,
            "estimate_points": points if points >= 0 else None,
            "is_deleted": False,
            "due_on": fields.get("duedate") and date.fromisoformat(fields["duedate"]),
            "created_at": moment(fields.get("created")),
            "updated_at": moment(fields.get("updated")),
            "resolved_at": moment(resolved) if group == "done" else None,
        }
    return items


def github_items(recorded: Recorded, nights: Nights) -> dict[str, Item]:
    """Give the issues, each with its pull request if it has one, and pull requests without one."""
    issues = recorded.github["issues"].newest()
    issues |= {str(one["id"]): one for found in nights.github.labelled.values() for one in found}
    pulls = {github_key(one): one for one in recorded.github["pull_requests"].newest().values()}
    items = {
        f"github:{key}": github_item(issue, pulls.pop(github_key(issue), {}))
        for key, issue in issues.items()
    }
    return items | {f"github:pull-{pull['id']}": github_item(pull, pull) for pull in pulls.values()}


def github_key(document: Document) -> str:
    url = document.get("repository_url") or document["base"]["repo"]["url"]
    return f"{url.partition('/repos/')[2]}#{document['number']}"


def github_item(document: Document, pull: Document) -> Item:
    is_pull = bool(pull) or "pull_request" in document
    merged = pull.get("merged_at") or document.get("pull_request", {}).get("merged_at")
    is_closed = document["state"] == "closed"
    is_draft = pull.get("draft", document.get("draft", False))
    taken_up = is_pull or document.get("assignee")
    unfinished = "draft" if is_pull and is_draft else "open"
    return {
        "container": github_key(document).partition("#")[0],
        "item_key": github_key(document),
        "item_type": "pull_request" if is_pull else "issue",
        "title": document["title"],
        "source_status": "merged" if merged else "closed" if is_closed else unfinished,
        "status_group": "done" if is_closed else "in_progress" if taken_up else "to_do",
        "parent_work_item_id": None,
        "estimate_points": None,
        "is_deleted": False,
        "due_on": None,
        "created_at": moment(document["created_at"]),
        "updated_at": moment(document["updated_at"]),
        "resolved_at": moment(document["closed_at"]) if is_closed else None,
    }


def zendesk_items(recorded: Recorded) -> dict[str, Item]:
    groups = {
        one["id"]: one["name"] for one in recorded.zendesk.resources["groups"].newest().values()
    }
    items = {}
    for key, ticket in recorded.zendesk.resources["tickets"].newest().items():
        group = ticket["group_id"]
        is_done = GROUP_OF_TICKET[ticket["status"]] == "done"
        items[f"zendesk:{key}"] = {
            "container": groups.get(group, f"group {group}") if group else "no group",
            "item_key": key,
            "item_type": ticket["type"] or "ticket",
            "title": ticket["subject"],
            "source_status": ticket["status"],
            "status_group": GROUP_OF_TICKET[ticket["status"]],
            "parent_work_item_id": None,
            "estimate_points": None,
            "is_deleted": ticket["status"] == "deleted",
            "due_on": None,
            "created_at": moment(ticket["created_at"]),
            "updated_at": moment(ticket["updated_at"]),
            # Nothing but its last change tells when a ticket was deleted.
            "resolved_at": moment(ticket["updated_at"]) if is_done else None,
        }
    return items
