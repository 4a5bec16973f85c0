"""The bytes of an answer as they come in, within bounds; and what an answer must not repeat."""

import base64
import json
import time
from collections.abc import Iterator
from typing import Any

import msgspec
import orjson
import requests
import urllib3

from pipelines.sources.answers import Answer, UnexpectedAnswerError

LARGEST_READ = 1 << 20
SHORTEST_SECRET = 6
"""Shorter ones, like the X that stands for Freshdesk's password, would blank ordinary words."""


class UnreadableAnswerError(Exception):
    """An answer that is no JSON, too large or too slow: asked for again before it is a fault."""


def read_body(
    response: requests.Response,
    largest: int,
    longest_seconds: float,
    page: msgspec.json.Decoder[Any] | None = None,
) -> Answer:
    """Read a streamed response whole, within a size and a time, and parse it.

    A decoder of pages leaves the documents as the bytes they came in: to parse them and to write
    them out again is most of the work of a pull.
    """
    content = b"".join(_chunks(response, largest, longest_seconds))
    is_given = response.ok and not response.is_redirect
    secrets = _secrets_of(response.request)
    body: Any = None
    is_torn = False
    try:
        if page and is_given:
            body = _decode(content, page)
        elif content and response.status_code != 304:
            body = _parse(content)
    except msgspec.ValidationError as fault:
        words = content.decode(errors="replace")
        answer = Answer(response.url, response.status_code, response.headers, words, secrets)
        raise answer.unexpected(f"otherwise than expected ({fault})") from fault
    except ValueError as fault:
        if is_given:
            raise UnreadableAnswerError(f"the answer is no JSON ({fault})") from fault
        body = content.decode(errors="replace")
        is_torn = "json" in response.headers.get("Content-Type", "")
    return Answer(response.url, response.status_code, response.headers, body, secrets, is_torn)


def heads(documents: list[msgspec.Raw], head: msgspec.json.Decoder[Any]) -> list[Any]:
    """Decode, of documents left as bytes, only what keys and dates them."""
    read = []
    for document in documents:
        try:
            read.append(head.decode(document))
        except msgspec.ValidationError as fault:
            raise UnexpectedAnswerError(
                f"a document is otherwise than expected ({fault}): {bytes(document)[:300]!r}; "
                "the tool may have changed its API: upgrade Headway"
            ) from fault
    return read


def _chunks(response: requests.Response, largest: int, longest_seconds: float) -> Iterator[bytes]:
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


def _secrets_of(asked: requests.PreparedRequest) -> tuple[str, ...]:
    """Give the forms in which a request carried its token, the whole before its parts."""
    kind, _, credentials = str(asked.headers.get("Authorization", "")).partition(" ")
    forms = [credentials]
    if kind == "Basic":
        decoded = base64.b64decode(credentials).decode(errors="replace")
        forms += [decoded, *decoded.split(":", 1)]
    return tuple(form for form in forms if len(form) >= SHORTEST_SECRET)


def _decode(content: bytes, page: msgspec.json.Decoder[Any]) -> Any:
    try:
        content.decode()  # documents left as bytes are not looked into otherwise
        return page.decode(content)
    except msgspec.ValidationError:
        raise
    except msgspec.DecodeError:
        whole = _without_lone_surrogates(json.loads(content))
        return page.decode(json.dumps(whole, ensure_ascii=False).encode())


def _parse(content: bytes) -> Any:
    try:
        return orjson.loads(content)
    except ValueError:
        return _without_lone_surrogates(json.loads(content))


def _without_lone_surrogates(value: Any) -> Any:
    """Replace half characters, which real titles hold and no UTF-8 store accepts, by U+FFFD."""
    if isinstance(value, str):
        return value.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    if isinstance(value, list):
        return [_without_lone_surrogates(member) for member in value]
    if isinstance(value, dict):
        return {
            _without_lone_surrogates(key): _without_lone_surrogates(member)
            for key, member in value.items()
        }
    return value
