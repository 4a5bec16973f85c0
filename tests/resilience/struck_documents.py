"""What becomes of a tool's documents and of our own folders in a rehearsal."""

import shutil
from typing import Any

import duckdb
from faults import Fault, refused
from oracle import differences
from rehearsals import ALL_DONE, FAILED
from small_world import COUNTED, ROWS_PER_PAGE, World

from pipelines import pulls
from pipelines.census import Census
from pipelines.loading import pipeline_name
from pipelines.sources import freshdesk_pages, github_pages, slices, zendesk_pages


def moved(world: World) -> None:
    """Move two items to where their tool lets them move; a moved one keeps its row."""
    for key in world.tool.ids()[:2]:
        world.pass_time(minutes=1)
        world.tool.move(key, world.now)


def deleted(world: World) -> None:
    """Delete three items and bring one of them back after it was seen to be gone."""
    gone = world.tool.ids()[1:4]
    for key in gone:
        world.pass_time(minutes=1)
        world.tool.delete(key, world.now)
    world.pass_time(minutes=2)
    assert world.pull(COUNTED) == ALL_DONE
    assert differences(world) == []
    world.tool.restore(gone[0], world.now)


def renamed(world: World) -> None:
    """Rename a repository; the configuration still says its former name."""
    world.tool.rename("fernhill/renamed")


def out_of_sight(world: World) -> None:
    """Take one container from the account's sight."""
    name = (world.tool.projects if world.tool.name == "jira" else world.tool.repositories)[0]
    world.served.invisible[world.tool.name] = {name}


def nothing_passes_for_deleted(world: World) -> None:
    assert world.rows(f"select id from {world.tool.items} where deleted_at is not null") == []
    world.served.invisible.clear()


def drifted(world: World) -> None:
    """Have fields come, go, change their type, turn into objects, and be five hundred."""
    five_hundred = {f"customfield_{n}": {"value": n} for n in range(20_000, 20_500)}
    number_field = "workratio" if world.tool.name == "jira" else "priority"
    drifts: list[dict[str, Any]] = [
        {"brand_new": True},
        {number_field: 5},
        {number_field: "five"},
        {number_field: {"id": 5, "words": ["five"]}},
        five_hundred,
    ]
    for key, drift in zip(world.tool.ids(), drifts, strict=False):
        world.tool.edit(key, world.now, **drift)
    gone = world.tool.ids()[5]
    document = world.tool.item(gone)
    for holder in (document, document.get("fields") or {}):
        for name in ("description", "body", "subject", "summary"):
            if isinstance(holder, dict):
                holder.pop(name, None)


def hostile_words(world: World) -> None:
    words = [
        "=cmd|'/C calc'!A0",
        "'; DROP TABLE issues; --",
        "<script>alert(1)</script>",
        "a NUL \x00 in the middle",
        "half a character \ud83d alone",
        "\u202eright to left\u202c",
        "x" * 1_000_000,
        "line\r\nbreaks\tand\u2028more",
    ]
    title = {"jira": "summary", "github": "title"}.get(world.tool.name, "subject")
    for key, said_so in zip(world.tool.ids(), words, strict=False):
        world.tool.edit(key, world.now, **{title: said_so})


def backfill_interrupted(world: World) -> None:
    """Have a backfill that is read page by page end for good at 60 % of the items' list."""
    world.patch.setattr(slices, "SECONDS", 0.0)
    # Each page of any list is a slice here, and a slice takes dlt most of a second.
    world.patch.setattr(zendesk_pages, "DOCUMENTS_PER_LIST_PAGE", 100)
    world.patch.setattr(github_pages, "ROWS_PER_PAGE", 2 * ROWS_PER_PAGE)
    world.patch.setattr(freshdesk_pages, "DOCUMENTS_PER_PAGE", 2 * ROWS_PER_PAGE)
    _begin_again(world)
    assert world.pull() == ALL_DONE
    world.n_pages = len(world.asked(world.tool.path))
    _begin_again(world)
    passes = world.n_pages * 6 // 10
    world.strike(Fault(refused(503, {}), path=world.tool.path, after=passes, times=None))


def goes_on_from_there(world: World) -> None:
    """Pull again: no more is asked for than what was missing, and the page that failed."""
    world.strike()
    # A census, due after a backfill in pieces, asks for the same lists.
    world.patch.setattr(pulls, "take_census", lambda *_, **__: Census())
    assert world.pull() == ALL_DONE
    assert len(world.asked(world.tool.path)) <= world.n_pages - world.n_pages * 6 // 10 + 2


def _begin_again(world: World) -> None:
    shutil.rmtree(world.warehouse.folder)
    world.warehouse.folder.mkdir()


def working_folder(world: World) -> Any:
    return world.warehouse.dlt_state / pipeline_name(world.tool.name)


def torn(world: World) -> None:
    (working_folder(world) / "state.json").write_text('{"torn')


def lost(world: World) -> None:
    shutil.rmtree(working_folder(world))


def poisoned(world: World) -> None:
    """Leave a package behind that can never load, as a broken schema would."""

    def spoil(how: str) -> None:
        with duckdb.connect(world.warehouse.work) as connection:
            connection.execute(f"alter table raw_{world.tool.name}.{world.tool.items} {how}")

    spoil("add column spoilt integer not null default 1")
    spoil("alter column spoilt drop default")
    assert world.pull() == FAILED
    assert world.pull() == FAILED
    assert "was thrown away" in (world.pulls[-1].message or "")
    spoil("drop column spoilt")
