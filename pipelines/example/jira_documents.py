"""Renders Jira work items as issues, changelogs, worklogs and remote links."""

from datetime import datetime
from functools import partial
from typing import Any

from pipelines.example import jira_boards as boards
from pipelines.example import jira_reference as ref
from pipelines.example.jira_history import Change, changes_of
from pipelines.example.jira_side import (
    LOGGED_PROJECT,
    link_both_ends,
    log_work,
    remote_links,
    short_issue,
)
from pipelines.example.model import Item, Person
from pipelines.example.people import Workforce

Document = dict[str, Any]


def number_issues(items: list[Item]) -> None:
    """Give each Jira item its id and key, in the order they were created."""
    counts = dict.fromkeys(ref.PROJECT_NAMES, 0)
    items.sort(key=lambda item: item.created_at)
    for n, item in enumerate(items):
        item.id = str(10_001 + n)
        born_in = item.moved_from or item.container
        counts[born_in] += 1
        item.key = f"{born_in}-{counts[born_in]}"
    for item in items:
        # A moved issue takes the next number of its new project; the old number stays a hole.
        if item.moved_from:
            counts[item.container] += 1
            item.former_key, item.key = item.key, f"{item.container}-{counts[item.container]}"


def jira_documents(items: list[Item], workforce: Workforce) -> dict[str, dict[str, Document]]:
    """Render everything Jira says; items are numbered already."""
    people = [*workforce.people, workforce.bots["jira"]]
    users = {person.person_id: ref.user_document(person) for person in people}
    history: list[tuple[datetime, Item, Change]] = []
    issues: dict[str, Document] = {}
    worklogs: dict[str, Document] = {}
    children: dict[int, list[Item]] = {}
    for item in items:
        if item.kind == "sub_task":
            children.setdefault(id(item.parent), []).append(item)
    for item in items:
        changes, current = changes_of(item)
        history += ((change.at, item, change) for change in changes)
        issues[item.id] = _issue(item, current, users, children.get(id(item), []))
        if item.container == LOGGED_PROJECT and item.kind not in ("epic", "initiative"):
            log_work(item, users, worklogs, issues[item.id])
    link_both_ends(items, issues)
    history.sort(key=lambda entry: entry[0])
    changelogs = {}
    for n, (at, item, change) in enumerate(history):
        id_ = str(50_001 + n)
        changelogs[f"{item.id}/{id_}"] = {
            "id": id_, "author": _user(users, change.actor), "created": ref.jira_time(at),
            "items": change.items,
        }  # fmt: skip
    documents = ref.reference_documents(workforce)
    documents["boards"] = {
        str(board_id): boards.board_document(key, board_id)
        for key, board_id in boards.board_ids().items()
    }
    documents["sprints"] = {str(sprint["id"]): sprint for sprint in boards.sprint_documents()}
    documents |= {"issues": issues, "changelogs": changelogs, "worklogs": worklogs}
    return documents | {"remote_links": remote_links(items)}


def _user(users: dict[str, Document], person: Person | None) -> Document | None:
    return users.get(person.person_id) if person else None


def _prose(text: str) -> Document | None:
    if not text:
        return None
    paragraphs = [
        {"type": "paragraph", "content": [{"type": "text", "text": part}]}
        for part in text.split("\n\n") if part
    ]  # fmt: skip
    return {"type": "doc", "version": 1, "content": paragraphs}


def _issue(
    item: Item, current: Document, users: dict[str, Document], children: list[Item]
) -> Document:
    user = partial(_user, users)
    reporter = user(item.reporter)
    if item.traits.get("no_account") and reporter:
        reporter = reporter | {"accountId": "", "emailAddress": "", "displayName": "Former user"}
    updated = max([item.created_at, *(event.at for event in item.events)])
    time = ref.jira_time
    done_at = current["done_at"]
    number, name = ("10001", "Won't Do") if current["dropped"] else ("10000", "Done")
    resolution = {"self": f"{ref.API}/resolution/{number}", "id": number, "name": name}
    fields = {
        "summary": item.title, "description": _prose(item.text),
        "issuetype": ref.issue_type_document(item.kind),
        "project": ref.project_document(item.container), "parent": _parent(item),
        "status": ref.status_document(current["state"], item.container),
        "statuscategorychangedate": time(current["status_since"]),
        "resolution": resolution if done_at else None,
        "resolutiondate": time(done_at) if done_at else None,
        "created": time(item.created_at), "updated": time(updated),
        "duedate": item.due_on.isoformat() if item.due_on else None,
        "assignee": user(current["assignee"]), "reporter": reporter, "creator": reporter,
        "priority": {
            "self": f"{ref.API}/priority/{ref.PRIORITY_IDS[current['priority']]}",
            "name": current["priority"], "id": ref.PRIORITY_IDS[current["priority"]],
        },
        "labels": item.labels, "environment": None, "security": None, "attachment": [],
        "components": [_named("component", item.component)] if item.component else [],
        "fixVersions": [_named("version", item.fix_version)] if item.fix_version else [],
        "versions": [], "issuelinks": [], "subtasks": [short_issue(child) for child in children],
        "comment": _comments(item, users),
        "worklog": {"startAt": 0, "maxResults": 20, "total": 0, "worklogs": []},
        "votes": {"votes": 0, "hasVoted": False}, "watches": {"watchCount": 1, "isWatching": False},
        "workratio": -1, "timespent": None, "timeestimate": None, "timeoriginalestimate": None,
        "timetracking": {}, "lastViewed": None, "progress": {"progress": 0, "total": 0},
        ref.EPIC_LINK: None, "customfield_10015": None, ref.STORY_POINTS: item.points,
        ref.SPRINT: _sprints(item, current), "customfield_10031": None,
        "customfield_10019": "0|i000dz:",
    }  # fmt: skip
    return {
        "expand": "operations,versionedRepresentations,editmeta,changelog,renderedFields",
        "id": item.id, "self": f"{ref.API}/issue/{item.id}", "key": item.key, "fields": fields,
    }  # fmt: skip


def _sprints(item: Item, current: Document) -> list[Document] | None:
    sprints = [boards.sprint_document(item.container, number) for number in current["sprints"]]
    for sprint in sprints:
        sprint["boardId"] = sprint.pop("originBoardId")
    return sprints or None


def _named(resource: str, name: str) -> Document:
    id_ = str(10_000 + sum(map(ord, name)))
    return {"self": f"{ref.API}/{resource}/{id_}", "id": id_, "name": name}


def _parent(item: Item) -> Document | None:
    return (
        short_issue(item.parent) if item.parent is not None and item.parent.tool == "jira" else None
    )


def _comments(item: Item, users: dict[str, Document]) -> Document:
    comments = [
        {
            "self": f"{ref.API}/issue/{item.id}/comment/{int(item.id) * 100 + n}",
            "id": str(int(item.id) * 100 + n), "author": _user(users, event.actor),
            "updateAuthor": _user(users, event.actor), "body": _prose(str(event.value)),
            "created": ref.jira_time(event.at), "updated": ref.jira_time(event.at),
            "jsdPublic": True,
        }
        for n, event in enumerate(event for event in item.events if event.action == "comment")
    ]  # fmt: skip
    return {
        "self": f"{ref.API}/issue/{item.id}/comment", "startAt": 0, "comments": comments,
        "maxResults": len(comments), "total": len(comments),
    }  # fmt: skip
