"""Renders pull requests, and what their branch, title, body and closing references say."""

from datetime import datetime
from hashlib import sha1
from typing import Any

from pipelines.example.github_reference import API, WEB, Reference, github_time, node_id
from pipelines.example.model import Item

Document = dict[str, Any]
_AS_THE_ISSUE = (
    "title", "user", "labels", "state", "locked", "assignee", "assignees", "milestone",
    "created_at", "updated_at", "closed_at", "author_association", "active_lock_reason", "number",
    "body", "draft",
)  # fmt: skip


def body_of(item: Item) -> str | None:
    """Give the text of an issue or pull request, with what it says it serves."""
    said, served = item.traits.get("reference"), item.serves
    if served is None:
        return item.text or None
    key = served.former_key or served.key
    if said == "body":
        return f"{item.text}\r\n\r\nJira: {key}"
    if said == "closes":
        is_near = served.container == item.container
        named = f"#{served.traits['number']}" if is_near else served.key
        word = ("Closes", "Fixes", "resolves")[item.traits["number"] % 3]
        return f"{word} {named}\r\n\r\n{item.text}"
    return item.text or None


def _branch(item: Item) -> str:
    words = "-".join("".join(c if c.isalnum() else " " for c in item.title.lower()).split()[:5])
    words = words.encode("ascii", "ignore").decode().strip("-") or "change"
    if "package" in item.traits:
        return f"dependabot/gradle/{item.traits['package']}"
    if item.serves is not None and item.traits["reference"] == "branch":
        served = item.serves
        key = str(served.traits["number"]) if served.tool == "github" else served.key
        return f"{key}-{words}"
    return f"feature/{words}"


def sha_of(*parts: object) -> str:
    """Make a commit's hash."""
    return sha1("/".join(map(str, parts)).encode(), usedforsecurity=False).hexdigest()


def pull_request_document(reference: Reference, item: Item, issue: Document) -> Document:
    """Give the pull request of an issues row, whose title it may put a key before."""
    repository, number, id_ = item.container, item.traits["number"], item.traits["pull_id"]
    if item.traits["reference"] == "title" and item.serves is not None:
        served = item.serves
        issue["title"] = f"{served.former_key or served.key}: {item.title}"
    url, web = f"{API}/repos/{repository}/pulls/{number}", f"{WEB}/{repository}/pull/{number}"
    issue_url = f"{API}/repos/{repository}/issues/{number}"
    document = reference.repositories[repository]
    ref, sha = _branch(item), sha_of(repository, number, "head")
    user, merged_at = issue["user"], issue["pull_request"]["merged_at"]
    head_repo = None if item.traits.get("fork_is_gone") else document
    return {
        "url": url, "id": id_, "node_id": node_id("PR", id_), "html_url": web,
        "diff_url": f"{web}.diff", "patch_url": f"{web}.patch", "issue_url": issue_url,
        **{key: issue[key] for key in _AS_THE_ISSUE},
        "merged_at": merged_at, "merge_commit_sha": sha_of(sha) if merged_at else None,
        "requested_reviewers": [], "requested_teams": [],
        "commits_url": f"{url}/commits", "review_comments_url": f"{url}/comments",
        "comments_url": f"{issue_url}/comments",
        "statuses_url": f"{API}/repos/{repository}/statuses/{sha}",
        "head": {"label": f"fernhill:{ref}", "ref": ref, "sha": sha, "user": user,
                 "repo": head_repo},
        "base": {"label": "fernhill:main", "ref": "main", "sha": sha_of(repository, "base"),
                 "user": document["owner"], "repo": document},
        "_links": {"self": {"href": url}, "html": {"href": web}, "issue": {"href": issue_url}},
        "auto_merge": None,
    }  # fmt: skip


def closing_references(item: Item, updated_at: datetime) -> Document:
    """Give the GraphQL node that knows which issues a pull request closes."""
    closes = item.traits["reference"] in ("closes", "closing_reference")
    served = [item.serves] if item.serves is not None and closes else []
    return {
        "fullDatabaseId": str(item.traits["pull_id"]), "databaseId": item.traits["pull_id"],
        "number": item.traits["number"], "updatedAt": github_time(updated_at),
        "repository": {"nameWithOwner": item.container},
        "closingIssuesReferences": {"nodes": [
            {"databaseId": int(issue.id), "fullDatabaseId": issue.id,
             "number": issue.traits["number"], "repository": {"nameWithOwner": issue.container}}
            for issue in served
        ]},
    }  # fmt: skip
