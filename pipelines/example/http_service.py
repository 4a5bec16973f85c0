"""What the four example servers share: one request in, one response out."""

import base64
import binascii
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC
from email.utils import format_datetime
from functools import cached_property
from typing import Any
from urllib.parse import quote, unquote

import orjson
from starlette.datastructures import Headers, QueryParams
from starlette.requests import Request as StarletteRequest
from starlette.responses import Response
from starlette.routing import compile_path
from starlette.types import Receive, Scope, Send

from pipelines.example.situation import Request, Situation


@dataclass
class Call:
    """One request as an endpoint sees it."""

    method: str
    path: str
    host: str
    query: QueryParams
    headers: Headers
    body: bytes
    variables: dict[str, Any] = field(default_factory=dict)

    @property
    def origin(self) -> str:
        """Scheme and host as the client addressed them, for the links in an answer."""
        return f"http://{self.host}"

    @cached_property
    def json(self) -> Any:
        """The parsed body; null if it is none."""
        try:
            return orjson.loads(self.body) if self.body else None
        except ValueError:
            return None

    def integer(self, name: str, default: int, largest: int | None = None) -> int:
        """Read a whole number of the query, cut to the largest; no number is the default."""
        text = self.query.get(name, "")
        value = int(text) if text.lstrip("-").isdigit() else default
        return value if largest is None else min(value, largest)

    def link(self, **changed: Any) -> str:
        """Give this request's URL with some of its query changed; None drops a parameter."""
        query = {**dict(self.query), **changed}
        pairs = (f"{quote(k)}={quote(str(v), safe='')}" for k, v in query.items() if v is not None)
        return f"{self.origin}{self.path}?{'&'.join(pairs)}"


Endpoint = Callable[[Call], Response]


class RefusalError(Exception):
    """An answer other than success."""

    def __init__(self, status: int, body: Any, headers: dict[str, str] | None = None) -> None:
        super().__init__(status)
        self.response = answer(body, status, headers)


def answer(body: Any, status: int = 200, headers: dict[str, str] | None = None) -> Response:
    """Give a JSON response; None gives an empty one."""
    content = b"" if body is None else _encoded(body)
    media_type = None if body is None else "application/json; charset=utf-8"
    return Response(content, status, headers, media_type)


def _encoded(body: Any) -> bytes:
    try:
        return orjson.dumps(body)
    except TypeError:  # lone surrogates, which real titles hold, can only travel escaped
        return json.dumps(body).encode()


class Service:
    """One tool's API as an ASGI application.

    Args:
        tool: its name in the request log.
        situation: clock, limits and log, shared by all servers.
        routes: method, path in Starlette's notation, endpoint; the first that fits answers.
        guard: raises a RefusalError for a caller who is unknown or asks too often.
        finish: adds the tool's own headers to an answer.
        unknown: gives the refusal of a path that the tool does not have.
    """

    def __init__(
        self,
        tool: str,
        situation: Situation,
        routes: Sequence[tuple[str, str, Endpoint]],
        guard: Callable[[Call], None],
        finish: Callable[[Call, Response], Response],
        unknown: Callable[[], RefusalError],
    ) -> None:
        self.tool, self.situation = tool, situation
        self._routes = [(method, *compile_path(path), end) for method, path, end in routes]
        self._guard, self._finish, self._unknown = guard, finish, unknown

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request and log it."""
        if scope["type"] != "http":
            return
        request = StarletteRequest(scope, receive)
        headers = request.headers
        host = headers.get("host", "")
        call = Call(
            request.method, scope["path"], host, request.query_params, headers, await request.body()
        )
        response = self._finish(call, self._answered(call))
        for fault in self.situation.faults.get(self.tool, ()):
            response = fault.befall(call, response)
        response.headers["date"] = format_datetime(
            self.situation.clock.astimezone(UTC), usegmt=True
        )
        self.situation.requests.append(
            Request(
                self.tool,
                call.method,
                call.path,
                dict(call.query),
                "authorization" in headers,
                response.status_code,
                host,
                call.json,
            )
        )
        await response(scope, receive, send)

    def _answered(self, call: Call) -> Response:
        try:
            self._guard(call)
            for method, pattern, _, convertors, endpoint in self._routes:
                found = pattern.match(call.path) if method == call.method else None
                if found:
                    call.variables = {
                        name: convertors[name].convert(text)
                        for name, text in found.groupdict().items()
                    }
                    return endpoint(call)
            raise self._unknown()
        except RefusalError as refusal:
            return refusal.response


def basic_credentials(call: Call) -> tuple[str, str] | None:
    """Read user and password of an Authorization header."""
    scheme, _, encoded = call.headers.get("authorization", "").partition(" ")
    if scheme.lower() != "basic":
        return None
    try:
        user, colon, password = base64.b64decode(encoded, validate=True).decode().partition(":")
    except (binascii.Error, UnicodeDecodeError):
        return None
    return (user, password) if colon else None


def token_of(*parts: Any) -> str:
    """Give an opaque page token."""
    return base64.urlsafe_b64encode("|".join(map(str, parts)).encode()).decode()


def parts_of(token: str) -> list[str] | None:
    """Read a page token back; null if this server never gave it."""
    try:
        return base64.urlsafe_b64decode(unquote(token)).decode().split("|")
    except (binascii.Error, ValueError):
        return None
