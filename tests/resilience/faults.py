"""What can go wrong between a tool and who reads it, to be rehearsed on the example servers.

A `Fault` strikes the answers to some paths, after so many have passed, so many times: it alters
the answer, or has something happen at the tool once it is made. `Situation.faults` holds those in
force; the alterations below are what a fault may be made of, and `PASSING` and `LASTING` name
those that any answer can meet with: kept back, cut off, dated by another clock, said twice.
"""

import asyncio
import gzip
import logging
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from random import Random
from typing import Any

import orjson
from starlette.datastructures import MutableHeaders
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from pipelines.example.http_service import Call


class ConnectionCutError(Exception):
    """Ends an answer in the middle, as a broken line would."""


UNCHANGED = "unchanged"


@dataclass
class Delivery:
    """An answer on its way. Of a cut one only so many bytes are sent; null is no date at all."""

    call: Call
    response: Response
    cut_at: int | None = None
    late_by_seconds: float = 0.0
    date: str | None = UNCHANGED

    @property
    def headers(self) -> MutableHeaders:
        return self.response.headers

    @property
    def status_code(self) -> int:
        return self.response.status_code

    @property
    def body(self) -> bytes:
        return bytes(self.response.body)

    @body.setter
    def body(self, content: bytes) -> None:
        self.response.body = content
        self.headers["content-length"] = str(len(content))

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Send the answer, or as much of it as arrives."""
        if self.date != UNCHANGED:
            del self.headers["date"]
        if self.date and self.date != UNCHANGED:
            self.headers["date"] = self.date
        await asyncio.sleep(self.late_by_seconds)
        if self.cut_at is None:
            await self.response(scope, receive, send)
            return
        start = {"status": self.status_code, "headers": self.response.raw_headers}
        await send({"type": "http.response.start", **start})
        part = self.body[: self.cut_at]
        await send({"type": "http.response.body", "body": part, "more_body": True})
        raise ConnectionCutError


Alteration = Callable[[Delivery], None]


def unharmed(_: Delivery) -> None:
    """Leave the answer as it is."""


@dataclass
class Fault:
    """One thing that goes wrong.

    Args:
        alter: what becomes of an answer that is struck.
        path: a pattern found in the paths it strikes.
        after: how many answers to such paths pass before the first is struck.
        times: how many are struck; None is every one.
        meanwhile: what happens at the tool once a struck answer is made.
    """

    alter: Alteration = unharmed
    path: str = ""
    after: int = 0
    times: int | None = 1
    meanwhile: Callable[[], None] | None = None
    n_asked: int = 0

    def befall(self, call: Call, response: Any) -> Any:
        """Give the answer, struck where it is this fault's turn."""
        if not re.search(self.path, call.path):
            return response
        self.n_asked += 1
        n_struck = self.n_asked - self.after
        if n_struck <= 0 or (self.times is not None and n_struck > self.times):
            return response
        delivery = response if isinstance(response, Delivery) else Delivery(call, response)
        self.alter(delivery)
        if self.meanwhile:
            self.meanwhile()
        return delivery


def refused(status: int, body: Any = None, headers: Mapping[str, str] | None = None) -> Alteration:
    """Answer with another status, and nothing of what was asked for."""

    def alter(delivery: Delivery) -> None:
        delivery.response.status_code = status
        delivery.body = orjson.dumps(body)
        delivery.response.headers.update(headers or {})

    return alter


def said(body: Any) -> Alteration:
    """Answer 200 with other JSON."""
    return lambda delivery: setattr(delivery, "body", orjson.dumps(body))


def page_of_text(delivery: Delivery) -> None:
    """Answer 200 with a page for people."""
    delivery.body = b"<html><body>We are down for maintenance.</body></html>"
    delivery.response.headers["content-type"] = "text/html"


def rewritten(edit: Callable[[Any], Any]) -> Alteration:
    """Answer with the JSON that `edit` makes of the true one."""
    return lambda delivery: setattr(
        delivery, "body", orjson.dumps(edit(orjson.loads(delivery.body)))
    )


def dated(date: str | None) -> Alteration:
    """Date the answer by another clock, or by none."""
    return lambda delivery: setattr(delivery, "date", date)


def cut(delivery: Delivery) -> None:
    """Close the connection in the middle of the body."""
    delivery.cut_at = len(delivery.body) // 2


def half_a_document(delivery: Delivery) -> None:
    """Send half of the JSON, as if it were all: the length is right."""
    delivery.body = delivery.body[: len(delivery.body) // 2]


def late(seconds: float) -> Alteration:
    """Keep the answer back."""
    return lambda delivery: setattr(delivery, "late_by_seconds", seconds)


def swollen(size: int) -> Alteration:
    """Answer with a small body that unpacks to so many bytes."""

    def alter(delivery: Delivery) -> None:
        delivery.body = gzip.compress(b"[" + b" " * size + b"]")
        delivery.response.headers["content-encoding"] = "gzip"

    return alter


def sent_to(url: str, status: int = 302) -> Alteration:
    """Redirect to another address."""
    return refused(status, None, {"Location": url})


RETRY_AFTER_ONE = {"Retry-After": "1"}
AN_HOUR = {"Retry-After": "3600"}
PASSING: dict[str, Alteration] = {
    "limit": refused(429, {}, RETRY_AFTER_ONE),
    "limit without a word": refused(429, {}),
    "server error": refused(500, {}),
    "bad gateway": refused(502, {}),
    "unavailable": refused(503, {}, RETRY_AFTER_ONE),
    "gateway timeout": refused(504, {}),
    "cut": cut,
    "half a document": half_a_document,
    "page of text": page_of_text,
}
"""What is gone when the same request is made again."""
LASTING: dict[str, Alteration] = {
    "maintenance": said({"message": "We will be back soon"}),
    "null": said(None),
    "token expired": refused(401, {"message": "Bad credentials"}),
    "no permission": refused(403, {"message": "Forbidden"}),
    "quota spent": refused(429, {}, AN_HOUR),
}
"""What ends a pull."""


def weather(random: Random, share: float, alterations: Mapping[str, Alteration]) -> Fault:
    """Strike a share of all answers, each in a way that is drawn."""
    names = sorted(alterations)

    def alter(delivery: Delivery) -> None:
        if random.random() < share:
            alterations[random.choice(names)](delivery)

    return Fault(alter, times=None)


class _NotOfCuts(logging.Filter):
    """Keeps the server quiet about what a rehearsal wants."""

    def filter(self, record: logging.LogRecord) -> bool:
        return not (record.exc_info and record.exc_info[0] is ConnectionCutError)


logging.getLogger("uvicorn.error").addFilter(_NotOfCuts())
