"""The Jira pull beside its floor: the same pages by a bare client that throws them away.

Both ask the example organisation's Jira, served by a process of its own, over as many connections.
The floor parses only what it must to ask on, the pages of issues for tokens and ids, by the fastest
parser of whole JSON. They alternate, each pull into a fresh warehouse, and their medians are
compared. `--latency-ms` makes each request of both wait, its connection taken, as long as a distant
Jira would. Time it while the machine is quiet.

    python -m benchmarks.jira_pull [--scale 1] [--repeats 7] [--latency-ms 0]
"""

import argparse
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor, wait
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median
from typing import Any

import orjson
import requests
from rich.console import Console

from pipelines import loading
from pipelines.configuration import JiraSettings
from pipelines.example.background import serve_in_background
from pipelines.progress import Progress
from pipelines.sources import jira
from pipelines.sources.answers import Answer
from pipelines.sources.http import Api
from pipelines.sources.jira_pages import (
    ACCOUNTS_PER_PAGE,
    HISTORIES_PER_PAGE,
    ISSUES_PER_PAGE,
    ROWS_PER_PAGE,
)
from pipelines.warehouse import Warehouse

MAX_CONNECTIONS = 8
BAR = 1.5
API, AGILE = "/rest/api/3", "/rest/agile/1.0"


class BareClient:
    """Asks for what a first pull asks for, each thread by a session of its own."""

    def __init__(self, settings: JiraSettings, latency: float) -> None:
        self._site, self._latency = settings.site, latency
        self._credentials = (settings.email, settings.api_token.get_secret_value())
        self._own = threading.local()
        self._lock = threading.Lock()
        self._under_way: set[Future[None]] = set()
        self.n_requests = 0

    def fetch_all(self) -> None:
        """Fetch every page, as many at once as there are connections."""
        with ThreadPoolExecutor(MAX_CONNECTIONS) as self._pool:
            self._ask("GET", f"{API}/myself")
            listed = self._values(f"{API}/project/search")
            for project in listed:
                self._start(self._fetch_project, project["key"])
            for fetch in (self._fetch_lists, self._fetch_accounts, self._fetch_worklogs):
                self._start(fetch)
            for path in (f"{API}/project/search", f"{AGILE}/board"):
                self._start(self._values, path)
            for board in self._values(f"{AGILE}/board"):
                self._start(self._values, f"{AGILE}/board/{board['id']}/sprint")
            while self._under_way:
                done, _ = wait(self._under_way, return_when="FIRST_COMPLETED")
                with self._lock:
                    self._under_way -= done
                for fetched in done:
                    fetched.result()

    def _start(self, fetch: Callable[..., Any], *arguments: Any) -> None:
        with self._lock:
            self._under_way.add(self._pool.submit(fetch, *arguments))

    def _ask(self, method: str, path: str, body: Any = None, **params: Any) -> bytes:
        session = getattr(self._own, "session", None)
        if session is None:
            session = self._own.session = requests.Session()
            session.trust_env = False
            session.auth = self._credentials
        with self._lock:
            self.n_requests += 1
        time.sleep(self._latency)
        answer = session.request(method, self._site + path, json=body, params=params)
        if answer.status_code != 400 or not path.endswith("/sprint"):
            answer.raise_for_status()
        return answer.content

    def _fetch_project(self, key: str) -> None:
        asked: dict[str, Any] = {
            "jql": f'project = "{key}" ORDER BY key ASC',
            "fields": ["*all"],
            "maxResults": ISSUES_PER_PAGE,
        }
        while True:
            page = orjson.loads(self._ask("POST", f"{API}/search/jql", asked))
            ids = [issue["id"] for issue in page["issues"]]
            self._start(self._fetch_changelogs, ids)
            if not (token := page.get("nextPageToken")):
                return
            asked["nextPageToken"] = token

    def _fetch_changelogs(self, ids: list[str]) -> None:
        asked: dict[str, Any] = {"issueIdsOrKeys": ids, "maxResults": HISTORIES_PER_PAGE}
        while b'"nextPageToken"' in (
            page := self._ask("POST", f"{API}/changelog/bulkfetch", asked)
        ):
            asked["nextPageToken"] = orjson.loads(page)["nextPageToken"]

    def _values(self, path: str) -> list[Any]:
        values: list[Any] = []
        while True:
            page = orjson.loads(
                self._ask("GET", path, startAt=len(values), maxResults=ROWS_PER_PAGE)
            )
            values += page.get("values", [])
            if page.get("isLast", True):
                return values

    def _fetch_lists(self) -> None:
        for name in ("field", "status", "issuetype"):
            self._ask("GET", f"{API}/{name}")

    def _fetch_accounts(self) -> None:
        start = 0
        path, size = f"{API}/users/search", ACCOUNTS_PER_PAGE
        while len(self._ask("GET", path, startAt=start, maxResults=size)) > len("[]"):
            start += size

    def _fetch_worklogs(self) -> None:
        since, is_last = 0, False
        while not is_last:
            page = orjson.loads(self._ask("GET", f"{API}/worklog/updated", since=since))
            ids = [entry["worklogId"] for entry in page["values"]]
            self._ask("POST", f"{API}/worklog/list", {"ids": ids})
            since, is_last = page["until"], page["lastPage"]


@dataclass
class DistantApi(Api):
    """The pull's own client, its requests as late as the bare client's."""

    latency: float = 0.0
    _connections: threading.Semaphore = field(
        default_factory=lambda: threading.Semaphore(MAX_CONNECTIONS), repr=False
    )

    def _ask_once(self, method: str, url: str, **arguments: Any) -> Answer:
        with self._connections:
            time.sleep(self.latency)
            return super()._ask_once(method, url, **arguments)


def timed(work: Callable[[], Any]) -> float:
    """Give the seconds that something takes."""
    started = time.perf_counter()
    work()
    return time.perf_counter() - started


def pull(settings: JiraSettings, latency: float) -> tuple[float, int, dict[str, float]]:
    """Pull into a fresh warehouse; give seconds, requests, and the seconds of dlt's steps."""
    own = jira.connect(settings, MAX_CONNECTIONS)
    api = (
        own
        if not latency
        else DistantApi(own.site, own.auth, own.headers, MAX_CONNECTIONS, latency=latency)
    )
    with tempfile.TemporaryDirectory() as folder:
        warehouse = Warehouse(Path(folder))
        warehouse.folder.mkdir()
        with Progress(Console(quiet=True)).step("jira") as step:
            pipeline = loading.open_pipeline(warehouse, "jira", step)
            seconds = timed(lambda: loading.load(pipeline, jira.source(api, settings), warehouse))
    steps = {
        step.step: (step.finished_at - step.started_at).total_seconds()
        for step in pipeline.last_trace.steps
        if step.finished_at
    }
    return seconds, api.n_requests, steps


def main() -> None:
    """Print each round, the medians, their ratio and the bar."""
    reads = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    reads.add_argument("--scale", type=float, default=1.0)
    reads.add_argument("--repeats", type=int, default=7)
    reads.add_argument("--latency-ms", type=float, default=0.0)
    asked = reads.parse_args()
    latency = asked.latency_ms / 1000
    floors, whole = [], []
    print("round   floor s   pull s   of which extract, normalize, load")
    with serve_in_background(seed=7, scale=asked.scale) as served:
        settings = JiraSettings(site=served.urls["jira"], **served.credentials["jira"])
        for n_round in range(1, asked.repeats + 1):
            bare = BareClient(settings, latency)
            floors.append(timed(bare.fetch_all))
            seconds, n_requests, steps = pull(settings, latency)
            whole.append(seconds)
            if n_requests != bare.n_requests:
                sys.exit(f"the pull asked {n_requests} times, its floor {bare.n_requests} times")
            shares = ", ".join(f"{steps[name]:.1f}" for name in ("extract", "normalize", "load"))
            print(f"{n_round:<7} {floors[-1]:7.2f} {seconds:8.2f}   {shares}")
    ratio = median(whole) / median(floors)
    print(
        f"median  {median(floors):7.2f} {median(whole):8.2f}   "
        f"{n_requests} requests each; ratio {ratio:.2f}, bar {BAR}"
    )
    if ratio > BAR:
        sys.exit(f"the pull takes {ratio:.2f} times its floor: over the bar of {BAR}")


if __name__ == "__main__":
    main()
