"""Tokens that end: told two weeks before, a problem from the day on."""

from datetime import date

import pytest

from pipelines.token_expiry import endings

TODAY = date(2026, 3, 2)


@pytest.mark.parametrize(
    ("configured", "told", "expected"),
    [
        (None, None, None),
        (date(2026, 3, 17), None, None),
        (date(2026, 3, 16), None, ("ends on 2026-03-16", False)),
        (date(2026, 3, 2), None, ("ended on 2026-03-02", True)),
        (None, "2026-03-10 08:00:00 UTC", ("ends on 2026-03-10", False)),
        (None, "2026-03-03 00:30:00 +0200", ("ended on 2026-03-02", True)),
        (date(2026, 3, 15), "2026-03-10 08:00:00 UTC", ("ends on 2026-03-10", False)),
    ],
)
def test_the_earlier_end_counts_and_is_told_in_time(
    configured: date | None, told: str | None, expected: tuple[str, bool] | None
) -> None:
    found = list(endings("github", configured, told, TODAY))
    if expected is None:
        assert found == []
        return
    [(problem, has_ended)] = found
    assert (expected[0] in str(problem), has_ended) == (True, expected[1])
    assert "headway check" in problem.remedy
