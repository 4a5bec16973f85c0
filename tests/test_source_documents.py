"""What pages become on their way: moments, Arrow tables, and work side by side."""

import threading
from collections.abc import Iterator
from datetime import UTC, datetime
from time import monotonic, sleep
from typing import Any

import dlt
import duckdb
import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.sources import documents
from pipelines.sources.concurrency import for_each, side_by_side
from pipelines.sources.documents import (
    CONTEXT,
    RawTable,
    child_id,
    in_large_batches,
    of_parent,
    to_utc,
)

ITEMS = RawTable("items", updated_at_of=lambda item: to_utc(item.get("updated_at")))
NOON = datetime(2026, 10, 24, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    "moment",
    [
        "2026-10-24T12:00:00Z",
        "2026-10-24T12:00:00.000+0000",
        "2026-10-24T14:00:00.000+0200",
        "2026-10-24T14:00:00+02:00",
        "2026-10-24T06:30:00.000-0530",
        "2026-10-24T12:00:00",
        "2026-10-24 12:00:00 +0000".replace(" +", "+"),
        1792843200000,
        1792843200000.0,
    ],
)
def test_a_moment_is_the_same_instant_however_it_is_written(moment: str | float) -> None:
    assert to_utc(moment) == NOON


def test_no_moment_is_none_and_garbage_is_an_error() -> None:
    assert to_utc(None) is to_utc("") is None
    assert to_utc("2026-10-24T12:00:00.123456Z") == NOON.replace(microsecond=123456)
    assert to_utc(0) == datetime(1970, 1, 1, tzinfo=UTC)
    with pytest.raises(ValueError, match="soon"):
        to_utc("soon")


JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**63), 2**64 - 1)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(st.characters(exclude_categories=["Cs"])),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.text(st.characters(exclude_categories=["Cs"])), inner, max_size=3)
    ),
    max_leaves=8,
)


@given(st.integers(1, 2**64 - 1), JSON)
def test_a_payload_is_the_document_itself(key: int, value: Any) -> None:
    document = {"id": key, "updated_at": "2026-10-24T14:00:00+02:00", "value": value}
    [row] = ITEMS.to_arrow([document]).to_pylist()
    assert orjson.loads(row["payload"]) == document
    assert (row["id"], row["updated_at"], row["deleted_at"]) == (str(key), NOON, None)


def test_a_parent_noted_on_a_document_keys_it_and_never_reaches_the_payload() -> None:
    table = RawTable("children", child_id())
    theirs = {"id": 7, "name": "theirs"}
    [row] = table.to_arrow(of_parent(1, [theirs])).to_pylist()
    assert row["id"] == "1/7"
    assert orjson.loads(row["payload"]) == theirs
    assert CONTEXT not in theirs


def test_a_document_twice_in_a_load_is_one_row_the_newest_or_of_a_whole_list_the_first(
    tmp_path: Any,
) -> None:
    older = {"id": 1, "updated_at": "2026-10-24T12:30:00Z", "n": "older"}
    newer = {"id": 1, "updated_at": "2026-10-24T15:00:00+02:00", "n": "newer"}
    other = {"id": 2, "n": "other"}
    whole = RawTable("whole", in_full=True)
    pages = [[newer, other], [older], [], [other]]
    pipeline = dlt.pipeline(
        "documents_under_test",
        pipelines_dir=str(tmp_path / "dlt"),
        destination=dlt.destinations.duckdb(str(tmp_path / "work.duckdb")),
        dataset_name="raw",
    )
    for _ in range(2):
        pipeline.run(
            [table.resource(lambda: iter(pages)) for table in (ITEMS, whole)],
            loader_file_format="parquet",
        )
        with duckdb.connect(str(tmp_path / "work.duckdb")) as warehouse:
            for table in ("items", "whole"):
                query = f"select id, payload ->> 'n' from raw.{table} order by id"
                assert warehouse.sql(query).fetchall() == [("1", "newer"), ("2", "other")]


def test_small_tables_are_put_together_up_to_a_size_and_none_is_lost(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    pages = [ITEMS.to_arrow([{"id": n}]) for n in range(10)]
    monkeypatch.setattr(documents, "BYTES_PER_TABLE", 3 * pages[0].nbytes)
    batches = list(in_large_batches({"items": page} for page in pages))
    assert [batch["items"].num_rows for batch in batches] == [4, 4, 2]
    assert [key for batch in batches for key in batch["items"]["id"].to_pylist()] == [
        str(n) for n in range(10)
    ]
    assert list(in_large_batches([])) == []


def numbers(name: str, n: int) -> Iterator[str]:
    for number in range(n):
        yield f"{name}{number}"


def test_pages_of_several_containers_all_come_each_container_s_in_order() -> None:
    readers = {name: lambda name=name: numbers(name, 50) for name in "abcde"}
    pages = list(side_by_side(readers, workers=2))
    for name in readers:
        assert [page for container, page in pages if container == name] == list(numbers(name, 50))
    assert list(side_by_side({}, workers=2)) == []


def test_a_failing_reader_ends_all_without_hanging_and_its_error_is_raised() -> None:
    def fails() -> Iterator[str]:
        yield "first"
        raise LookupError("page 2 is gone")

    before, began = threading.active_count(), monotonic()
    endless = {f"endless {n}": lambda: numbers("x", 10**9) for n in range(3)}
    with pytest.raises(LookupError, match="page 2 is gone"):
        for _ in side_by_side({**endless, "fails": fails}, workers=4):
            sleep(0.001)
    assert monotonic() - began < 10
    assert threading.active_count() == before


def test_a_reader_that_waits_for_its_turn_is_not_begun_after_a_failure() -> None:
    begun: list[str] = []

    def fails() -> Iterator[str]:
        raise LookupError
        yield

    def begins() -> Iterator[str]:
        begun.append("begun")
        yield "page"

    with pytest.raises(LookupError):
        list(side_by_side({"fails": fails, **{str(n): begins for n in range(9)}}, workers=1))
    assert len(begun) < 9


def test_who_stops_listening_early_leaves_no_thread_behind() -> None:
    before = threading.active_count()
    pages = side_by_side({name: lambda: numbers("x", 10**9) for name in "abc"}, workers=3)
    assert next(pages)
    pages.close()  # type: ignore[attr-defined]
    assert threading.active_count() == before


def test_results_come_in_the_order_of_the_items_and_few_are_read_ahead() -> None:
    taken: list[int] = []

    def items() -> Iterator[int]:
        for n in range(40):
            taken.append(n)
            yield n

    def slow_at_first(n: int) -> int:
        sleep(0.02 if n % 7 == 0 else 0)
        return n * n

    results = for_each(slow_at_first, items(), workers=4)
    assert next(results) == 0
    assert len(taken) <= 9
    assert [0, *results] == [n * n for n in range(40)]


def test_an_item_s_error_is_raised_in_its_place_and_ends_the_rest() -> None:
    def read(n: int) -> int:
        if n == 5:
            raise LookupError("item 5")
        return n

    results = for_each(read, iter(range(10**9)), workers=3)
    assert [next(results) for _ in range(5)] == [0, 1, 2, 3, 4]
    with pytest.raises(LookupError, match="item 5"):
        next(results)
