"""The recordings and the two nights, once for all conformance tests."""

from collections.abc import Iterator

import pytest

from conformance.nights import Nights, Recorded, two_nights
from conformance.recordings import FOLDER


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Fail, rather than skip, where the recordings that the chosen tests read are not at hand."""
    if not FOLDER.is_dir() and any(item.get_closest_marker("conformance") for item in items):
        raise pytest.UsageError(
            f"The recorded payloads are not at {FOLDER}: set HEADWAY_REALDATA to their folder, "
            "or leave these tests out with: make test"
        )


@pytest.fixture(scope="session")
def recorded() -> Recorded:
    return Recorded()


@pytest.fixture(scope="session")
def nights(recorded: Recorded, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Nights]:
    with two_nights(recorded, tmp_path_factory.mktemp("conformance") / "workspace") as nights:
        assert nights.exit_codes == [0, 0], "\n".join(nights.said)
        yield nights
