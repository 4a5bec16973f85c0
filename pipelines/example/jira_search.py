"""Jira's searches: JQL, issues in bulk, changelogs in bulk."""

from itertools import groupby
from typing import Any

from starlette.responses import Response

from pipelines.example.http_service import Call, answer
from pipelines.example.jira_comments import as_found
from pipelines.example.jira_site import JiraSite, Searches, refusal
from pipelines.example.jql import Query, parse
from pipelines.example.jql_values import JqlError
from pipelines.example.store import Document, milliseconds, number

SEARCH_BODY = {
    "expand",
    "fields",
    "fieldsByKeys",
    "jql",
    "maxResults",
    "nextPageToken",
    "properties",
    "reconcileIssues",
}
IDS_ONLY = ({"id"}, {"key"}, {"id", "key"}, set[str]())
LARGEST_PAGE_WITH_FIELDS = 100
NOT_NAVIGABLE = {"comment", "worklog", "attachment", "timetracking"}
BAD_BODY = "Invalid request payload. Refer to the REST API documentation and try again."


class JiraSearch:
    """The endpoints that answer with issues or histories, page by page."""

    def __init__(self, site: JiraSite) -> None:
        self._site = site
        self._searches = Searches(site)

    def search(self, call: Call) -> Response:
        """`/search/jql`: pages follow by token; a page may be short without being the last."""
        asked = _search_body(call)
        fields = asked["fields"]
        question = (asked["jql"], tuple(fields))
        token = asked["nextPageToken"]
        search, position, page, ids = (
            self._searches.find(token, question) if token else (0, 0, 0, list[str]())
        )
        size = _whole(asked["maxResults"], 50)
        if not 1 <= size <= 5000:
            raise refusal(400, "The maxResults parameter must be between 1 and 5000.")
        if not token:
            ids = self._query(asked["jql"]).answer(self._visible_issues())
            search = self._searches.keep(question, ids)
        if set(fields) not in IDS_ONLY:
            size = min(size, LARGEST_PAGE_WITH_FIELDS)
            # Jira gives fewer than asked when issues are heavy: a short page is not the last one.
            size = max(1, size * 2 // 3) if page % 3 == 1 else size
        end = position + size
        issues = [self._site.issue(one) for one in ids[position:end]]
        body: dict[str, Any] = {
            "issues": [_with_fields(as_found(issue), fields) for issue in issues if issue],
            "isLast": end >= len(ids),
        }
        if end < len(ids):
            body["nextPageToken"] = self._searches.token(search, end, page + 1)
        return answer(body)

    def count(self, call: Call) -> Response:
        """`/search/approximate-count`."""
        query = self._query((call.json or {}).get("jql", ""))
        return answer({"count": len(query.answer(self._visible_issues()))})

    def issues_in_bulk(self, call: Call) -> Response:
        """`/issue/bulkfetch`: what is gone or invisible is simply absent."""
        asked = call.json or {}
        names = _names(asked, 100)
        found = {issue["id"]: issue for issue in map(self._site.issue, names) if issue}
        fields = asked.get("fields") or ["*navigable"]
        ordered = sorted(found.values(), key=lambda issue: number(issue["id"]))
        return answer({"issues": [_with_fields(one, fields) for one in ordered], "issueErrors": []})

    def issue(self, call: Call) -> Response:
        """`/issue/{id or key}`."""
        fields = call.query.get("fields", "*all").split(",")
        return answer(_with_fields(self._site.asked_issue(call), fields))

    def changelogs_in_bulk(self, call: Call) -> Response:
        """`/changelog/bulkfetch`: oldest first, so one issue may spread over several pages."""
        asked = call.json or {}
        names, wanted = _names(asked, 1000), set(asked.get("fieldIds") or ())
        if len(wanted) > 10:
            raise refusal(400, "fieldIds must have at most 10 entries.")
        size = _whole(asked.get("maxResults"), 1000)
        if not 1 <= size <= 10_000:
            raise refusal(400, "maxResults must be between 1 and 10000.")
        question, token = (tuple(names), tuple(sorted(wanted))), asked.get("nextPageToken")
        search, position, page, rows = (
            self._searches.find(token, question) if token else (0, 0, 0, list[Any]())
        )
        if not token:
            rows = self._histories(names, wanted)
            search = self._searches.keep(question, rows)
        end = position + size
        on_page = sorted(rows[position:end], key=lambda row: number(row[0]))
        logs = [
            {"issueId": issue, "changeHistories": [history for _, history in group]}
            for issue, group in groupby(on_page, key=lambda row: row[0])
        ]
        body: dict[str, Any] = {"issueChangeLogs": logs}
        if end < len(rows):
            body["nextPageToken"] = self._searches.token(search, end, page + 1)
        return answer(body)

    def histories_of(self, issue_id: str) -> list[Document]:
        """Give the histories of an issue, oldest first."""
        found = self._site.store["changelogs"].of("issue", issue_id, _issue_of_history)
        return sorted(found, key=lambda one: (milliseconds(one["created"]), number(one["id"])))

    def _histories(self, names: list[str], wanted: set[str]) -> list[tuple[str, Document]]:
        issues = {issue["id"] for issue in map(self._site.issue, names) if issue}
        rows = [
            (issue, history)
            for issue in issues
            for history in self.histories_of(issue)
            if not wanted or any(item.get("fieldId") in wanted for item in history["items"])
        ]
        return sorted(rows, key=lambda row: (milliseconds(row[1]["created"]), number(row[0])))

    def _visible_issues(self) -> list[Document]:
        return [
            issue for issue in list(self._site.store["issues"].values()) if self._site.sees(issue)
        ]

    def _query(self, jql: Any) -> Query:
        try:
            query = parse(jql or "", self._site.for_queries())
        except JqlError as error:
            raise refusal(400, str(error)) from error
        if not query.is_bounded:
            raise refusal(
                400,
                "Unbounded JQL queries are not allowed here. "
                "Please add a search restriction to your query.",
            )
        return query


def _search_body(call: Call) -> dict[str, Any]:
    if call.method == "POST":
        asked = call.json
        if not isinstance(asked, dict) or asked.keys() - SEARCH_BODY:
            raise refusal(400, BAD_BODY)
        fields = asked.get("fields") or ["id"]
        if not isinstance(fields, list) or isinstance(asked.get("maxResults"), bool):
            raise refusal(400, BAD_BODY)
    else:
        asked = dict(call.query)
        many = ",".join(call.query.getlist("fields"))
        fields = [name for name in many.split(",") if name] or ["id"]
    names = ("jql", "maxResults", "nextPageToken")
    return {**{name: asked.get(name) for name in names}, "fields": fields}


def _whole(value: Any, default: int) -> int:
    if value is None:
        return default
    try:
        return int(value)
    except (TypeError, ValueError):
        raise refusal(400, BAD_BODY) from None


def _names(asked: dict[str, Any], most: int) -> list[str]:
    names = list(dict.fromkeys(map(str, asked.get("issueIdsOrKeys") or ())))
    if not 1 <= len(names) <= most:
        raise refusal(400, f"issueIdsOrKeys must have between 1 and {most} entries.")
    return names


def _issue_of_history(identifier: str, _: Document) -> str:
    return identifier.partition("/")[0]


def _with_fields(issue: Document, asked: list[str]) -> Document:
    if set(asked) == {"id"}:
        return {"id": issue["id"]}
    if "*all" in asked and len(asked) == 1:
        return issue
    given = issue.get("fields") or {}
    names = set(given) if "*all" in asked else set()
    if "*navigable" in asked or all(name.startswith("-") for name in asked):
        names |= given.keys() - NOT_NAVIGABLE
    names |= set(asked)
    names -= {name[1:] for name in asked if name.startswith("-")}
    about = {key: value for key, value in issue.items() if key != "fields"}
    return about | {"fields": {name: value for name, value in given.items() if name in names}}
