"""Renders what people did on issues and pull requests: comments, reviews, commits, events."""

from hashlib import sha1
from typing import Any

from pipelines.example.github_reference import API, WEB, Reference, github_time, node_id
from pipelines.example.model import Event, Item, Person

Document = dict[str, Any]
_OF_THE_ISSUE = (
    "url", "repository_url", "html_url", "id", "node_id", "number", "title", "state",
    "created_at", "updated_at", "pull_request",
)  # fmt: skip


class Activity:
    """Collects each item's activity; ids grow in the order of rendering."""

    def __init__(self, reference: Reference) -> None:
        """Start with nothing done."""
        self._reference = reference
        self._documents: dict[str, dict[str, Document]] = {
            resource: {}
            for resource in ("comments", "reviews", "review_comments", "commits", "events")
        }

    def documents(self) -> dict[str, dict[str, Document]]:
        """Give all activity, by resource and id."""
        return self._documents

    def record(self, item: Item, issue: Document) -> None:
        """Render one item's events."""
        for n, event in enumerate(item.events):
            if event.action == "comment":
                self._comment(event, issue)
            elif event.action == "review":
                self._review(item, event)
            elif event.action == "review_comment":
                self._review_comment(item, event)
            elif event.action == "commit":
                self._commit(item, event, n)
            elif event.action == "assign":
                extra = {
                    "assignee": self._reference.user(event.value),
                    "assigner": self._reference.user(event.actor),
                }
                self._unassign_the_last(item, event, n, issue)
                self._event("assigned", event, issue, extra)
            elif event.action == "state":
                self._state(item, event, n, issue)
        for name in item.labels[:1]:
            label = self._reference.labels[item.container, name]
            opened = Event(item.created_at, "label", item.reporter)
            self._event(
                "labeled", opened, issue, {"label": {"name": name, "color": label["color"]}}
            )

    def _unassign_the_last(self, item: Item, event: Event, n: int, issue: Document) -> None:
        before = [past.value for past in item.events[:n] if past.action == "assign"]
        if before and before[-1] is not event.value:
            self._event("unassigned", event, issue, {"assignee": self._reference.user(before[-1])})

    def _state(self, item: Item, event: Event, n: int, issue: Document) -> None:
        ended = ("done", "dropped", "merged", "closed")
        before = [past.value for past in item.events[:n] if past.action == "state"]
        was_closed = bool(before) and before[-1] in ended
        if event.value == "merged":
            self._event("merged", event, issue, {})
        if event.value in ended and not was_closed:
            reason = "not_planned" if event.value == "dropped" else None
            self._event("closed", event, issue, {"state_reason": reason})
        elif event.value not in ended and was_closed:
            self._event("reopened", event, issue, {"state_reason": None})

    def _event(self, name: str, event: Event, issue: Document, extra: Document) -> None:
        id_ = 16_400_000_000 + 29 * len(self._documents["events"])
        url = f"{issue['repository_url']}/issues/events/{id_}"
        self._documents["events"][str(id_)] = {
            "id": id_, "node_id": node_id("E", id_), "url": url,
            "actor": self._reference.user(event.actor), "event": name, "commit_id": None,
            "commit_url": None, "created_at": github_time(event.at),
            "performed_via_github_app": None, **extra,
            "issue": {key: issue[key] for key in _OF_THE_ISSUE if key in issue},
        }  # fmt: skip

    def _comment(self, event: Event, issue: Document) -> None:
        id_ = 2_800_000_000 + 31 * len(self._documents["comments"])
        self._documents["comments"][str(id_)] = {
            "url": f"{issue['repository_url']}/issues/comments/{id_}",
            "html_url": f"{issue['html_url']}#issuecomment-{id_}", "issue_url": issue["url"],
            "id": id_, "node_id": node_id("IC", id_), "user": self._reference.user(event.actor),
            "created_at": github_time(event.at), "updated_at": github_time(event.at),
            "author_association": "MEMBER", "body": event.value, "performed_via_github_app": None,
        }  # fmt: skip

    def _review(self, item: Item, event: Event) -> None:
        id_ = 1_900_000_000 + 23 * len(self._documents["reviews"])
        pull, page = _addresses(item)
        self._documents["reviews"][str(id_)] = {
            "id": id_, "node_id": node_id("PRR", id_), "user": self._reference.user(event.actor),
            "body": "", "state": event.value, "html_url": f"{page}#pullrequestreview-{id_}",
            "pull_request_url": pull, "author_association": "MEMBER",
            "_links": {
                "html": {"href": f"{page}#pullrequestreview-{id_}"}, "pull_request": {"href": pull},
            },
            "submitted_at": github_time(event.at), "commit_id": _sha(item.key, "head"),
        }  # fmt: skip

    def _review_comment(self, item: Item, event: Event) -> None:
        id_ = 1_500_000_000 + 19 * len(self._documents["review_comments"])
        pull, page = _addresses(item)
        self._documents["review_comments"][str(id_)] = {
            "url": f"{API}/repos/{item.container}/pulls/comments/{id_}", "id": id_,
            "node_id": node_id("PRRC", id_), "pull_request_review_id": None,
            "diff_hunk": "@@ -1,3 +1,4 @@", "path": "src/main.kt", "line": 4, "side": "RIGHT",
            "commit_id": _sha(item.key, "head"), "user": self._reference.user(event.actor),
            "body": event.value, "created_at": github_time(event.at),
            "updated_at": github_time(event.at), "html_url": f"{page}#discussion_r{id_}",
            "pull_request_url": pull, "author_association": "MEMBER",
        }  # fmt: skip

    def _commit(self, item: Item, event: Event, n: int) -> None:
        sha, url = _sha(item.key, n), f"{API}/repos/{item.container}/commits"
        user = self._reference.user(event.actor)
        signature = _signature(event.actor) | {"date": github_time(event.at)}
        self._documents["commits"][f"{item.traits['pull_id']}/{sha}"] = {
            "sha": sha, "node_id": node_id("C", n),
            "commit": {
                "author": signature, "committer": signature, "message": event.value,
                "tree": {"sha": _sha(sha), "url": f"{url}/{_sha(sha)}"}, "comment_count": 0,
                "verification": {
                    "verified": False, "reason": "unsigned", "signature": None, "payload": None,
                },
            },
            "url": f"{url}/{sha}", "html_url": f"{WEB}/{item.container}/commit/{sha}",
            "author": user, "committer": user, "parents": [],
        }  # fmt: skip


def _addresses(item: Item) -> tuple[str, str]:
    number = item.traits["number"]
    return (f"{API}/repos/{item.container}/pulls/{number}", f"{WEB}/{item.container}/pull/{number}")


def _signature(person: Person | None) -> dict[str, str]:
    login = person.accounts["github_login"] if person else "ghost"
    return {
        "name": person.name if person else "ghost",
        "email": f"{login}@users.noreply.github.com",
    }


def _sha(*parts: object) -> str:
    return sha1("/".join(map(str, parts)).encode(), usedforsecurity=False).hexdigest()
