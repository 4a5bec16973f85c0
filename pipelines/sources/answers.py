"""One answer of a tool: read whole, parsed once, and held to what was asked for."""

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any

import orjson
import requests


class SourceError(Exception):
    """A tool did not give what was asked; it names the address, the answer and a remedy."""


class QuotaSpentError(SourceError):
    """The tool asks to wait longer than a run should."""


class RefusedError(SourceError):
    """The tool answered with a client error: its HTTP `status` and parsed `body`."""

    def __init__(self, message: str, status: int, body: Any) -> None:
        super().__init__(message)
        self.status = status
        self.body = body


class UnexpectedAnswerError(SourceError):
    """A 200 that does not hold what was asked for."""


@dataclass(frozen=True)
class Answer:
    """A tool's answer: `body` is the parsed JSON (or what a decoder made of it), else its text."""

    url: str
    status: int
    headers: Mapping[str, str]
    body: Any
    secrets: tuple[str, ...] = field(default=(), repr=False)
    """What was sent to prove who asks: a debugging proxy says it back, and words travel far."""
    is_torn: bool = False
    """Whether it calls itself JSON and is none, like a refusal cut off in the middle."""

    def documents(self, key: str | None = None) -> list[dict[str, Any]]:
        """Give the documents under a key (or the body itself); a 200 without that list is an error.

        A maintenance page with status 200 would otherwise pass for an empty page, and rows be
        missed in silence.
        """
        found = (
            self.body
            if key is None
            else self.body.get(key)
            if isinstance(self.body, dict)
            else None
        )
        if not isinstance(found, list):
            place = "a list" if key is None else f"a list `{key}`"
            raise self.unexpected(f"without {place}")
        return found

    def unexpected(self, how: str) -> UnexpectedAnswerError:
        """Give the error of an answer that does not hold what was asked for."""
        return UnexpectedAnswerError(
            f"{self.url} answered {self.status} {how}: {self.words()}; "
            "the tool may be under maintenance: later type: headway nightly"
        )

    def next_link(self) -> str | None:
        """Give the URL of `Link: <...>; rel="next"`, or null on the last page."""
        links = requests.utils.parse_header_links(self.headers.get("Link", ""))
        return next((link["url"] for link in links if link.get("rel") == "next"), None)

    def server_time(self) -> datetime:
        """Give the tool's own clock; ours may be hours off."""
        try:
            return parsedate_to_datetime(self.headers["Date"]).astimezone(UTC)
        except (KeyError, ValueError):
            return datetime.now(UTC)

    def words(self) -> str:
        """Give the tool's words, cut short: an error's text, never a page of payload or a token."""
        words = self.body if isinstance(self.body, str) else orjson.dumps(self.body).decode()
        for secret in self.secrets:
            words = words.replace(secret, "***")
        return words[:300]

    def asked_wait_seconds(self) -> float | None:
        """Give how long the tool asks to wait: Retry-After, else its reset moment.

        Retry-After is seconds, with or without a fraction, or a date. X-RateLimit-Reset is epoch
        seconds at GitHub and ISO 8601 at Jira; ratelimit-reset is seconds from now at Zendesk.
        A reset counts where nothing is left until then.
        """
        waits = (self._said_in_retry_after(), self._said_by_reset())
        return next((seconds for seconds in waits if seconds is not None), None)

    def _said_in_retry_after(self) -> float | None:
        after = self.headers.get("Retry-After") or ""
        try:
            seconds = float(after)
        except ValueError:
            return self._seconds_until(parsedate_to_datetime, after)
        return None if math.isnan(seconds) else seconds

    def _said_by_reset(self) -> float | None:
        if self.headers.get("ratelimit-remaining") == "0":
            seconds = self.headers.get("ratelimit-reset") or ""
            return float(seconds) if seconds.isdigit() else None
        reset = self.headers.get("x-ratelimit-reset") or ""
        if self.headers.get("x-ratelimit-remaining") != "0":
            return None
        if reset.isdigit():
            return self._seconds_until(lambda text: datetime.fromtimestamp(int(text), UTC), reset)
        return self._seconds_until(datetime.fromisoformat, reset)

    def _seconds_until(self, read: Callable[[str], datetime], text: str) -> float | None:
        """Give the seconds until a moment by the tool's clock; null where it cannot be read."""
        try:
            moment = read(text).astimezone(UTC)
        except (ValueError, OverflowError, OSError):
            return None
        return max(0.0, (moment - self.server_time()).total_seconds())
