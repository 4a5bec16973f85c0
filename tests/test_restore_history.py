"""What later nights said is remembered when a publication is put back, or forgotten on demand."""

from datetime import date

import pytest
from remembered_nights import write_rules
from restoring import restore, run_ids
from stand_ins import Place, night, published
from told_nights import MONDAY, TUESDAY, WEDNESDAY

pytest_plugins = ("remembered_fixtures",)
MISTAKEN = date(2027, 3, 2)


def said(place: Place) -> set[date]:
    """Give every day that the publication's history speaks of."""
    tables = {
        "meta_nights": ["as_of_on"],
        "metrics_as_published": ["published_as_of"],
        "fct_classification_history": ["said_from", "said_to"],
    }
    return {
        day
        for table, columns in tables.items()
        for column in columns
        for (day,) in published(place, f"select {column} from {table}")
        if day
    }


def a_mistaken_night(place: Place) -> str:
    """Run Monday's night, then one of a mistaken day that says everything anew; give Monday's."""
    assert night(place, as_of=MONDAY, pull=False)[0] == 0
    write_rules(place, a="operational", b="strategic")
    assert night(place, as_of=MISTAKEN, pull=False)[0] == 0
    assert said(place) == {MONDAY, MISTAKEN}
    return run_ids(place)[0]


@pytest.mark.parametrize("n_nights_after", [0, 1])
def test_a_mistaken_day_is_forgotten_with_the_flag_and_as_if_it_had_never_been(
    place: Place, n_nights_after: int
) -> None:
    monday = a_mistaken_night(place)
    for _ in range(n_nights_after):
        assert night(place, as_of=TUESDAY, pull=False)[0] == 0
        assert said(place) == {MONDAY, MISTAKEN}, "a day before the newest adds nothing"

    code, told, _ = restore(place, monday, "--forget-later")
    assert code == 0
    assert "What later nights said is forgotten." in told
    assert said(place) == {MONDAY}
    for day in (TUESDAY, WEDNESDAY):
        assert night(place, as_of=day, pull=False)[0] == 0

    assert said(place) == {MONDAY, TUESDAY, WEDNESDAY}
    changes = "select distinct said_from, change_reason from fct_classification_history order by 1"
    assert published(place, changes) == [(MONDAY, "first_seen"), (TUESDAY, "changed_rules")]


@pytest.mark.parametrize("n_nights_after", [0, 1])
def test_what_later_nights_said_is_remembered_without_the_flag(
    place: Place, n_nights_after: int
) -> None:
    monday = a_mistaken_night(place)
    for _ in range(n_nights_after):
        assert night(place, as_of=TUESDAY, pull=False)[0] == 0

    code, told, _ = restore(place, monday)
    assert code == 0
    assert "What later nights said is still remembered" in told
    assert "--forget-later" in told
    assert said(place) == {MONDAY}
    assert night(place, as_of=WEDNESDAY, pull=False)[0] == 0
    assert said(place) == {MONDAY, MISTAKEN}


def test_a_torn_publication_does_not_stand_in_the_way_of_an_earlier_one(place: Place) -> None:
    for day in (MONDAY, TUESDAY):
        assert night(place, as_of=day, pull=False)[0] == 0
    place.warehouse().unlink()
    place.warehouse().write_bytes(b"torn")

    assert restore(place, run_ids(place)[-1])[0] == 0
    assert night(place, as_of=WEDNESDAY, pull=False)[0] == 0
    assert said(place) >= {MONDAY, TUESDAY, WEDNESDAY}
