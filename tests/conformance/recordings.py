"""What others recorded of real tools, read where it lies: nothing of it is in the checkout."""

import csv
import gzip
import json
import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any

CHECKOUT = Path(__file__).parents[2]
FOLDER = Path(os.environ.get("HEADWAY_REALDATA") or CHECKOUT.parent / "shared" / "realdata")
Document = dict[str, Any]
NEVER = datetime.min.replace(tzinfo=UTC)


def moment(text: str | None) -> datetime | None:
    """Read a recorded moment, by other code than that under test."""
    if text is None:
        return None
    fraction = ".%f" if "." in text else ""
    return datetime.strptime(text, f"%Y-%m-%dT%H:%M:%S{fraction}%z").astimezone(UTC)


@dataclass(frozen=True, repr=False)
class Recording:
    """One document as a tool gave it; `parent` is what it was asked for by, `order` when."""

    document: Document
    order: tuple[str, int]
    parent: int | None = None
    parent_number: int | None = None


@dataclass(frozen=True, repr=False)
class Resource:
    """All recordings of one resource, as they were taken."""

    recordings: list[Recording]
    id_of: Callable[[Recording], str]
    changed_at: Callable[[Document], datetime | None]

    def versions(self) -> dict[str, list[Document]]:
        """Give each id's recordings, oldest first: by their own moment, then as they were taken."""
        found: dict[str, list[Document]] = {}
        for one in sorted(self.recordings, key=lambda one: one.order):
            found.setdefault(self.id_of(one), []).append(one.document)
        return {
            key: sorted(documents, key=lambda one: self.changed_at(one) or NEVER)
            for key, documents in found.items()
        }

    def newest(self) -> dict[str, Document]:
        return {key: documents[-1] for key, documents in self.versions().items()}

    def equally_new(self) -> dict[str, list[Document]]:
        """Give the versions between which the documents' own moments cannot choose."""
        return {
            key: [one for one in found if self.changed_at(one) == self.changed_at(found[-1])]
            for key, found in self.versions().items()
        }

    def first_then_again(self) -> tuple[list[Document], list[Document]]:
        """Give each id's first recording, and apart from these what was recorded again."""
        first: dict[str, Recording] = {}
        for one in self.recordings:
            first.setdefault(self.id_of(one), one)
        again = [one.document for one in self.recordings if first[self.id_of(one)] is not one]
        return [one.document for one in first.values()], again

    def of_parent(self, parent: int) -> "Resource":
        children = [one for one in self.recordings if one.parent == parent]
        return Resource(children, self.id_of, self.changed_at)

    def parents(self) -> set[int]:
        return {one.parent for one in self.recordings if one.parent is not None}


def own_id(one: Recording, key: str = "id") -> str:
    return str(one.document[key])


def child_id(one: Recording, key: str = "id") -> str:
    return f"{one.parent}/{one.document[key]}"


def dated(key: str) -> Callable[[Document], datetime | None]:
    return lambda document: moment(document.get(key))


def undated(_: Document) -> None:
    return None


def read_lines(name: str) -> Iterator[Document]:
    with gzip.open(FOLDER / f"{name}.jsonl.gz", "rt", encoding="utf-8") as lines:
        yield from map(json.loads, lines)


def read_resource(
    name: str,
    id_of: Callable[[Recording], str] = own_id,
    changed_at: Callable[[Document], datetime | None] = undated,
) -> Resource:
    """Read one recorded table: lines of {data, input, created_at, ...}."""
    recordings = []
    for position, line in enumerate(read_lines(name)):
        asked_by = line.get("input") or {}
        recordings.append(
            Recording(
                line["data"],
                (line["created_at"].replace("T", " ")[:19], position),
                asked_by.get("issue_id") or asked_by.get("GithubId"),
                asked_by.get("Number"),
            )
        )
    return Resource(recordings, id_of, changed_at)


def jira() -> dict[str, Resource]:
    """Read Jira's resources; histories inside the issues are history entries like the others."""
    issues = read_resource(
        "jira/issues", changed_at=lambda issue: moment(issue["fields"]["updated"])
    )
    changelogs = read_resource("jira/issue_changelogs", child_id, dated("created"))
    changelogs.recordings.extend(
        Recording(history, ("", position), int(one.document["id"]))
        for one in issues.recordings
        for position, history in enumerate(one.document["changelog"]["histories"])
    )
    return {
        "issues": issues,
        "changelogs": changelogs,
        "worklogs": read_resource("jira/worklogs", changed_at=dated("updated")),
        "remote_links": read_resource("jira/remotelinks", child_id),
        "statuses": read_resource("jira/status"),
        "issue_types": read_resource("jira/issue_types"),
        "projects": read_resource("jira/projects"),
        "users": read_resource("jira/users", partial(own_id, key="accountId")),
        "sprints": read_resource("jira/sprints"),
    }


def github() -> dict[str, Resource]:
    """Read GitHub's resources; the issues inside the events are issues like the others."""
    updated = dated("updated_at")
    issues = read_resource("github/issues", changed_at=updated)
    events = read_resource("github/events", changed_at=dated("created_at"))
    issues.recordings.extend(
        Recording(one.document["issue"], one.order) for one in events.recordings
    )
    return {
        "issues": issues,
        "pull_requests": read_resource("github/pull_requests", changed_at=updated),
        "reviews": read_resource("github/pull_request_reviews", changed_at=dated("submitted_at")),
        "commits": read_resource(
            "github/pull_request_commits",
            partial(child_id, key="sha"),
            lambda commit: moment(commit["commit"]["committer"]["date"]),
        ),
        "comments": read_resource("github/comments", changed_at=updated),
        "events": events,
        "milestones": read_resource("github/milestones", changed_at=updated),
    }


def labelled_issues() -> list[dict[str, str]]:
    """Read the labelled GitHub issues: text and label only, with the longest bodies there are."""
    csv.field_size_limit(10_000_000)
    path = FOLDER / "labelled" / "github_issues_nlbse2024_train.csv.gz"
    with gzip.open(path, "rt", encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))
