"""Ways for an answer to go wrong, for tests that rehearse them: refusals, other words, other links.

A fault changes the answers to some requests, from one of them on, a number of times.
"""

import random
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from starlette.responses import Response

from pipelines.example.http_service import Call, answer

Spoil = Callable[[Call, Response], Response]


@dataclass
class Fault:
    """One fault.

    Args:
        spoil: makes of an answer what is sent instead.
        of_path: the ending of the paths it befalls.
        after: how many of their answers pass first.
        times: how many it befalls then; null for all.
        chance: the part of those that it befalls, by `luck`.
    """

    spoil: Spoil
    of_path: str = ""
    after: int = 0
    times: int | None = 1
    chance: float = 1.0
    luck: random.Random = field(default_factory=random.Random)

    def befall(self, call: Call, response: Response) -> Response:
        """Give the answer, spoilt where it is this fault's turn."""
        if not call.path.endswith(self.of_path) or response.status_code != 200:
            return response
        if self.after > 0:
            self.after -= 1
            return response
        if self.times == 0 or self.luck.random() >= self.chance:
            return response
        if self.times is not None:
            self.times -= 1
        return self.spoil(call, response)


def refused(status: int, headers: dict[str, str] | None = None, body: Any = None) -> Spoil:
    """Refuse with a status."""
    words = {"message": "no", "errors": ["no"]} if body is None else body
    return lambda _call, _response: answer(words, status, headers)
