"""GitHub's small resources: users, repositories, labels, milestones; and how its ids look."""

from base64 import b64encode
from datetime import UTC, datetime, timedelta
from typing import Any

from pipelines.example.labelling import OBJECTIVE_MILESTONES, REPOSITORY_LABELS
from pipelines.example.model import Item, Person
from pipelines.example.people import Workforce
from pipelines.example.plan import TEAMS
from pipelines.example.timeline import CLOCK, ENDS_ON, STARTS_ON

API, WEB = "https://api.github.com", "https://github.com"
Document = dict[str, Any]
REPOSITORIES = [team.repository for team in TEAMS if team.repository]
_REPOSITORY_IDS = {name: 530_000_100 + 41 * n for n, name in enumerate(REPOSITORIES)}
_COLOURS = ("d73a4a", "0075ca", "cfd3d7", "a2eeef", "7057ff", "008672", "e4e669")


def github_time(at: datetime) -> str:
    """Write a moment as GitHub does: to the second, in UTC."""
    return f"{at:%Y-%m-%dT%H:%M:%SZ}"


def node_id(kind: str, number: int) -> str:
    """Make the opaque id that GraphQL knows a thing by."""
    return f"{kind}_{b64encode(str(number).encode()).decode().rstrip('=')}"


def user_document(person: Person) -> Document:
    """Give a user, as every document carries them."""
    login = person.accounts["github_login"]
    id_ = int(person.accounts["github"])
    url = f"{API}/users/{login.replace('[', '%5B').replace(']', '%5D')}"
    return {
        "login": login, "id": id_, "node_id": node_id("U", id_),
        "avatar_url": f"https://avatars.githubusercontent.com/u/{id_}?v=4", "gravatar_id": "",
        "url": url, "html_url": f"{WEB}/{login}", "repos_url": f"{url}/repos",
        "events_url": f"{url}/events{{/privacy}}", "organizations_url": f"{url}/orgs",
        "type": "Bot" if person.is_bot else "User", "user_view_type": "public", "site_admin": False,
    }  # fmt: skip


def repository_document(name: str) -> Document:
    """Give a repository."""
    id_, url = _REPOSITORY_IDS[name], f"{API}/repos/{name}"
    owner = {"login": name.split("/")[0], "id": 39_000_017, "node_id": node_id("O", 39_000_017),
             "url": f"{API}/orgs/{name.split('/')[0]}", "type": "Organization",
             "site_admin": False}  # fmt: skip
    return {
        "id": id_, "node_id": node_id("R", id_), "name": name.split("/")[1], "full_name": name,
        "private": True, "owner": owner, "html_url": f"{WEB}/{name}", "description": None,
        "fork": False, "url": url, "issues_url": f"{url}/issues{{/number}}",
        "pulls_url": f"{url}/pulls{{/number}}", "created_at": "2021-02-01T09:00:00Z",
        "updated_at": github_time(CLOCK - timedelta(days=2)),
        "pushed_at": github_time(CLOCK - timedelta(days=2)), "size": 4_242, "language": "Kotlin",
        "has_issues": True, "archived": False, "disabled": False, "visibility": "private",
        "default_branch": "main",
    }  # fmt: skip


class Reference:
    """Labels and milestones of all repositories, looked up by name."""

    def __init__(self, workforce: Workforce) -> None:
        """Create the labels and milestones of each repository."""
        bots = [bot for bot in workforce.bots.values() if "github" in bot.accounts]
        people = [person for person in workforce.people if "github" in person.accounts]
        self.users = {person.person_id: user_document(person) for person in people + bots}
        self.repositories = {name: repository_document(name) for name in REPOSITORIES}
        self.labels: dict[tuple[str, str], Document] = {}
        self.milestones: dict[tuple[str, str], Document] = {}
        for repository in REPOSITORIES:
            for name in REPOSITORY_LABELS:
                self._add_label(repository, name)
            titles = [title for titles in OBJECTIVE_MILESTONES.values() for title in titles]
            for number, title in enumerate(titles, start=1):
                self._add_milestone(repository, number, title)

    def user(self, person: Person | None) -> Document | None:
        """Give the user document of a person, or nothing for nobody."""
        return self.users.get(person.person_id) if person else None

    def _add_label(self, repository: str, name: str) -> None:
        id_ = 4_100_000_000 + 13 * len(self.labels)
        self.labels[repository, name] = {
            "id": id_, "node_id": node_id("LA", id_),
            "url": f"{API}/repos/{repository}/labels/{name.replace(' ', '%20')}", "name": name,
            "color": _COLOURS[len(name) % len(_COLOURS)],
            "default": name in ("bug", "documentation", "enhancement"), "description": "",
        }  # fmt: skip

    def _add_milestone(self, repository: str, number: int, title: str) -> None:
        id_ = 9_700_000 + 17 * len(self.milestones)
        url = f"{API}/repos/{repository}/milestones/{number}"
        created = datetime.combine(STARTS_ON, datetime.min.time(), UTC) + timedelta(hours=9)
        self.milestones[repository, title] = {
            "url": url, "html_url": f"{WEB}/{repository}/milestone/{number}",
            "labels_url": f"{url}/labels", "id": id_, "node_id": node_id("MI", id_),
            "number": number, "title": title, "description": None, "creator": None,
            "open_issues": 0, "closed_issues": 0, "state": "open",
            "created_at": github_time(created), "updated_at": github_time(created),
            "due_on": f"{ENDS_ON + timedelta(days=3)}T07:00:00Z", "closed_at": None,
        }  # fmt: skip

    def count_into_milestone(self, item: Item, updated_at: datetime) -> None:
        """Keep a milestone's counts and its last change."""
        if item.milestone:
            milestone = self.milestones[item.container, item.milestone]
            milestone["closed_issues" if item.finished_at else "open_issues"] += 1
            milestone["updated_at"] = max(milestone["updated_at"], github_time(updated_at))

    def documents(self) -> dict[str, dict[str, Document]]:
        """Give the small resources, by id."""
        return {
            resource: {str(document["id"]): document for document in documents.values()}
            for resource, documents in (
                ("repositories", self.repositories), ("labels", self.labels),
                ("milestones", self.milestones),
            )
        }  # fmt: skip
