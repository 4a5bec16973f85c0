"""When the example organisation works: Monday to Friday, 09:00 to 17:00 UTC, less its holidays.

The simulation counts in working hours since the first morning; a calendar moment is only made
when something is written down.
"""

from datetime import UTC, date, datetime, time, timedelta

STARTS_ON = date(2025, 3, 31)
ENDS_ON = date(2026, 9, 28)
CLOCK = datetime(2026, 9, 28, 6, 0, tzinfo=UTC)

HOURS_A_DAY = 8
OPENS_AT = time(9, 0, tzinfo=UTC)
HOLIDAYS = frozenset(
    date.fromisoformat(day)
    for day in (
        "2025-04-18", "2025-04-21", "2025-05-01", "2025-12-25", "2025-12-26",
        "2026-01-01", "2026-04-03", "2026-04-06", "2026-05-01",
    )
)  # fmt: skip

# Work that is still going on at the clock has a planned end behind it, so the days run on.
_DAYS_BEYOND_THE_END = 200


def _working_days() -> list[date]:
    n_days = (ENDS_ON - STARTS_ON).days + _DAYS_BEYOND_THE_END
    days = (STARTS_ON + timedelta(days=n) for n in range(n_days))
    return [day for day in days if day.weekday() < 5 and day not in HOLIDAYS]


WORKING_DAYS = _working_days()
_MORNINGS = [datetime.combine(day, OPENS_AT) for day in WORKING_DAYS]
TOTAL_HOURS = float(HOURS_A_DAY * sum(day < ENDS_ON for day in WORKING_DAYS))
N_WEEKS = (ENDS_ON - STARTS_ON).days // 7


def moment(hour: float) -> datetime:
    """Give the calendar moment of a working hour counted from the first morning."""
    day, rest = divmod(max(hour, 0.0), HOURS_A_DAY)
    day = min(int(day), len(_MORNINGS) - 1)
    return _MORNINGS[day] + timedelta(milliseconds=round(rest * 3_600_000))


def hour_of(when: date | datetime) -> float:
    """Give the first working hour at or after a day, or the working hour of a moment."""
    day = when.date() if isinstance(when, datetime) else when
    index = _first_working_day_from(day)
    if isinstance(when, datetime) and WORKING_DAYS[index] == day:
        hours = (when - _MORNINGS[index]).total_seconds() / 3600
        return index * HOURS_A_DAY + min(max(hours, 0.0), HOURS_A_DAY - 0.01)
    return float(index * HOURS_A_DAY)


def _first_working_day_from(day: date) -> int:
    low, high = 0, len(WORKING_DAYS) - 1
    while low < high:
        middle = (low + high) // 2
        if WORKING_DAYS[middle] < day:
            low = middle + 1
        else:
            high = middle
    return low


def week_of(hour: float) -> int:
    """Number the week (0 is the first) that a working hour falls in."""
    day = WORKING_DAYS[min(int(hour // HOURS_A_DAY), len(WORKING_DAYS) - 1)]
    return (day - STARTS_ON).days // 7


def week_on(week: int) -> date:
    """Give the Monday of a week by its number."""
    return STARTS_ON + timedelta(weeks=week)
