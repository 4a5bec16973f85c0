"""Everything that would stop a night, found before the night: `headway check`."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from pipelines.configuration import Settings, load_settings
from pipelines.errors import ConfigurationError, HeadwayError, Problem, StrategyError
from pipelines.strategy import read_strategy
from pipelines.token_expiry import endings


def check(workspace: Path, notes: list[Problem] | None = None) -> list[Problem]:
    """Try configuration, strategy files, then each tool that is on; give every problem found.

    Tools are asked only when the configuration is sound: a half-read one would ask the wrong site.
    What is no problem yet, such as a token that ends soon, is added to the notes.
    """
    problems: list[Problem] = []
    settings: Settings | None = None
    try:
        settings = load_settings(workspace)
    except ConfigurationError as error:
        problems.extend(error.problems)
    try:
        read_strategy(workspace / "strategy")
    except StrategyError as error:
        problems.extend(error.problems)
    if settings:
        problems.extend(_unreachable(settings))
        problems.extend(_probed(settings, [] if notes is None else notes))
    return problems


def _unreachable(settings: Settings) -> Iterator[Problem]:
    """Name the addresses that no message could be sent to, by their number: they carry tokens."""
    from pipelines.notification import is_address

    for number, url in enumerate(settings.notification_urls, start=1):
        if not is_address(url):
            place = f"[headway] notification_urls, address {number}"
            yield Problem(place, "not an address apprise knows", "see github.com/caronc/apprise")


def _probed(settings: Settings, notes: list[Problem]) -> list[Problem]:
    from pipelines.sources import SOURCES

    problems: list[Problem] = []
    for tool, source in SOURCES.items():
        tool_settings = getattr(settings, tool)
        if tool_settings is None:
            continue
        try:
            api = source.connect(tool_settings, settings.max_connections)
            api.attempts = 1  # whoever checks waits for the answer; the night is more patient
            problems.extend(source.probe(api, tool_settings))
            for ending, has_ended in endings(
                tool, tool_settings.token_expires_on, api.token_expires_at, datetime.now(UTC).date()
            ):
                (problems if has_ended else notes).append(ending)
        except (HeadwayError, OSError) as error:
            # Whatever one tool's network does, the other tools are still worth asking.
            remedy = getattr(error, "remedy", "") or f"see that {tool_settings.site} can be reached"
            problems.append(Problem(f"[sources.{tool}]", str(error), remedy))
    return problems
