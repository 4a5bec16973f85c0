"""A workspace whose nights build the models that remember, from items that a test sets."""

from pathlib import Path

import pytest
from remembered_nights import Item, Known, compile_models, remembering
from stand_ins import Place, stand_in


@pytest.fixture(scope="session")
def compiled(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    return compile_models(tmp_path_factory.mktemp("compiled"))


@pytest.fixture
def known() -> Known:
    return Known([Item(1, "a", days=3), Item(2, "b", days=5)])


@pytest.fixture
def place(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, compiled: dict[str, str], known: Known
) -> Place:
    return remembering(stand_in(tmp_path, monkeypatch), monkeypatch, compiled, known)
