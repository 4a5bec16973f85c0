"""When documents change in a rehearsal, what they say of it, and what the clocks say."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from typing import Any

import faults
from faults import Fault, rewritten
from rehearsals import ALL_DONE, KEYS, on_page_two
from small_world import World


def edited_between_pages(world: World) -> None:
    """Edit a row that was read, one that was not, and make one, once the first page is made."""

    def meanwhile() -> None:
        world.pass_time(seconds=40)
        for key in (world.tool.ids()[0], world.tool.ids()[5], world.tool.ids()[-1]):
            world.tool.edit(key, world.now)
        world.tool.make(world.now)

    world.strike(Fault(path=world.tool.path, meanwhile=meanwhile))


def edited_twice_in_one_second(world: World) -> None:
    key, now = world.tool.ids()[0], world.now
    world.tool.edit(key, now)
    assert world.pull() == ALL_DONE
    world.tool.edit(key, now)
    world.strike()


def shown_ten_minutes_late(world: World) -> None:
    assert world.pull() == ALL_DONE
    world.tool.edit(world.tool.ids()[-1], world.now)
    world.pass_time(minutes=2)
    assert world.pull() == ALL_DONE
    world.tool.make(world.now - timedelta(minutes=10))
    world.tool.edit(world.tool.ids()[1], world.now - timedelta(minutes=10))


def changed_in_one_second(world: World) -> None:
    for key in world.tool.ids():
        world.tool.edit(key, world.now)
    world.pass_time(hours=3)


def dated_ahead(world: World) -> None:
    """Have the newest row two hours ahead of the tool's clock, then an edit behind it."""
    world.tool.edit(world.tool.ids()[0], world.now + timedelta(hours=2))
    assert world.pull() == ALL_DONE
    world.pass_time(minutes=30)
    world.tool.edit(world.tool.ids()[-1], world.now)


def clock_off_by(hours: float) -> Callable[[World], None]:
    """Have the tool's clock tell another time than it dates its documents by."""

    def arrange(world: World) -> None:
        date = format_datetime(world.now + timedelta(hours=hours), usegmt=True)
        world.strike(Fault(faults.dated(date), times=None))

    return arrange


def without_a_date(world: World) -> None:
    """Leave only our own clock, which is not the tool's."""
    world.strike(Fault(faults.dated(None), times=None))


def zone_changed(world: World) -> None:
    world.served.account_time_zone = "Asia/Kolkata"
    at = world.now.astimezone(datetime.strptime("+0530", "%z").tzinfo)
    world.tool.date(world.tool.ids()[0], f"{at:%Y-%m-%dT%H:%M:%S.000%z}")


def across_the_hour_told_twice(world: World) -> None:
    """Edit at 02:30 summer time and, three quarters of an hour later, at 02:15 winter time."""
    first, second = world.tool.ids()[:2]
    world.pass_time(seconds=(datetime(2026, 10, 25, 0, 30, tzinfo=UTC) - world.now).total_seconds())
    world.tool.edit(first, world.now)
    world.tool.date(first, "2026-10-25T02:30:00.000+0200")
    world.pass_time(minutes=2)
    assert world.pull() == ALL_DONE
    world.pass_time(minutes=43)
    world.tool.edit(second, world.now)
    world.tool.date(second, "2026-10-25T02:15:00.000+0100")
    world.pass_time(minutes=2)


def _spellings(world: World) -> dict[str, tuple[Any, datetime]]:
    at = datetime(2026, 9, 29, 1, 2, 3, tzinfo=UTC)
    written = [
        "2026-09-29T06:32:03.000+0530",
        "2026-09-28T18:02:03-07:00",
        "2026-09-29T01:02:03",
        "2026-09-29T01:02:03.456789Z",
        int(at.timestamp() * 1000),
    ]
    exact = [at, at, at, at.replace(microsecond=456789), at]
    return dict(zip(world.tool.ids(), zip(written, exact, strict=True), strict=False))


def moments_spelt_in_many_ways(world: World) -> None:
    for key, (written, exact) in _spellings(world).items():
        world.tool.edit(key, exact)
        world.tool.date(key, written)


def all_are_instants(world: World) -> None:
    rows = dict(world.rows(f"select id, updated_at from {world.tool.items}"))
    assert {key: rows[key] for key in _spellings(world)} == {
        key: exact for key, (_, exact) in _spellings(world).items()
    }


def undated_rows(world: World) -> None:
    key = KEYS.get(world.tool.name)

    def edit(body: Any) -> Any:
        rows = body[key] if key else body
        for row, absent in zip(rows, (True, False), strict=False):
            for holder in (row, row.get("fields") or {}):
                for name in ("updated", "updated_at", "generated_timestamp"):
                    if name in holder and absent:
                        del holder[name]
                    elif name in holder:
                        holder[name] = None
        return body

    on_page_two(rewritten(edit))(world)


def no_row_is_missing(world: World) -> None:
    kept = {key for (key,) in world.rows(f"select id from {world.tool.items}")}
    assert set(world.tool.ids()) <= kept
