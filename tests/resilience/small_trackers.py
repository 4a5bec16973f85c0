"""Jira and GitHub with some twenty items each."""

from copy import deepcopy
from datetime import datetime
from typing import Any

from live_edits import rename_repository
from small_tools import SmallTool, first, live, moment, organisation

from pipelines.example.store import Document


class SmallJira(SmallTool):
    """Two projects; an issue moves from one to the other and changes its key.

    Who edits an issue comments on it.
    """

    name, items, path = "jira", "issues", r"/search/jql$"
    projects = ("DATA", "PAY")

    @classmethod
    def cut_out(cls, n_items: int) -> "SmallJira":
        """Give the tool with so many items in each of its two containers."""
        whole = organisation()["jira"]
        issues = {}
        for project in cls.projects:
            own = [key for key, one in whole["issues"].items() if project_of(one) == project]
            issues |= {key: whole["issues"][key] for key in own[:n_items]}
        resources = {
            **{name: whole[name] for name in ("statuses", "issue_types")},
            "fields": first(whole["fields"], 8),
            "users": first(whole["users"], 5),
            "boards": first(whole["boards"], 5),
            "sprints": {k: v for k, v in whole["sprints"].items() if int(k) in range(101, 105)},
            "projects": {k: v for k, v in whole["projects"].items() if v["key"] in cls.projects},
            "issues": issues,
            "changelogs": {
                k: v for k, v in whole["changelogs"].items() if k.partition("/")[0] in issues
            },
            "remote_links": {
                k: v for k, v in whole["remote_links"].items() if k.partition("/")[0] in issues
            },
            "worklogs": {k: v for k, v in whole["worklogs"].items() if v["issueId"] in issues},
        }
        return cls(live(resources))

    def make(self, at: datetime) -> str:
        number = self.made()
        issue = deepcopy(self.item(self.ids()[0]))
        issue |= {"id": str(number), "key": f"{project_of(issue)}-{number}"}
        issue["fields"] |= {
            "summary": f"made {number}",
            "updated": moment(at),
            "created": moment(at),
        }
        self.resources["issues"][str(number)] = issue
        return str(number)

    def edit(self, key: str, at: datetime, **changed: Any) -> None:
        number = self.made()
        fields = self.item(key)["fields"] | {"summary": f"edited {number}", "updated": moment(at)}
        said = {"id": str(number), "author": None, "created": moment(at)}
        comments = [*fields["comment"]["comments"], said]
        whole = {"comments": comments, "maxResults": len(comments), "total": len(comments)}
        fields["comment"] = fields["comment"] | whole
        self.change(key, fields=fields | changed)
        item = {"field": "summary", "fieldId": "summary", "fieldtype": "jira", "from": None}
        history = {"id": str(number), "created": moment(at), "author": None, "items": [item]}
        self.resources["changelogs"][f"{key}/{number}"] = history

    def date(self, key: str, written: Any) -> None:
        self.change(key, fields=self.item(key)["fields"] | {"updated": written})

    def delete(self, key: str, at: datetime) -> None:
        self.former[key] = self.resources["issues"].pop(key)
        for name in ("changelogs", "remote_links"):
            for child in [one for one in self.resources[name] if one.partition("/")[0] == key]:
                del self.resources[name][child]
        logged = self.resources["worklogs"]
        for child in [one for one, log in logged.items() if log["issueId"] == key]:
            del logged[child]

    def restore(self, key: str, at: datetime) -> None:
        self.resources["issues"][key] = self.former.pop(key)
        self.edit(key, at)

    def move(self, key: str, at: datetime) -> None:
        there = next(one for one in self.projects if one != project_of(self.item(key)))
        document = next(p for p in self.resources["projects"].values() if p["key"] == there)
        self.change(key, key=f"{there}-{self.made()}")
        self.edit(key, at, project=document)


class SmallGithub(SmallTool):
    """Two repositories; an issue that is transferred gets another id and number."""

    name, items, path = "github", "issues", r"/issues$"
    repositories = ("fernhill/identity", "fernhill/payments-core")

    @classmethod
    def cut_out(cls, n_items: int) -> "SmallGithub":
        """Give the tool with so many items in each of its two containers."""
        whole = organisation()["github"]
        issues = {}
        for name in cls.repositories:
            own = [key for key, one in whole["issues"].items() if f"/{name}/" in one["url"]]
            issues |= {key: whole["issues"][key] for key in own[:n_items]}
        numbers = {one["url"] for one in issues.values()}
        pulls = {k: v for k, v in whole["pull_requests"].items() if v["issue_url"] in numbers}
        pull_urls = {one["url"] for one in pulls.values()}

        def of_pulls(name: str) -> dict[str, Document]:
            return {k: v for k, v in whole[name].items() if v.get("pull_request_url") in pull_urls}

        resources = {
            "repositories": {
                k: v for k, v in whole["repositories"].items() if v["full_name"] in cls.repositories
            },
            "labels": first(of_repository(whole["labels"], cls.repositories[0]), 5),
            "milestones": first(of_repository(whole["milestones"], cls.repositories[0]), 4),
            "issues": issues,
            "pull_requests": pulls,
            "closing_references": {k: whole["closing_references"][k] for k in pulls},
            "commits": {k: v for k, v in whole["commits"].items() if k.partition("/")[0] in pulls},
            "reviews": of_pulls("reviews"),
            "review_comments": of_pulls("review_comments"),
            "comments": {k: v for k, v in whole["comments"].items() if v["issue_url"] in numbers},
            "events": first(of_repository(whole["events"], cls.repositories[0]), 8),
            "sub_issues": {
                k: v for k, v in whole["sub_issues"].items() if set(k.split("/")) <= set(issues)
            },
        }
        return cls(live(resources))

    def ids(self) -> list[str]:
        return [key for key in super().ids() if "pull_request" not in self.item(key)]

    def make(self, at: datetime) -> str:
        return self._copy(self.ids()[0], at, self._addresses()[0])

    def _addresses(self) -> list[str]:
        return [one["url"] for one in self.resources["repositories"].values()]

    def _copy(self, key: str, at: datetime, repository: str) -> str:
        number = self.made()
        issue = deepcopy(self.item(key))
        url = f"{repository}/issues/{number}"
        issue |= {"id": number, "number": number, "title": f"made {number}", "url": url}
        issue |= {"repository_url": url.partition("/issues")[0], "updated_at": moment(at)}
        issue["sub_issues_summary"] = None
        self.resources["issues"][str(number)] = issue
        return str(number)

    def edit(self, key: str, at: datetime, **changed: Any) -> None:
        title = f"edited {self.made()}"
        self.change(key, **{"title": title, "updated_at": moment(at)} | changed)

    def date(self, key: str, written: Any) -> None:
        self.change(key, updated_at=written)

    def delete(self, key: str, at: datetime) -> None:
        self.former[key] = self.resources["issues"].pop(key)
        for child in [one for one in self.resources["sub_issues"] if key in one.split("/")]:
            del self.resources["sub_issues"][child]

    def restore(self, key: str, at: datetime) -> None:
        self.resources["issues"][key] = self.former.pop(key)
        self.edit(key, at)

    def move(self, key: str, at: datetime) -> None:
        here = self.item(key)["url"]
        there = next(one for one in self._addresses() if not here.startswith(f"{one}/"))
        self._copy(key, at, there)
        self.delete(key, at)

    def rename(self, name: str) -> None:
        """Rename the first repository; its former name answers with a redirect."""
        former = next(iter(self.resources["repositories"].values()))["full_name"]
        rename_repository(self.resources | {"deleted": self.former}, former, name)


def project_of(issue: Document) -> str:
    return str(issue["fields"]["project"]["key"])


def of_repository(documents: dict[str, Document], name: str) -> dict[str, Document]:
    return {key: one for key, one in documents.items() if f"/{name}/" in one["url"]}
