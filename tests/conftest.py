"""What is too dear to make twice: one whole night on the example organisation."""

import pytest
from example_night import ExampleNight, night_at
from metric_facts import Facts


@pytest.fixture(scope="session")
def night(tmp_path_factory: pytest.TempPathFactory) -> ExampleNight:
    """A finished demonstration, for tests that only read it."""
    return night_at(tmp_path_factory.mktemp("example") / "demo")


@pytest.fixture(scope="session")
def facts(night: ExampleNight) -> Facts:
    """What that night published, for tests that make its metrics again."""
    return Facts(night)
