"""The kinds of cell a strategy file may hold: each reads one text, or refuses it with a remedy."""

import re
from collections.abc import Callable
from datetime import date
from typing import Annotated
from zoneinfo import available_timezones

from pydantic import BeforeValidator

from pipelines.configuration import TOOLS
from pipelines.configuration_values import refuse
from pipelines.errors import nearest

_NUMBER = re.compile(r"[+-]?(\d+(\.\d*)?|\.\d+)", re.ASCII)
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
_CLOCK = re.compile(r"([01]\d|2[0-3]):[0-5]\d", re.ASCII)
_WORK_ITEM = re.compile(rf"({'|'.join(TOOLS)}):\S+")
_WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")


def read_day(text: str) -> date:
    """Read an ISO date."""
    try:
        if _DAY.fullmatch(text):
            return date.fromisoformat(text)
    except ValueError as error:
        raise refuse(f"no such day ({error})", "write a day of the calendar") from None
    raise refuse("not a date", "write year-month-day, like 2025-03-31")


def read_number(text: str) -> float:
    """Read a plain decimal number of at most 15 digits, which a double holds exactly."""
    if not _NUMBER.fullmatch(text):
        percent = text.removesuffix("%").strip()
        if text.endswith("%") and _NUMBER.fullmatch(percent):
            raise refuse("a percentage", f"write {float(percent) / 100:g}")
        raise refuse("not a number", "write digits, with a point for parts: 1200 or 0.5")
    if sum(character.isdigit() for character in text) > 15:
        raise refuse("more than 15 digits", "round it")
    return float(text)


def read_share(text: str) -> float:
    """Read a share of a whole, 0 to 1."""
    share = read_number(text)
    if not 0 <= share <= 1:
        percent = 2 <= share <= 100
        remedy = f"write {share / 100:g}" if percent else "write a part of 1, like 0.25"
        raise refuse("a share is from 0 to 1", remedy)
    return share


def read_hours(text: str) -> float:
    """Read a number of hours, more than none."""
    hours = read_number(text)
    if hours <= 0:
        raise refuse("no time at all", "write hours, like 4 or 0.5, or leave it blank")
    return hours


def read_priority(text: str) -> int:
    """Read a rule's place in the order."""
    if not re.fullmatch(r"\d{1,9}", text, re.ASCII):
        raise refuse("not a whole number", "write its place in the order, like 10")
    return int(text)


def read_clock(text: str) -> str:
    """Read a time of day; 24:00 is the end of the day."""
    if _CLOCK.fullmatch(text) or text == "24:00":
        return text
    early = f"0{text}"[:5]
    remedy = early if _CLOCK.fullmatch(early) else "09:00"
    raise refuse("not a time of day", f"write hours and minutes, like {remedy}")


def read_time_zone(text: str) -> str:
    """Read the name of a time zone."""
    known = available_timezones()
    if text in known:
        return text
    meant = nearest(text, known)
    remedy = f"did you mean {meant}?" if meant else "write place names, like Europe/Paris"
    raise refuse("no such time zone", remedy)


def read_weekdays(text: str) -> str:
    """Read `mon-fri` or `mon|wed|fri`; give each day, `mon|tue|wed|thu|fri`, Monday first."""
    numbers: set[int] = set()
    for part in text.lower().split("|"):
        first, dash, last = (name.strip() for name in part.partition("-"))
        try:
            begins = _weekday(first)
            ends = _weekday(last) if dash else begins
        except ValueError:
            raise refuse(
                "not days of the week", "write mon-fri, or the days: mon|tue|wed"
            ) from None
        # A week may begin on Sunday: sun-thu wraps around.
        numbers.update((begins + offset) % 7 for offset in range((ends - begins) % 7 + 1))
    return "|".join(_WEEKDAYS[number][:3] for number in sorted(numbers))


def _weekday(name: str) -> int:
    return [name in (day, day[:3]) for day in _WEEKDAYS].index(True)


def read_days(text: str) -> str:
    """Read `2025-12-25|2025-12-26`; give the days in order."""
    return "|".join(sorted({read_day(part.strip()).isoformat() for part in text.split("|")}))


def read_alternatives(text: str) -> str:
    """Read `a|b`: either. An empty alternative would be no condition, or a slip of the hand."""
    parts = [part.strip() for part in text.split("|")]
    if not all(parts):
        raise refuse("an empty alternative", f"write {'|'.join(filter(None, parts)) or 'a|b'}")
    return "|".join(parts)


def read_work_item(text: str) -> str:
    """Read a work item's id, which is not the key people say."""
    if not _WORK_ITEM.fullmatch(text):
        raise refuse(
            "not a work item's id",
            f"write the tool and its own id, like jira:10063: headway explain {text} tells it",
        )
    return text


def _word_of(words: tuple[str, ...]) -> Callable[[str], str]:
    def check(text: str) -> str:
        if text not in words:
            meant = nearest(text, words)
            remedy = f"did you mean {meant}?" if meant else "write one of them"
            raise refuse(f"not one of {', '.join(words)}", remedy)
        return text

    return check


def one_of(*words: str) -> BeforeValidator:
    """Give the check of a closed vocabulary."""
    return BeforeValidator(_word_of(words))


def some_of(*words: str) -> BeforeValidator:
    """Give the check of alternatives out of a closed vocabulary."""
    check = _word_of(words)
    return BeforeValidator(
        lambda text: "|".join(check(part) for part in read_alternatives(text).split("|"))
    )


Day = Annotated[date, BeforeValidator(read_day)]
Number = Annotated[float, BeforeValidator(read_number)]
Share = Annotated[float, BeforeValidator(read_share)]
Hours = Annotated[float, BeforeValidator(read_hours)]
Priority = Annotated[int, BeforeValidator(read_priority)]
Clock = Annotated[str, BeforeValidator(read_clock)]
TimeZone = Annotated[str, BeforeValidator(read_time_zone)]
Weekdays = Annotated[str, BeforeValidator(read_weekdays)]
Days = Annotated[str, BeforeValidator(read_days)]
Alternatives = Annotated[str, BeforeValidator(read_alternatives)]
WorkItem = Annotated[str, BeforeValidator(read_work_item)]
