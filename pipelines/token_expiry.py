"""When the tools' tokens end: GitHub says it with each answer, of the others a person knows."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta

from pipelines.errors import Problem

TOLD_DAYS_BEFORE = 14


def endings(
    tool: str, configured: date | None, told: str | None, today: date
) -> Iterator[tuple[Problem, bool]]:
    """Give what to say of a token that ends soon or has ended, and whether it has.

    Args:
        tool: whose token it is.
        configured: `token_expires_on` of its section.
        told: GitHub's `github-authentication-token-expiration`, such as `2026-12-31 10:00:00 UTC`.
        today: the day it is asked on.
    """
    known = [configured] if configured else []
    if told:
        moment = told.replace(" UTC", " +0000")
        known.append(datetime.strptime(moment, "%Y-%m-%d %H:%M:%S %z").astimezone(UTC).date())
    if not known or (ends_on := min(known)) > today + timedelta(days=TOLD_DAYS_BEFORE):
        return
    has_ended = ends_on <= today
    words = f"its token {'ended' if has_ended else 'ends'} on {ends_on}"
    remedy = "renew it, and token_expires_on in .dlt/config.toml with it; then: headway check"
    yield Problem(f".dlt/secrets.toml [sources.{tool}]", words, remedy), has_ended
