"""Nights of which a test holds what was said, and when."""

from datetime import date
from pathlib import Path
from typing import Any

from stand_ins import Place, night

MONDAY, TUESDAY, WEDNESDAY, NEXT_MONDAY = (date(2026, 3, day) for day in (2, 3, 4, 9))
HISTORY = """
    select work_item_id, work_class, change_reason, said_from, said_to
    from fct_classification_history order by work_item_id, said_from
"""
NIGHTS = "select as_of_on from meta_nights order by as_of_on"


def publish(place: Place, as_of: date, **options: Any) -> None:
    """Run a night that must succeed; it pulls only where told, for what it builds on is given."""
    code, said = night(place, **{"as_of": as_of, "pull": False} | options)
    assert code == 0, said


def fail(place: Place, as_of: date) -> None:
    """Run a night that must fail."""
    assert night(place, as_of=as_of, pull=False)[0] == 1


def exported(folder: Path) -> dict[str, bytes]:
    """Give the exported Parquet files' bytes, run metadata aside."""
    files = folder.glob("*.parquet")
    return {file.name: file.read_bytes() for file in files if not file.name.startswith("meta_")}


def killed(*_: Any) -> None:
    raise OSError("killed")
