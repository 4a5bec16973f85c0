"""Strategies that nights were built with: kept whole, found again, never changed."""

from pathlib import Path

import pytest
from stand_ins import RULES, Place, night, stand_in, write_workspace

from pipelines import strategies
from pipelines.errors import ConfigurationError, HeadwayError
from pipelines.strategies import keep_strategy
from pipelines.strategy import strategy_version
from pipelines.warehouse import Warehouse


@pytest.fixture
def warehouse(tmp_path: Path) -> Warehouse:
    warehouse = Warehouse(write_workspace(tmp_path / "workspace"))
    warehouse.folder.mkdir()
    return warehouse


def edit_rules(warehouse: Warehouse, title: str) -> None:
    path = warehouse.strategy / "classification_rules.csv"
    path.write_text(RULES.replace("Bugs keep the lights on", title))


def test_a_kept_version_stays_as_it_was_when_the_folder_changes(warehouse: Warehouse) -> None:
    first, _ = keep_strategy(warehouse, None)
    edit_rules(warehouse, "other words")
    second, _ = keep_strategy(warehouse, None)

    assert first != second
    version, frames = keep_strategy(warehouse, first[:4])
    assert version == first == strategy_version(warehouse.strategies / first)
    assert frames["classification_rules"]["rationale"].to_list() == ["Bugs keep the lights on"]
    assert sorted(path.name for path in warehouse.strategies.iterdir()) == sorted([first, second])


def test_a_folder_is_taken_by_its_path(warehouse: Warehouse, tmp_path: Path) -> None:
    other = Warehouse(write_workspace(tmp_path / "other"))
    edit_rules(other, "other words")

    version, _ = keep_strategy(warehouse, str(other.strategy))
    assert version == strategy_version(other.strategy) != strategy_version(warehouse.strategy)


def test_a_copy_that_a_kill_or_a_hand_spoilt_is_made_again(warehouse: Warehouse) -> None:
    version, _ = keep_strategy(warehouse, None)
    (warehouse.strategies / f".{version}").mkdir()
    (warehouse.strategies / version / "objectives.csv").unlink()

    keep_strategy(warehouse, None)
    assert strategy_version(warehouse.strategies / version) == version
    assert [path.name for path in warehouse.strategies.iterdir()] == [version]


@pytest.mark.parametrize("asked", ["0a1b", "", "a", "../strategy", "*"])
def test_a_version_nobody_kept_is_told_with_those_that_are(
    warehouse: Warehouse, asked: str
) -> None:
    version, _ = keep_strategy(warehouse, None)
    with pytest.raises(ConfigurationError, match=version) as refused:
        keep_strategy(warehouse, asked)
    assert refused.value.remedy.startswith("ls ")


def test_digits_that_begin_two_versions_are_asked_about(warehouse: Warehouse) -> None:
    for version in ("abcd11112222", "abcd33334444"):
        (warehouse.strategies / version).mkdir(parents=True)
    with pytest.raises(ConfigurationError, match="several kept versions"):
        keep_strategy(warehouse, "abcd")


def test_a_folder_that_changes_while_it_is_read_is_not_kept_under_a_wrong_name(
    warehouse: Warehouse, monkeypatch: pytest.MonkeyPatch
) -> None:
    copy = strategies._copy

    def edited_meanwhile(folder: Path, place: Path) -> None:
        edit_rules(warehouse, "saved by an editor just now")
        copy(folder, place)

    monkeypatch.setattr(strategies, "_copy", edited_meanwhile)
    with pytest.raises(HeadwayError, match="changed while it was being read"):
        keep_strategy(warehouse, None)
    assert list(warehouse.strategies.iterdir()) == []


def test_kept_strategies_are_their_users_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    place: Place = stand_in(tmp_path, monkeypatch)
    night(place)

    kept = list(place.warehouse("strategies").rglob("*"))
    assert len(kept) == 3
    assert not [path for path in kept if path.stat().st_mode & 0o077]
