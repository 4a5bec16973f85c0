"""GitHub's lists while they change, end, refuse, or lead elsewhere."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from github_replay import Asked, Documents, GitHubReplay, Reply, connection, github_replay
from pydantic import SecretStr

from pipelines.sources.answers import (
    RefusedError,
    SourceError,
    UnexpectedAnswerError,
)
from pipelines.sources.github import BearerToken
from pipelines.sources.github_links import closing_references
from pipelines.sources.github_pages import changed_since, newest_first, whole_list
from pipelines.sources.github_tables import EVENTS, ISSUES, PULL_REQUESTS
from pipelines.sources.http import Api

BEGIN = datetime(2025, 6, 1, tzinfo=UTC)
LIST = "/repos/acme/pay/issues"
PAGES_CAPPED = {"message": "Pagination with the page parameter is not supported for large datasets"}


@pytest.fixture
def replay() -> Iterator[GitHubReplay]:
    with github_replay() as replay:
        yield replay


@pytest.fixture
def api(replay: GitHubReplay) -> Api:
    return Api(replay.site, BearerToken(SecretStr("canary-token")))


def issue(number: int, minutes: int) -> dict[str, Any]:
    moment = (BEGIN + timedelta(minutes=minutes)).isoformat().replace("+00:00", "Z")
    return {"id": number, "number": number, "updated_at": moment, "created_at": moment}


class CountedPages:
    """A list as GitHub serves it by page number: sorted anew, filtered and cut at each request."""

    def __init__(
        self,
        site: str,
        rows: Documents,
        *,
        size: int = 3,
        last_page: int = 99,
        is_descending: bool = False,
    ) -> None:
        self.rows, self._site, self._size = rows, site, size
        self._last_page, self._is_descending = last_page, is_descending
        self.after_request: Callable[[], None] = lambda: None

    def __call__(self, asked: Asked) -> Reply:
        number = int(asked.query.get("page", "1"))
        if number > self._last_page:
            return Reply(PAGES_CAPPED, 422)
        found = sorted(
            (row for row in self.rows if row["updated_at"] >= asked.query.get("since", "")),
            key=lambda row: (row["updated_at"], row["id"]),
            reverse=self._is_descending,
        )
        cut = [dict(row) for row in found[(number - 1) * self._size : number * self._size]]
        self.after_request()
        query = "&".join(f"{k}={v}" for k, v in {**asked.query, "page": number + 1}.items())
        is_last = number * self._size >= len(found)
        link = {} if is_last else {"Link": f'<{self._site}{asked.path}?{query}>; rel="next"'}
        return Reply(cut, headers=link)


def ids(pages: Iterator[Documents]) -> list[int]:
    return [document["id"] for page in pages for document in page]


def test_an_edit_between_two_pages_does_not_hide_the_next_row(
    api: Api, replay: GitHubReplay
) -> None:
    issues = CountedPages(replay.site, [issue(number, number) for number in range(1, 9)])
    replay.endpoints[LIST] = issues
    issues.after_request = lambda: issues.rows[0].update(issue(1, 500))
    assert set(ids(changed_since(api, LIST, ISSUES, BEGIN))) == set(range(1, 9))


def test_a_list_deeper_than_github_counts_is_read_to_its_end(
    api: Api, replay: GitHubReplay
) -> None:
    rows = [issue(number, number) for number in range(1, 40)]
    replay.endpoints[LIST] = CountedPages(replay.site, rows, last_page=2)
    assert set(ids(changed_since(api, LIST, ISSUES, BEGIN))) == set(range(1, 40))


def test_more_rows_of_one_second_than_a_page_holds_do_not_stop_the_reading(
    api: Api, replay: GitHubReplay
) -> None:
    rows = [issue(number, 7) for number in range(1, 9)] + [issue(9, 8)]
    replay.endpoints[LIST] = CountedPages(replay.site, rows)
    assert set(ids(changed_since(api, LIST, ISSUES, BEGIN))) == set(range(1, 10))


def test_a_pull_request_edited_between_two_pages_hides_no_other(
    api: Api, replay: GitHubReplay
) -> None:
    pulls = CountedPages(
        replay.site, [issue(number, number) for number in range(1, 9)], is_descending=True
    )
    replay.endpoints["/repos/acme/pay/pulls"] = pulls
    pulls.after_request = lambda: pulls.rows[0].update(issue(1, 500))
    since = BEGIN + timedelta(minutes=2)
    read = ids(newest_first(api, "/repos/acme/pay/pulls", PULL_REQUESTS, since))
    assert set(read) >= set(range(2, 9))


def test_events_cut_off_by_github_are_an_error_that_names_the_setting(
    api: Api, replay: GitHubReplay
) -> None:
    path = "/repos/acme/pay/issues/events"
    rows = [issue(number, number * 1440) for number in range(1, 20)]
    replay.endpoints[path] = CountedPages(replay.site, rows, last_page=2, is_descending=True)
    with pytest.raises(SourceError, match="set start_on = 2025-06-16 in"):
        ids(newest_first(api, path, EVENTS, BEGIN))
    assert set(ids(newest_first(api, path, EVENTS, datetime(2025, 6, 16, tzinfo=UTC)))) == {
        *range(15, 20)
    }


def test_a_link_to_another_host_is_refused_and_never_sees_the_token(
    api: Api, replay: GitHubReplay
) -> None:
    with github_replay() as foreign:
        link = {"Link": f'<{foreign.site}{LIST}?after=x>; rel="next"'}
        replay.endpoints[LIST] = lambda _: Reply([issue(1, 1)], headers=link)
        with pytest.raises(SourceError, match="nothing was sent there"):
            ids(changed_since(api, LIST, ISSUES, BEGIN))
        elsewhere = {"Location": f"{foreign.site}{LIST}"}
        replay.endpoints[LIST] = lambda _: Reply({}, 301, elsewhere)
        with pytest.raises(SourceError, match="nothing was sent there"):
            ids(changed_since(api, LIST, ISSUES, BEGIN))
        assert foreign.log == []


def test_a_secondary_limit_is_waited_for_and_a_plain_refusal_is_not_repeated(
    api: Api, replay: GitHubReplay
) -> None:
    limit = Reply(
        {"message": "You have exceeded a secondary rate limit"}, 403, {"Retry-After": "1"}
    )
    replies = [limit, Reply([issue(1, 1)])]
    replay.endpoints[LIST] = lambda _: replies.pop(0)
    began = datetime.now(UTC)
    assert ids(whole_list(api, LIST)) == [1]
    assert datetime.now(UTC) - began >= timedelta(seconds=1)
    replay.log.clear()
    replay.endpoints[LIST] = lambda _: Reply({"message": "Must have admin rights"}, 403)
    with pytest.raises(RefusedError):
        ids(whole_list(api, LIST))
    assert len(replay.log) == 1


@pytest.mark.parametrize("body", [{"message": "We are down for maintenance"}, None, "later"])
def test_a_maintenance_page_is_not_an_empty_list(api: Api, replay: GitHubReplay, body: Any) -> None:
    replay.endpoints[LIST] = lambda _: Reply(body)
    with pytest.raises(UnexpectedAnswerError, match="maintenance"):
        ids(changed_since(api, LIST, ISSUES, BEGIN))


def test_an_empty_page_in_the_middle_does_not_end_the_list(api: Api, replay: GitHubReplay) -> None:
    pages = [[issue(1, 1)], [], [issue(2, 2)]]
    replay.endpoints[LIST] = replay.pages(LIST, pages)
    assert ids(changed_since(api, LIST, ISSUES, BEGIN)) == [1, 2]


def test_a_next_page_that_comes_again_does_not_run_for_ever(api: Api, replay: GitHubReplay) -> None:
    link = {"Link": f'<{replay.site}{LIST}?after=x>; rel="next"'}
    replay.endpoints[LIST] = lambda _: Reply([issue(1, 1)], headers=link)
    with pytest.raises(SourceError, match="never end"):
        ids(changed_since(api, LIST, ISSUES, BEGIN))
    same = connection([[issue(1, 1)], []], None)
    replay.endpoints["/graphql"] = lambda _: Reply(same)
    with pytest.raises(SourceError, match="never end"):
        ids(closing_references(api, "acme/pay", BEGIN))


def test_switched_off_issues_and_an_empty_repository_do_not_fail_the_night(
    api: Api, replay: GitHubReplay
) -> None:
    off = Reply({"message": "Issues are disabled for this repo"}, 410)
    nothing = Reply({"message": "Git Repository is empty."}, 409)
    for reply in (off, nothing):
        replay.endpoints[LIST] = lambda _, reply=reply: reply
        assert ids(whole_list(api, LIST)) == []
        assert ids(changed_since(api, LIST, ISSUES, BEGIN)) == []
        assert ids(newest_first(api, LIST, EVENTS, BEGIN)) == []
    for status, message in {410: "This endpoint is gone", 409: "Conflict"}.items():
        replay.endpoints[LIST] = lambda _, s=status, m=message: Reply({"message": m}, s)
        with pytest.raises(RefusedError):
            ids(whole_list(api, LIST))
