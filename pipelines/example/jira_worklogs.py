"""Jira's worklogs: of one issue, changed since, removed since, by id."""

from collections.abc import Callable

from starlette.responses import Response

from pipelines.example.http_service import Call, answer
from pipelines.example.jira_site import JiraSite, numbered_page, refusal
from pipelines.example.store import Document, Resource, epoch, milliseconds, number

WORKLOGS_PER_PAGE = 1000


class JiraWorklogs:
    """The worklogs of issues that the account sees."""

    def __init__(self, site: JiraSite) -> None:
        self._site = site
        self._removed_at: dict[str, int] = {}

    @property
    def _worklogs(self) -> Resource:
        return self._site.store["worklogs"]

    def issue_worklogs(self, call: Call) -> Response:
        """`/issue/{id}/worklog`."""
        issue = self._site.asked_issue(call)
        found = self._worklogs.of("issue", issue["id"], lambda _, log: str(log["issueId"]))
        return numbered_page(call, found, "worklogs", size=5000, largest=5000)

    def updated_worklogs(self, call: Call) -> Response:
        """`/worklog/updated`."""
        times = {key: milliseconds(log["updated"]) for key, log in list(self._worklogs.items())}
        return self._changed(call, self._worklogs, times, self._sees)

    def deleted_worklogs(self, call: Call) -> Response:
        """`/worklog/deleted`: one was removed when this was first asked after it had gone.

        Those removed with their issue are told too: a reader must not rely on their absence.
        """
        removed = self._worklogs.removed
        for key in list(removed):
            self._removed_at.setdefault(key, epoch(self._site.situation.clock) - 60_000)
        issues = self._site.store["issues"].removed

        def is_told(worklog: Document) -> bool:
            return str(worklog["issueId"]) in issues or self._sees(worklog)

        return self._changed(call, removed, self._removed_at, is_told)

    def listed_worklogs(self, call: Call) -> Response:
        """`/worklog/list`: at most 1,000; unknown ids are left out."""
        ids = [str(one) for one in (call.json or {}).get("ids", ())]
        if len(ids) > WORKLOGS_PER_PAGE:
            raise refusal(400, "The number of worklog ids must not exceed 1000.")
        found = (self._worklogs.get(one) for one in ids)
        return answer([one for one in found if one is not None and self._sees(one)])

    def _changed(
        self,
        call: Call,
        worklogs: dict[str, Document],
        times: dict[str, int],
        is_told: Callable[[Document], bool],
    ) -> Response:
        since = call.integer("since", 0)
        horizon = epoch(self._site.situation.clock) - 60_000  # the last minute is held back
        changed = sorted(
            (times[key], number(key))
            for key, log in list(worklogs.items())
            if since <= times[key] <= horizon and is_told(log)
        )
        page = changed[:WORKLOGS_PER_PAGE]
        until = page[-1][0] if page else since
        # All of the last millisecond come along, or the next `since` could not pass them.
        page += [one for one in changed[WORKLOGS_PER_PAGE:] if one[0] == until]
        body = {
            "values": [
                {"worklogId": key[0], "updatedTime": time, "properties": []} for time, key in page
            ],
            "since": since,
            "until": until,
            "self": call.link(since=since),
            "lastPage": len(page) == len(changed),
        }
        if not body["lastPage"]:
            body["nextPage"] = call.link(since=until)
        return answer(body)

    def _sees(self, worklog: Document) -> bool:
        return self._site.issue(str(worklog["issueId"])) is not None
