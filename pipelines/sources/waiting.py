"""How long a tool asks us to wait, and that every thread does.

A limit comes as 429, and from GitHub as 403. One that asks for more patience than a run has is a
spent quota: the run ends and continues next time.
"""

import random
from dataclasses import dataclass, field
from threading import Lock
from time import monotonic, sleep

import tenacity

from pipelines.sources.answers import Answer, QuotaSpentError

LONGEST_WAIT_SECONDS = 120.0


class TryAgainError(Exception):
    """A passing refusal: 429, 5xx, or a limit dressed as 403."""

    def __init__(self, answer: Answer) -> None:
        super().__init__(f"HTTP {answer.status}")
        self.answer = answer

    @property
    def is_limit(self) -> bool:
        """Tell a limit, which the next run may find lifted, from a tool out of order."""
        return self.answer.status in (403, 429)


@dataclass
class Waiting:
    """What one tool has asked for, for all threads that ask it."""

    _paused_until: float = 0.0
    _lock: Lock = field(default_factory=Lock, repr=False)

    def seconds_before_next(self, state: tenacity.RetryCallState) -> float:
        """Give the wait before the next attempt: as asked, else longer each time.

        Raises:
            QuotaSpentError: longer is asked for than a run waits.
        """
        fault = state.outcome.exception() if state.outcome else None
        doubling = 2.0 ** (state.attempt_number - 1)
        backoff = min(60.0, doubling) * random.uniform(1.0, 1.5)  # noqa: S311
        if not isinstance(fault, TryAgainError):
            return backoff
        seconds = fault.answer.asked_wait_seconds()
        if seconds is None and "secondary rate limit" in fault.answer.words().lower():
            # GitHub asks for a minute at least, then for twice as long each time.
            seconds = 60.0 * doubling
        if seconds is None:
            return backoff
        if seconds > LONGEST_WAIT_SECONDS:
            raise _spent(fault.answer.url, seconds)
        self.pause(seconds)
        return max(1.0, seconds)

    def pause(self, seconds: float | None) -> None:
        """Have every thread wait: of eight, seven would run into the same limit otherwise."""
        if seconds:
            with self._lock:
                self._paused_until = max(self._paused_until, monotonic() + seconds)

    def sit_out(self, site: str) -> None:
        """Wait until a pause is over, before a request.

        Raises:
            QuotaSpentError: it is longer than a run waits.
        """
        seconds = self._paused_until - monotonic()
        if seconds > LONGEST_WAIT_SECONDS:
            raise _spent(site, seconds)
        if seconds > 0:
            sleep(seconds)


def is_limit(answer: Answer) -> bool:
    """Tell a limit that is dressed as a refusal: GitHub says both its limits with 403."""
    headers = answer.headers
    return answer.status == 403 and (
        "Retry-After" in headers
        or headers.get("x-ratelimit-remaining") == "0"
        or "rate limit" in answer.words().lower()
    )


def _spent(url: str, seconds: float) -> QuotaSpentError:
    return QuotaSpentError(
        f"{url} asks to wait {seconds:.0f} s: its quota is spent; "
        "the next run continues here: headway nightly"
    )
