"""Keeps every strategy a night was built with, so that an older night can be built again.

`warehouse/strategies/<version>/` holds the strategy files as they were; the version is made of
their content, so a folder never changes once it is there.
"""

import shutil
from pathlib import Path

import polars as pl

from pipelines import publication
from pipelines.errors import ConfigurationError, HeadwayError, quoted
from pipelines.strategy import read_strategy, strategy_version
from pipelines.strategy_files import FILES
from pipelines.warehouse import Warehouse

SHORTEST_VERSION = 4


def keep_strategy(warehouse: Warehouse, asked: str | None) -> tuple[str, dict[str, pl.DataFrame]]:
    """Read a strategy from the copy that is kept of it: its version, and its files as frames.

    Args:
        warehouse: whose strategy folder is taken where no other is asked for.
        asked: a kept version or a folder.

    Raises:
        StrategyError: the folder holds mistakes; nothing of it is kept.
        ConfigurationError: what was asked for is not there.
    """
    folder = warehouse.strategy
    if asked is not None:
        folder = _found(asked, warehouse.strategies)
    read_strategy(folder)
    version = strategy_version(folder)
    place = warehouse.strategies / version
    if not (place.is_dir() and strategy_version(place) == version):
        _copy(folder, place)
    if strategy_version(place) != version:
        shutil.rmtree(place)
        raise HeadwayError(
            f"A file of {folder} was changed while it was being read.", "headway nightly"
        )
    return version, read_strategy(place)


def _copy(folder: Path, place: Path) -> None:
    unfinished = place.with_name(f".{place.name}")
    place.parent.mkdir(exist_ok=True)
    for leftover in (unfinished, place):
        shutil.rmtree(leftover, ignore_errors=True)
    unfinished.mkdir()
    for stem in FILES:
        file = folder / f"{stem}.csv"
        if file.is_file():
            shutil.copyfile(file, unfinished / file.name)
            publication.flush(unfinished / file.name)
    publication.flush(unfinished)
    unfinished.rename(place)
    publication.flush(place.parent)


def _found(asked: str, strategies: Path) -> Path:
    """Give the folder of a kept version, named by its first digits, or a folder named by its path.

    Raises:
        ConfigurationError: neither is there, or the digits begin more than one version.
    """
    kept = sorted(path.name for path in strategies.glob("[0-9a-f]*") if path.is_dir())
    meant = [name for name in kept if len(asked) >= SHORTEST_VERSION and name.startswith(asked)]
    if len(meant) == 1:
        return strategies / meant[0]
    if asked and not meant and Path(asked).is_dir():
        return Path(asked)
    what = "begins several kept versions" if meant else "is neither a folder nor a kept version"
    known = ", ".join(meant or kept) or "none is kept yet"
    raise ConfigurationError(f"The strategy {quoted(asked)} {what} ({known}).", f"ls {strategies}")
