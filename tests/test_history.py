"""What was said, when: a change ends one stretch and begins another, and none is said twice."""

from typing import Any

import duckdb
import pytest
from remembered_nights import Item, Known, write_rules
from stand_ins import Place, published
from told_nights import HISTORY, MONDAY, NEXT_MONDAY, NIGHTS, TUESDAY, WEDNESDAY, exported, publish

pytest_plugins = ("remembered_fixtures",)


def worked_on(place: Place) -> list[Any]:
    """Give the run and the classes that the work file holds."""
    with duckdb.connect(place.warehouse("work.duckdb"), read_only=True) as connection:
        return connection.execute(
            "select max(run_id), list(work_class order by work_item_id) "
            "from meta_runs cross join fct_work_items"
        ).fetchall()


def test_a_change_of_rules_ends_one_stretch_and_begins_another(place: Place, known: Known) -> None:
    publish(place, MONDAY)
    write_rules(place, a="strategic", b="strategic")
    known.items.append(Item(3, None))
    publish(place, TUESDAY)
    publish(place, WEDNESDAY)

    assert published(place, HISTORY) == [
        ("jira:1", "strategic", "first_seen", MONDAY, None),
        ("jira:2", "operational", "first_seen", MONDAY, TUESDAY),
        ("jira:2", "strategic", "changed_rules", TUESDAY, None),
        ("jira:3", "unclassified", "first_seen", TUESDAY, None),
    ]
    versions = published(
        place,
        "select count(*) from fct_classification_history as history inner join meta_nights "
        "on said_from = as_of_on and history.strategy_version = meta_nights.strategy_version "
        "and history.run_id = meta_nights.run_id",
    )
    assert versions == [(4,)]


def test_a_difference_is_split_into_data_rules_and_items(place: Place, known: Known) -> None:
    """Published: 3 of 8 days strategic, 0.375.

    A week later 2 days of a new operational item have come in: under the classes of then 3 of 10,
    0.3, so -0.075 is new data. The rule that places 5 days makes them strategic: 8 of 10, 0.8, so
    +0.5 is changed rules. The item with 3 days is another now, and operational: 5 of 10, so -0.3 is
    changed classification. 0.375 - 0.075 + 0.5 - 0.3 = 0.5.
    """
    publish(place, MONDAY)
    write_rules(place, a="strategic", b="strategic", c="operational")
    known.items = [
        Item(1, "c", days=3, fingerprint="another"),
        Item(2, "b", days=5),
        Item(3, "c", days=2),
    ]
    publish(place, NEXT_MONDAY)

    rows = published(
        place,
        "select published_as_of, published_value, restated_value, due_to_new_data, "
        "due_to_changed_rules, due_to_changed_classification from metrics_as_published "
        "where metric_name = 'strategic_share' order by published_as_of",
    )
    assert rows[0] == (MONDAY, *(pytest.approx(x) for x in (0.375, 0.5, -0.075, 0.5, -0.3)))
    assert rows[1:] == [(NEXT_MONDAY, 0.5, 0.5, 0, 0, 0)]


def test_the_same_night_again_changes_no_byte(place: Place) -> None:
    publish(place, MONDAY)
    write_rules(place, a="strategic", b="strategic")
    publish(place, TUESDAY)
    first = exported(place.workspace / "exports/latest")
    publish(place, TUESDAY)

    assert len(first) >= 4
    assert exported(place.workspace / "exports/latest") == first


def test_a_second_run_of_a_night_takes_the_place_of_the_first(place: Place) -> None:
    publish(place, MONDAY)
    write_rules(place, a="strategic", b="strategic")
    publish(place, TUESDAY)
    write_rules(place, a="operational", b="operational")
    publish(place, TUESDAY)

    assert published(place, HISTORY) == [
        ("jira:1", "strategic", "first_seen", MONDAY, TUESDAY),
        ("jira:1", "operational", "changed_rules", TUESDAY, None),
        ("jira:2", "operational", "first_seen", MONDAY, None),
    ]
    values = "select published_as_of, published_value from metrics_as_published "
    assert published(place, values + "where metric_name = 'strategic_share' order by all") == [
        (MONDAY, 0.375),
        (TUESDAY, 0),
    ]


def test_a_night_older_than_the_last_remembers_nothing(place: Place, known: Known) -> None:
    publish(place, TUESDAY)
    before = published(place, HISTORY), published(place, NIGHTS)
    write_rules(place, a="strategic", b="strategic")
    publish(place, MONDAY)

    assert (published(place, HISTORY), published(place, NIGHTS)) == before
    restated = (
        "select published_as_of, published_value, restated_value, due_to_changed_rules "
        "from metrics_as_published where metric_name = 'strategic_share'"
    )
    assert published(place, restated) == [(TUESDAY, 0.375, 1, 0.625)]
    write_rules(place, a="strategic", b="operational")
    publish(place, WEDNESDAY)
    assert published(place, HISTORY) == before[0]
    assert published(place, NIGHTS) == [(TUESDAY,), (WEDNESDAY,)]


def test_an_item_that_is_gone_ends_and_one_that_is_back_begins_again(
    place: Place, known: Known
) -> None:
    publish(place, MONDAY)
    second = known.items.pop()
    publish(place, TUESDAY)
    known.items.append(second)
    publish(place, WEDNESDAY)

    assert published(place, HISTORY)[1:] == [
        ("jira:2", "operational", "first_seen", MONDAY, TUESDAY),
        ("jira:2", "operational", "seen_again", WEDNESDAY, None),
    ]


def test_an_older_strategy_reproduces_what_was_published_then(place: Place) -> None:
    publish(place, MONDAY)
    [(version,)] = published(place, "select strategy_version from meta_nights")
    then = exported(place.workspace / "exports/latest")
    write_rules(place, a="strategic", b="strategic")
    publish(place, TUESDAY)
    today = place.warehouse().read_bytes(), exported(place.workspace / "exports/latest")
    work = worked_on(place)
    publish(place, MONDAY, strategy=version[:6])

    folder = place.warehouse(f"reproductions/{MONDAY}-{version}")
    again = exported(folder / "exports/latest")
    for table in ("fct_work_items", "metrics_alignment_by_team_week"):
        assert again[f"{table}.parquet"] == then[f"{table}.parquet"]
        assert again[f"{table}.parquet"] != today[1][f"{table}.parquet"]
    assert (folder / "headway.duckdb").exists()
    assert not list(folder.glob("work*")), "the copy it worked on is as large as the raw data"
    now = place.warehouse().read_bytes(), exported(place.workspace / "exports/latest")
    assert worked_on(place) == work
    assert now == today, "a reproduction must not pass for today's answer"
    publish(place, WEDNESDAY)
    assert published(place, NIGHTS) == [(MONDAY,), (TUESDAY,), (WEDNESDAY,)]
