"""What the example servers go by besides documents: clock, limits, visibility, the log."""

import math
import time
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

CLOCK = datetime(2026, 9, 28, 6, tzinfo=UTC)


@dataclass
class Limits:
    """How many requests each server grants in a window; None grants any number."""

    jira: int | None = None
    github: int | None = None
    github_secondary: int | None = None
    zendesk: int | None = None
    zendesk_incremental: int | None = None
    freshdesk: int | None = None
    window_seconds: float = 60.0


@dataclass(frozen=True)
class Request:
    """One line of the request log. `body` is the parsed JSON of a POST."""

    tool: str
    method: str
    path: str
    query: dict[str, str]
    has_authorization: bool
    status: int
    host: str
    body: Any = None


@dataclass
class Situation:
    """What the servers go by besides their documents; a test may change it while they run.

    `invisible` names, per tool, what the account may not see: Jira project keys, GitHub
    `owner/repo`, and of a help desk the resources its plan lacks (`jira_links`,
    `archived_tickets`).
    `faults` holds, per tool, what befalls its answers: `befall(call, response)` gives another one.
    """

    clock: datetime = CLOCK
    limits: Limits = field(default_factory=Limits)
    invisible: dict[str, set[str]] = field(default_factory=dict)
    account_time_zone: str = "America/Los_Angeles"
    requests: list[Request] = field(default_factory=list)
    faults: dict[str, list[Any]] = field(default_factory=dict)

    def hides(self, tool: str, name: str) -> bool:
        """Tell whether the account may not see something."""
        return name in self.invisible.get(tool, ())


class Meter:
    """A fixed window of requests. It runs on real time: a client really waits for it."""

    def __init__(self) -> None:
        self._opened = -math.inf
        self.used = 0

    def take(self, limit: int | None, window_seconds: float) -> bool:
        """Count a request and tell whether it is granted."""
        if time.monotonic() - self._opened >= window_seconds:
            self._opened, self.used = time.monotonic(), 0
        if limit is not None and self.used >= limit:
            return False
        self.used += 1
        return True

    def seconds_left(self, window_seconds: float) -> int:
        """Give whole seconds until the window ends, at least 1."""
        left = window_seconds - (time.monotonic() - self._opened)
        return math.ceil(max(1.0, min(left, window_seconds)))
