"""A loopback Jira Cloud that gives the pages of a night of tests/payloads/jira."""

import json
import os
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from itertools import groupby
from pathlib import Path
from typing import Any

import dlt
import duckdb
from loopback import Asked, Loopback, Reply, loopback

from pipelines.configuration import JiraSettings
from pipelines.sources import jira
from pipelines.sources.http import Api

PAYLOADS = Path(__file__).parent / "payloads" / "jira"
SEARCH, HISTORIES = "/rest/api/3/search/jql", "/rest/api/3/changelog/bulkfetch"
LATEST = datetime(2025, 6, 2, 11, 15, tzinfo=UTC)
"""When an issue last changed before the first night."""
HISTORIES_A_PAGE = 2
COMMENTS_A_PAGE = 12
USERS_A_PAGE = 200

os.environ["RUNTIME__DLTHUB_TELEMETRY"] = "false"


class JiraReplay:
    """Answers with the night laid out; `instead` answers a path otherwise.

    `comments` are those of whichever issue is asked for.
    """

    def __init__(self, server: Loopback) -> None:
        self.server = server
        server.answering = self._answer
        self.night("first_night")

    def night(self, name: str) -> None:
        """Lay out a night, and forget what was asked before."""
        self.laid_out = json.loads((PAYLOADS / f"{name}.json").read_text())
        self.instead: dict[str, Reply] = {}
        self.comments: list[Any] = []
        self.meanwhile: list[Callable[[], Any]] = []
        self.server.log.clear()

    def jql(self) -> dict[str, list[str]]:
        """Give the queries of the first pages, by project."""
        asked = [one.body["jql"] for one in self.server.asked(SEARCH) if len(one.body) == 3]
        return {
            _project(jql): [one for one in asked if _project(one) == _project(jql)] for jql in asked
        }

    def _answer(self, asked: Asked) -> Reply:
        if asked.path in self.instead:
            return self.instead[asked.path]
        if asked.path == SEARCH:
            return self._search(asked.body)
        if asked.path == HISTORIES:
            return self._histories(asked.body)
        if asked.path.startswith("/rest/api/3/worklog/"):
            return self._worklogs(asked)
        if asked.path.endswith("/comment"):
            return self._comments(int(asked.query["startAt"]))
        if asked.path.endswith("/remotelink"):
            return Reply(self.laid_out["remote_links"].get(asked.path.split("/")[-2], []))
        if asked.path == "/rest/api/3/users/search":
            page = int(asked.query["startAt"]) // USERS_A_PAGE
            return Reply([*self.laid_out["users"], []][page])
        if asked.path in self.laid_out["offset_lists"]:
            return self._offset_page(self.laid_out["offset_lists"][asked.path], asked)
        if asked.path.endswith("/sprint"):
            return Reply({"errorMessages": ["The board does not support sprints"]}, 400)
        return Reply(self.laid_out["lists"].get(asked.path, {"accountId": "a-1"}))

    def _search(self, body: dict[str, Any]) -> Reply:
        key = _project(body["jql"])
        pages = self.laid_out["issues"].get(key)
        if pages is None:
            words = f"The value '{key}' does not exist for the field 'project'."
            return Reply({"errorMessages": [words], "errors": {}}, 400)
        here = int(body.get("nextPageToken", "0"))
        more = {"nextPageToken": str(here + 1)} if here + 1 < len(pages) else {}
        return Reply({"issues": pages[here], "isLast": False, **more})

    def _histories(self, body: dict[str, Any]) -> Reply:
        rows = [
            (issue, history)
            for issue in body["issueIdsOrKeys"]
            for history in self.laid_out["changelogs"].get(issue, [])
        ]
        here = int(body.get("nextPageToken", "0"))
        end = here + HISTORIES_A_PAGE
        logs = [
            {"issueId": issue, "changeHistories": [history for _, history in group]}
            for issue, group in groupby(rows[here:end], key=lambda row: row[0])
        ]
        more = {"nextPageToken": str(end) if end < len(rows) else None}
        return Reply({"issueChangeLogs": logs, **more})

    def _worklogs(self, asked: Asked) -> Reply:
        pages = self.laid_out["worklogs"]
        if asked.path.endswith("/list"):
            known = {worklog["id"]: worklog for page in pages for worklog in page}
            return Reply([known[str(one)] for one in asked.body["ids"]])
        ends = [epoch_ms(datetime.fromisoformat(page[-1]["updated"])) for page in pages]
        here = next((n for n, end in enumerate(ends) if end > int(asked.query["since"])), None)
        if here is None:
            return Reply({"values": [], "since": 0, "until": ends[-1], "lastPage": True})
        values = [{"worklogId": int(worklog["id"])} for worklog in pages[here]]
        is_last = here + 1 == len(pages)
        return Reply({"values": values, "until": ends[here], "lastPage": is_last})

    def _comments(self, start: int) -> Reply:
        """Give a page of comments, after which one of the things happens that do meanwhile."""
        page = self.comments[start : start + COMMENTS_A_PAGE]
        total = len(self.comments)
        if self.meanwhile:
            self.meanwhile.pop(0)()
        return Reply({"comments": page, "startAt": start, "total": total})

    @staticmethod
    def _offset_page(pages: list[Any], asked: Asked) -> Reply:
        start = int(asked.query["startAt"])
        starts = [sum(map(len, pages[:n])) for n in range(len(pages))]
        here = starts.index(start)
        return Reply({"values": pages[here], "isLast": here + 1 == len(pages)})


def _project(jql: str) -> str:
    return re.findall(r'project = "([^"]+)"', jql)[0]


def epoch_ms(moment: datetime) -> int:
    return int(moment.timestamp() * 1000)


def asked_since(key: str, moment: datetime) -> list[str]:
    """Give the queries of a project that is read on from a moment."""
    return [f'project = "{key}" AND updated >= {epoch_ms(moment)} ORDER BY created ASC, key ASC']


@contextmanager
def jira_replay() -> Iterator[JiraReplay]:
    """Serve the first night on a free port."""
    with loopback() as server:
        yield JiraReplay(server)


class Night:
    """Pulls into one temporary warehouse, night after night."""

    def __init__(self, folder: Path, site: str) -> None:
        self.folder, self._site = folder, site

    def settings(self, *projects: str, **others: Any) -> JiraSettings:
        return JiraSettings(
            site=self._site,
            projects=list(projects),
            email="headway@acme.example",
            api_token="canary-token",
            **others,
        )

    def pull(self, *projects: str, start_on: date | None = None, remote_links: bool = False) -> Api:
        settings = self.settings(*projects, start_on=start_on, remote_links=remote_links)
        pipeline = dlt.pipeline(
            pipeline_name="jira_under_test",
            pipelines_dir=str(self.folder / "dlt"),
            destination=dlt.destinations.duckdb(str(self.folder / "work.duckdb")),
            dataset_name="raw_jira",
        )
        api = jira.connect(settings, max_connections=4)
        pipeline.run(jira.source(api, settings), loader_file_format="parquet")
        return api

    def rows(self, query: str) -> list[Any]:
        with duckdb.connect(str(self.folder / "work.duckdb"), read_only=True) as warehouse:
            warehouse.sql("set timezone = 'UTC'")
            warehouse.sql("use raw_jira")
            return warehouse.sql(query).fetchall()

    def ids(self, table: str) -> list[str]:
        return [row[0] for row in self.rows(f"select id from {table} order by id")]

    def payloads(self, table: str) -> dict[str, Any]:
        return {
            key: json.loads(text) for key, text in self.rows(f"select id, payload from {table}")
        }
