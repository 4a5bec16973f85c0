"""The sample people label: blind, from every stratum, the same for a seed, and safe to open."""

import csv
from pathlib import Path

import duckdb
import pytest
from stand_ins import write_workspace
from strategy_folders import folder_of, problems

from pipelines.errors import HeadwayError
from pipelines.sample import allocate, draw_sample, what_next
from pipelines.strategy import read_strategy
from pipelines.warehouse import Warehouse

FILLED = ["work_item_id", "work_class", "work_category", "labelled_by", "labelled_on"]
AIDS = ["item_key", "item_url", "title", "item_type", "container"]
STRATA = {
    ("rule", "operational"): 600,
    ("objective_link", "strategic"): 90,
    ("none", "unclassified"): 300,
    ("override", "strategic"): 3,
}
HOSTILE = '=HYPERLINK("http://evil","x")'
HEADER = ",".join(FILLED + AIDS) + "\n"


@pytest.fixture
def workspace(tmp_path: Path) -> Path:
    """A workspace with 993 published items in four strata and some deleted ones."""
    workspace = write_workspace(tmp_path / "workspace")
    (workspace / "warehouse").mkdir()
    with duckdb.connect(Warehouse(workspace).published) as connection:
        connection.execute(
            "create table fct_work_items (work_item_id text, item_key text, item_url text, "
            "title text, item_type text, container text, classification_method text, "
            "work_class text, rule_id text, is_deleted boolean)"
        )
        for (method, work_class), n_items in STRATA.items():
            connection.execute(
                "insert into fct_work_items select 'jira:' || $method || range, '@' || range, "
                "'https://acme.example/' || range, $title, 'Story', 'PAY', $method, $work_class, "
                "'r7', range >= $n_items from range($n_items + 5)",
                {"method": method, "work_class": work_class, "n_items": n_items, "title": HOSTILE},
            )
    return workspace


def rows_of(file: Path) -> list[dict[str, str]]:
    with file.open(encoding="utf-8-sig", newline="") as lines:
        return list(csv.DictReader(lines))


def method_of(row: dict[str, str]) -> str:
    return row["work_item_id"].removeprefix("jira:").rstrip("0123456789")


def drawn(workspace: Path, size: int = 200, seed: int = 1) -> list[dict[str, str]]:
    file, n_items = draw_sample(workspace, size, seed)
    rows = rows_of(file)
    assert len(rows) == n_items
    return rows


def test_the_file_holds_what_a_person_fills_and_nothing_of_the_machines(workspace: Path) -> None:
    rows = drawn(workspace)
    assert list(rows[0]) == FILLED + AIDS
    assert all(row[column] == "" for row in rows for column in FILLED[1:])
    assert "strategic" not in (workspace / "sample.csv").read_text()
    assert "r7" not in (workspace / "sample.csv").read_text()


def test_every_stratum_gives_its_least_and_the_rest_is_in_proportion(workspace: Path) -> None:
    methods = [method_of(row) for row in drawn(workspace)]
    counts = {method: methods.count(method) for method in set(methods)}
    # All 3 overrides; of the other 197 in proportion to 600, 300 and 90: 119.4, 59.7 and 17.9.
    assert counts == {"override": 3, "rule": 119, "none": 60, "objective_link": 18}


def test_a_small_stratum_is_seen_and_a_small_sample_is_kept_small() -> None:
    assert allocate({"large": 10_000, "small": 40}, 100) == {"large": 95, "small": 5}
    assert allocate({"a": 9, "b": 8, "c": 7}, 4) == {"a": 2, "b": 1, "c": 1}
    assert allocate({"a": 9, "b": 8}, 1) == {"a": 1, "b": 0}
    assert allocate({"a": 2, "b": 3}, 50) == {"a": 2, "b": 3}


def test_an_items_place_in_the_file_says_nothing_of_its_stratum(workspace: Path) -> None:
    """Over 40 seeds each stratum's mean place is the middle of the file, 0.5 to within 0.05."""
    places: dict[str, list[float]] = {}
    for seed in range(40):
        rows = drawn(workspace, seed=seed)
        for place, row in enumerate(rows):
            places.setdefault(method_of(row), []).append(place / (len(rows) - 1))
    for method, seen in places.items():
        assert abs(sum(seen) / len(seen) - 0.5) < 0.05, method


def test_a_seed_draws_the_same_and_another_one_others(workspace: Path) -> None:
    first = drawn(workspace, seed=3)
    assert drawn(workspace, seed=3) == first
    other = {row["work_item_id"] for row in drawn(workspace, seed=4)}
    assert len(other & {row["work_item_id"] for row in first}) < 100


def test_deleted_and_labelled_items_are_not_drawn(workspace: Path) -> None:
    n_live = sum(STRATA.values())
    assert len(drawn(workspace, size=5000)) == n_live
    (workspace / "strategy" / "labels.csv").write_text(
        "work_item_id,work_class,labelled_by,labelled_on\n"
        "jira:override0,strategic,Ann,2026-01-05\n"
        "jira:override1,,,\n"
    )
    left = {row["work_item_id"] for row in drawn(workspace, size=5000)}
    assert len(left) == n_live - 2
    assert left.isdisjoint({"jira:override0", "jira:override1"})


def test_a_title_is_no_formula_and_no_page_of_its_own(workspace: Path) -> None:
    with duckdb.connect(Warehouse(workspace).published) as connection:
        connection.execute(
            "update fct_work_items set title = 'a' || chr(10) || 'b' || chr(27) || '[31m' "
            "|| chr(8238) || repeat('x', 200000) where classification_method = 'override'"
        )
    rows = drawn(workspace)
    titles = {method_of(row): row["title"] for row in rows}
    assert titles["rule"] == f"'{HOSTILE}"
    assert titles["override"].startswith("a b [31m xxx")
    assert len(titles["override"]) == 500
    assert all(row["item_key"].startswith("'@") for row in rows)


def test_labels_that_somebody_gave_are_never_overwritten(workspace: Path) -> None:
    file = workspace / "sample.csv"
    drawn(workspace)
    drawn(workspace, seed=2)  # nobody has filled it
    for column in FILLED[1:]:
        file.write_text(HEADER + ",".join("x" if name in ("work_item_id", column) else ""
                                          for name in FILLED + AIDS) + "\n")  # fmt: skip
        before = file.read_bytes()
        with pytest.raises(HeadwayError, match="holds labels") as refused:
            draw_sample(workspace, 10, 1)
        assert refused.value.remedy == f"headway sample --output {workspace / 'sample-2.csv'}"
        assert file.read_bytes() == before
    for other in (b"my notes", b"\xff\xfe\x00", b"work_item_id;work_class\n"):
        file.write_bytes(other)
        with pytest.raises(HeadwayError, match="something else"):
            draw_sample(workspace, 10, 1)
        assert file.read_bytes() == other


def test_what_to_do_next_is_said_for_the_first_labels_and_for_more(workspace: Path) -> None:
    labels = workspace / "strategy" / "labels.csv"
    assert f"save it as {labels}" in what_next(workspace / "sample.csv", 9, workspace)
    labels.write_text(HEADER)
    assert f"add its first 5 columns to {labels}" in what_next(Path("s.csv"), 9, workspace)


def test_a_half_filled_sample_is_read_as_labels(workspace: Path) -> None:
    """Filled rows are labels; those that lack class, name or day wait without stopping a night."""
    rows = drawn(workspace, size=12)
    labels = workspace / "strategy" / "labels.csv"
    filled = dict(zip(FILLED[1:], ("operational", "support", "Ann", "2026-03-01"), strict=True))
    for row, gaps in zip(rows, ((), ("work_class",), ("labelled_by",), ("labelled_on",))):  # noqa: B905
        row.update({name: value for name, value in filled.items() if name not in gaps})
    with labels.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.DictWriter(file, FILLED + AIDS)
        writer.writeheader()
        writer.writerows(rows)
    frame = read_strategy(workspace / "strategy")["labels"]
    assert frame.columns == [*FILLED, "line_number"]
    assert frame.height == 12
    whole = frame.drop_nulls(["work_class", "labelled_by", "labelled_on"])
    assert whole["work_item_id"].to_list() == [rows[0]["work_item_id"]]


def test_two_blank_copies_of_a_sample_are_no_repeated_labels(tmp_path: Path) -> None:
    folder = folder_of(tmp_path, labels=HEADER + 2 * "jira:1,,,,,K,u,t,Bug,PAY\n")
    assert read_strategy(folder)["labels"].height == 2


def test_what_is_filled_wrongly_is_still_a_mistake(tmp_path: Path) -> None:
    said = problems(
        tmp_path,
        labels="work_item_id,work_class,labelled_on,titel\njira:1,strategc,,x\n,strategic,,x\n",
    )
    assert [line.split(": ")[0] for line in said] == [
        "labels.csv:1 titel",
        "labels.csv:1 labelled_by",
        'labels.csv:2 work_class "strategc"',
        "labels.csv:3 work_item_id",
    ]
