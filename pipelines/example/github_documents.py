"""Renders issues and pull requests; numbers are dense in each repository, over both."""

from datetime import datetime
from typing import Any

from pipelines.example.github_activity import Activity
from pipelines.example.github_pulls import body_of, closing_references, pull_request_document
from pipelines.example.github_reference import (
    API,
    REPOSITORIES,
    WEB,
    Reference,
    github_time,
    node_id,
)
from pipelines.example.model import Item
from pipelines.example.people import Workforce

Document = dict[str, Any]


def number_items(items: list[Item]) -> None:
    """Give each issue and pull request its ids and its number, in the order they were created."""
    counts = dict.fromkeys(REPOSITORIES, 0)
    items.sort(key=lambda item: item.created_at)
    for n, item in enumerate(items):
        counts[item.container] += 1
        item.id = str(2_210_000_000 + 37 * n)
        item.key = f"{item.container}#{counts[item.container]}"
        item.traits["number"] = counts[item.container]
        if item.kind == "pull_request":
            item.traits["pull_id"] = 1_610_000_000 + 53 * n


def github_documents(items: list[Item], workforce: Workforce) -> dict[str, dict[str, Document]]:
    """Render everything GitHub says; items are numbered already."""
    reference = Reference(workforce)
    children: dict[int, list[Item]] = {}
    for item in items:
        if item.tool == "github" and item.parent is not None:
            children.setdefault(id(item.parent), []).append(item)
    activity = Activity(reference)
    issues: dict[str, Document] = {}
    pulls: dict[str, Document] = {}
    references: dict[str, Document] = {}
    for item in items:
        updated_at = max([item.created_at, *(event.at for event in item.events)])
        reference.count_into_milestone(item, updated_at)
        issue = _issue(reference, item, updated_at, children.get(id(item), []))
        issues[item.id] = issue
        if item.kind == "pull_request":
            pull = pull_request_document(reference, item, issue)
            pulls[str(pull["id"])] = pull
            references[str(pull["id"])] = closing_references(item, updated_at)
        activity.record(item, issue)
    documents = reference.documents() | activity.documents()
    sub_issues = {
        f"{item.parent.id}/{item.id}": issues[item.id]
        for item in items if item.parent is not None
    }  # fmt: skip
    return documents | {
        "issues": issues, "pull_requests": pulls, "closing_references": references,
        "sub_issues": sub_issues,
    }  # fmt: skip


def _issue(
    reference: Reference, item: Item, updated_at: datetime, children: list[Item]
) -> Document:
    number, repository = item.traits["number"], item.container
    url = f"{API}/repos/{repository}/issues/{number}"
    is_pull = item.kind == "pull_request"
    page = "pull" if is_pull else "issues"
    closed_at = item.finished_at
    assignee = _assignee(reference, item)
    n_comments = sum(event.action == "comment" for event in item.events)
    n_done = sum(child.finished_at is not None for child in children)
    reason = "not_planned" if _last_state(item) == "dropped" else "completed"
    issue: Document = {
        "url": url, "repository_url": f"{API}/repos/{repository}",
        "labels_url": f"{url}/labels{{/name}}", "comments_url": f"{url}/comments",
        "events_url": f"{url}/events", "html_url": f"{WEB}/{repository}/{page}/{number}",
        "id": int(item.id), "node_id": node_id("PR" if is_pull else "I", int(item.id)),
        "number": number, "title": item.title,
        "user": None if item.traits.get("is_ghost") else reference.user(item.reporter),
        "labels": [reference.labels[repository, name] for name in item.labels],
        "state": "closed" if closed_at else "open", "locked": False,
        "assignee": assignee, "assignees": [assignee] if assignee else [],
        "milestone": reference.milestones[repository, item.milestone] if item.milestone else None,
        "comments": n_comments, "created_at": github_time(item.created_at),
        "updated_at": github_time(updated_at),
        "closed_at": github_time(closed_at) if closed_at else None,
        "author_association": "MEMBER", "active_lock_reason": None, "type": None,
        "sub_issues_summary": {
            "total": len(children), "completed": n_done,
            "percent_completed": 100 * n_done // len(children) if children else 0,
        },
        "issue_dependencies_summary": {
            "blocked_by": 0, "total_blocked_by": 0, "blocking": 0, "total_blocking": 0,
        },
        "body": body_of(item),
        "reactions": {"url": f"{url}/reactions", "total_count": 0, "+1": 0, "-1": 0},
        "timeline_url": f"{url}/timeline", "performed_via_github_app": None,
        "state_reason": reason if closed_at and not is_pull else None,
    }  # fmt: skip
    if item.parent is not None:
        parent = item.parent
        issue["parent_issue_url"] = (
            f"{API}/repos/{parent.container}/issues/{parent.traits['number']}"
        )
    if is_pull:
        web = f"{WEB}/{repository}/pull/{number}"
        issue["draft"] = item.traits["is_draft"]
        issue["pull_request"] = {
            "url": f"{API}/repos/{repository}/pulls/{number}", "html_url": web,
            "diff_url": f"{web}.diff", "patch_url": f"{web}.patch",
            "merged_at": issue["closed_at"] if _last_state(item) == "merged" else None,
        }  # fmt: skip
    return issue


def _last_state(item: Item) -> str | None:
    states = [event.value for event in item.events if event.action == "state"]
    return states[-1] if states else None


def _assignee(reference: Reference, item: Item) -> Document | None:
    assigned = [event.value for event in item.events if event.action == "assign"]
    return reference.user(assigned[-1]) if assigned else None
