"""How Freshdesk's lists are paged through, and what is told before the first night."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from dlt.pipeline.exceptions import PipelineStepFailed
from freshdesk_desk import (
    DELETED,
    FIRST,
    SOLVED,
    SPAM,
    TICKETS,
    WAITING,
    Document,
    HelpDesk,
    settings,
)
from help_desk_replay import Asked, Replay, Reply, Warehouse, replaying

from pipelines.sources import freshdesk, freshdesk_pages
from pipelines.sources.answers import SourceError


@pytest.fixture
def desk() -> HelpDesk:
    return HelpDesk()


@pytest.fixture
def replay(desk: HelpDesk) -> Iterator[Replay]:
    with replaying() as replay:
        replay.answering = desk
        yield replay


@pytest.fixture
def warehouse(tmp_path: Path, replay: Replay) -> Warehouse:
    return Warehouse(tmp_path, freshdesk, replay)


def many(count: int, moment_of: Any) -> list[Document]:
    return [{"id": n, "created_at": "x", "updated_at": moment_of(n)} for n in range(1, count + 1)]


def listed(replay: Replay) -> list[int]:
    """Give the ids of a whole read of the live tickets, repetitions included."""
    api = freshdesk.connect(settings(replay), 1)
    since = datetime(2010, 1, 1, tzinfo=UTC)
    pages = freshdesk_pages.pages_by_change(api, since)
    return [ticket["id"] for _, tickets in pages for ticket in tickets]


def second(number: int) -> str:
    return f"{datetime(2025, 1, 1, tzinfo=UTC) + timedelta(seconds=number):%Y-%m-%dT%H:%M:%SZ}"


def test_tickets_beyond_page_300_are_asked_for_from_the_last_change(
    replay: Replay, desk: HelpDesk
) -> None:
    desk.last_page = 3
    desk.documents["tickets"] = many(1234, lambda number: second(number // 7))
    assert sorted(listed(replay)) == list(range(1, 1235))
    assert len(replay.log) < 20


def test_a_page_that_comes_again_and_again_is_given_up_at_once(
    replay: Replay, desk: HelpDesk
) -> None:
    first = Reply(many(3, second))
    desk.replies[TICKETS] = first
    with pytest.raises(SourceError, match=r"gives page \d+ again: it would never end"):
        listed(replay)
    assert len(replay.log) < 5


def test_an_empty_page_that_names_a_next_one_is_not_the_last(
    replay: Replay, desk: HelpDesk
) -> None:
    desk.documents["tickets"] = many(5, second)
    on = Reply([], headers={"Link": f'<{replay.site}/on>; rel="next"'})
    replay.answering = lambda asked: on if len(replay.log) == 1 else desk(asked)
    api = freshdesk.connect(settings(replay), 1)
    desk.page_holds, desk.documents["groups"] = 2, [{"id": n} for n in range(5)]
    pages = list(freshdesk_pages.numbered_pages(api, "/api/v2/groups"))
    assert [len(page.documents()) for page in pages] == [0, 2, 1]
    replay.log.clear()
    desk.documents["tickets"], desk.page_holds = many(5, second), 9
    replay.answering = lambda asked: on if len(replay.log) == 2 else desk(asked)
    assert sorted(listed(replay)) == [1, 2, 3, 4, 5]


def test_more_tickets_in_one_second_than_a_page_holds_are_all_read(
    replay: Replay, desk: HelpDesk
) -> None:
    desk.documents["tickets"] = many(750, lambda number: second(max(50, min(number, 600))))
    assert sorted(listed(replay)) == list(range(1, 751))


def test_more_tickets_in_one_second_than_the_tool_gives_fail_clearly(
    replay: Replay, desk: HelpDesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(freshdesk_pages, "LAST_PAGE", 3)
    desk.last_page = 3
    desk.documents["tickets"] = many(301, lambda _: second(1))
    with pytest.raises(SourceError, match="changed within one second"):
        listed(replay)


def test_an_edit_during_the_read_does_not_push_a_ticket_between_two_pages(
    replay: Replay, desk: HelpDesk
) -> None:
    desk.documents["tickets"] = many(250, lambda number: second(number * 10))

    def edit(number: int) -> None:
        if number == 2:
            desk.ticket("1")["updated_at"] = second(99_999)

    desk.before_ticket_page = edit  # type: ignore[method-assign]
    assert set(listed(replay)) == set(range(1, 251))


def test_a_list_out_of_order_is_still_read_whole(replay: Replay, desk: HelpDesk) -> None:
    desk.documents["tickets"] = many(250, lambda number: second(number * 10))

    def newest_first(asked: Asked) -> Reply:
        return desk(Asked(asked.path, asked.query | {"order_type": "desc"}, asked.authorization))

    replay.answering = newest_first
    assert sorted(listed(replay)) == list(range(1, 251))


def test_a_short_page_is_not_the_last(warehouse: Warehouse, replay: Replay, desk: HelpDesk) -> None:
    desk.page_holds = 2
    desk.documents["groups"] = [{"id": number, "name": "x"} for number in range(1, 8)]
    warehouse.pull(settings(replay))
    assert warehouse.ids("tickets") == [FIRST, SOLVED, DELETED, SPAM, WAITING]
    assert len(warehouse.ids("groups")) == 7


def test_conversations_go_on_while_a_link_says_so(
    warehouse: Warehouse, replay: Replay, desk: HelpDesk
) -> None:
    path = f"{TICKETS}/{WAITING}/conversations"
    parts = [{"id": number, "ticket_id": int(WAITING)} for number in (1, 2)]

    def linked(asked: Asked) -> Reply:
        if asked.path != path:
            return desk(asked)
        if asked.query["page"] == "1":
            link = f'<{replay.site}{path}?page=2>; rel="next"'
            return Reply(parts[:1], headers={"Link": link})
        return Reply(parts[1:] if asked.query["page"] == "2" else [])

    replay.answering = linked
    warehouse.pull(settings(replay))
    assert {"1", "2"} <= set(warehouse.ids("conversations"))


def test_a_list_that_ignores_page_numbers_does_not_run_for_ever(
    warehouse: Warehouse, replay: Replay, desk: HelpDesk
) -> None:
    desk.replies["/api/v2/companies"] = Reply(desk.documents["companies"])
    with pytest.raises(PipelineStepFailed, match="would never end"):
        warehouse.pull(settings(replay))


def probed(replay: Replay, reply: Reply) -> list[str]:
    replay.answering = lambda _: reply
    one = settings(replay)
    return [str(problem) for problem in freshdesk.probe(freshdesk.connect(one, 1), one)]


@pytest.mark.parametrize(
    "reply",
    [Reply({"code": "invalid_credentials"}, 401), Reply(None, 404), Reply({"page": "home"})],
    ids=["wrong_key", "wrong_site", "not_freshdesk"],
)
def test_a_site_that_refuses_is_a_problem_with_a_remedy(replay: Replay, reply: Reply) -> None:
    [problem] = probed(replay, reply)
    assert "headway check" in problem
    assert "canary-key" not in problem


def test_an_agent_who_sees_few_tickets_is_told_before_they_are_missing(replay: Replay) -> None:
    [problem] = probed(replay, Reply({"id": 7, "ticket_scope": 2}))
    assert "global access" in problem
    assert "headway nightly --source freshdesk --full-refresh" in problem, "cursors hide the rest"


def test_an_agent_who_sees_all_is_no_problem(replay: Replay) -> None:
    assert probed(replay, Reply({"id": 7, "ticket_scope": 1})) == []
