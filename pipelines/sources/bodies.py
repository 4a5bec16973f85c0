"""The bytes of an answer as they come in, within bounds; and what an answer must not repeat."""

import base64
import time
from collections.abc import Iterator

import requests
import urllib3

LARGEST_READ = 1 << 20
SHORTEST_SECRET = 6
"""Shorter ones, like the X that stands for Freshdesk's password, would blank ordinary words."""


class UnreadableAnswerError(Exception):
    """An answer that is no JSON, too large or too slow: asked for again before it is a fault."""


def chunks(response: requests.Response, largest: int, longest_seconds: float) -> Iterator[bytes]:
    """Read what has come, decompressed, as it comes: who waits for a full chunk may wait for ever.

    The time between two bytes is bounded by the socket, the time of them all here.
    """
    size, ends_at = 0, time.monotonic() + longest_seconds
    try:
        while chunk := response.raw.read1(LARGEST_READ, decode_content=True):
            yield chunk
            size += len(chunk)
            if size > largest:
                raise UnreadableAnswerError(f"the answer is larger than {largest} bytes")
            if time.monotonic() > ends_at:
                raise UnreadableAnswerError(f"the answer takes longer than {longest_seconds:g} s")
    except urllib3.exceptions.DecodeError as fault:
        raise requests.exceptions.ContentDecodingError(fault) from fault
    except urllib3.exceptions.ReadTimeoutError as fault:
        raise requests.ConnectionError(fault) from fault
    except urllib3.exceptions.HTTPError as fault:
        raise requests.exceptions.ChunkedEncodingError(fault) from fault


def secrets_of(asked: requests.PreparedRequest) -> tuple[str, ...]:
    """Give the forms in which a request carried its token, the whole before its parts."""
    kind, _, credentials = str(asked.headers.get("Authorization", "")).partition(" ")
    forms = [credentials]
    if kind == "Basic":
        decoded = base64.b64decode(credentials).decode(errors="replace")
        forms += [decoded, *decoded.split(":", 1)]
    return tuple(form for form in forms if len(form) >= SHORTEST_SECRET)
