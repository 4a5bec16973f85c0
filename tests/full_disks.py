"""A disk that is full from a given moment on, for tests of what a night leaves then.

The largest size of a file (RLIMIT_FSIZE) is set to nothing: from then on the system refuses every
write to every file, be it ours, DuckDB's or that of a process we start. That needs no right to
mount a small disk, so it works wherever the tests do. A new name (a folder, a link) it does not
refuse.
"""

import resource
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import wraps
from typing import Any

import pytest


@contextmanager
def no_room_beyond(n_bytes: int) -> Iterator[None]:
    """Refuse every write beyond the first bytes of any file."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (n_bytes, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


@contextmanager
def full_from(where: Any, name: str) -> Iterator[list[str]]:
    """Have the disk be full from the first call of a function on; give the calls there were."""
    function: Callable[..., Any] = getattr(where, name)
    calls: list[str] = []
    room = resource.getrlimit(resource.RLIMIT_FSIZE)

    @wraps(function)
    def on_a_full_disk(*arguments: Any, **options: Any) -> Any:
        calls.append(name)
        resource.setrlimit(resource.RLIMIT_FSIZE, (0, room[1]))
        return function(*arguments, **options)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(where, name, on_a_full_disk)
        try:
            yield calls
        finally:
            resource.setrlimit(resource.RLIMIT_FSIZE, room)


@contextmanager
def full_during(where: Any, name: str, *, beyond: int = 0) -> Iterator[list[str]]:
    """Have files find no room beyond some bytes while a function works; give its calls."""
    function: Callable[..., Any] = getattr(where, name)
    calls: list[str] = []

    @wraps(function)
    def on_a_full_disk(*arguments: Any, **options: Any) -> Any:
        calls.append(name)
        with no_room_beyond(beyond):
            return function(*arguments, **options)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(where, name, on_a_full_disk)
        yield calls
