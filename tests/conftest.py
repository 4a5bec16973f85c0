"""What is too dear to make twice: one whole night on the example organisation."""

import pytest
from example_night import ExampleNight, night_at


@pytest.fixture(scope="session")
def night(tmp_path_factory: pytest.TempPathFactory) -> ExampleNight:
    """A finished demonstration, for tests that only read it."""
    return night_at(tmp_path_factory.mktemp("example") / "demo")
