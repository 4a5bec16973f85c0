"""The text model tells texts apart that people labelled, as well as its benchmark promises."""

import pytest

from benchmarks.text_model import SETS, Labelled, compiled_models, macro_f1

pytestmark = pytest.mark.conformance


@pytest.fixture(scope="module")
def models() -> dict[str, str]:
    return compiled_models()


@pytest.mark.parametrize("labelled", SETS, ids=lambda labelled: labelled.name)
def test_labelled_texts_are_told_apart(labelled: Labelled, models: dict[str, str]) -> None:
    assert macro_f1(labelled, models) >= labelled.floor
