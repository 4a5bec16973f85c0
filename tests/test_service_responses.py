"""Reply times, targets and verdicts of every ticket, from the documents and the strategy folder."""

import csv
from datetime import datetime, time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from example_measures import moment
from example_night import ExampleNight

WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


def hours_open(calendar: dict[str, str], start: datetime, end: datetime) -> float:
    """Add up the working hours between two moments, day by day in the calendar's own time zone."""
    zone = ZoneInfo(calendar["time_zone"])
    hours, day = 0.0, start.astimezone(zone).date()
    while day <= end.astimezone(zone).date():
        if WEEKDAYS[day.weekday()] in calendar["working_days"].split("|") and (
            str(day) not in calendar["holidays"].split("|")
        ):
            opens, closes = (
                datetime.combine(day, time.fromisoformat(calendar[edge]), zone)
                for edge in ("opens_at", "closes_at")
            )
            hours += max((min(end, closes) - max(start, opens)).total_seconds(), 0) / 3600
        day += timedelta(days=1)
    return hours


def rows(night: ExampleNight, name: str) -> list[dict[str, str]]:
    text = Path(night.warehouse.workspace / "strategy" / name).read_text()
    return list(csv.DictReader(text.splitlines()))


def test_hours_targets_and_verdicts_of_every_ticket_follow_the_strategy_folder(
    night: ExampleNight,
) -> None:
    calendars = {row["team_id"]: row for row in rows(night, "calendars.csv")}
    targets = {
        (row["team_id"], row["priority_name"]): row for row in rows(night, "service_levels.csv")
    }
    told = night.ask("from fct_service_responses").rows(named=True)
    assert len(told) > 8_000
    for ticket in told:
        calendar = calendars.get(ticket["team_id"], calendars["organisation"])
        for promise, at in (("first_reply", "first_replied_at"), ("resolution", "resolved_at")):
            target = targets[ticket["team_id"], ticket[f"{promise}_priority_name"]]
            hours, due_at = ticket[f"{promise}_business_hours"], ticket[f"{promise}_due_at"]
            promised = float(target[f"{promise}_hours"])
            assert ticket[f"{promise}_target_hours"] == promised
            if ticket[at] is None:
                assert hours is None
            else:
                assert hours == pytest.approx(
                    hours_open(calendar, ticket["created_at"], ticket[at]), abs=1e-9
                )
            if due_at is not None:
                spent = hours_open(calendar, ticket["created_at"], due_at)
                assert spent == pytest.approx(promised, abs=1e-6)
            met = ticket[f"is_{promise}_met"]
            if hours is not None:
                assert met == (hours <= promised), ticket["work_item_id"]
            elif met is not None:
                assert due_at is not None


def test_the_first_reply_is_the_first_public_comment_of_an_agent_in_the_documents(
    night: ExampleNight,
) -> None:
    zendesk = night.organisation.documents["zendesk"]
    agents = {
        user["id"] for user in zendesk["users"].values() if user["role"] in ("agent", "admin")
    }
    replied: dict[str, datetime] = {}
    for audit in zendesk["ticket_audits"].values():
        opens = any(event["type"] == "Create" for event in audit["events"])
        said = [event for event in audit["events"] if event["type"] == "Comment"][int(opens) :]
        if any(event["public"] and event["author_id"] in agents for event in said):
            item, at = f"zendesk:{audit['ticket_id']}", moment(audit["created_at"])
            replied[item] = min(at, replied.get(item, at))
    published = night.ask(
        "select work_item_id, first_replied_at from fct_service_responses "
        "where work_item_id like 'zendesk:%'"
    )
    assert published["first_replied_at"].is_not_null().sum() > 7_000
    for item, first_replied_at in published.iter_rows():
        assert first_replied_at == replied.get(item), item
