"""The HTTP session all tools share: one host, bounded connections, patient retries.

Facts behind it: `requests` would carry an Authorization header to any host a `Link` names, so each
URL is held against the configured site before it is asked, and redirects are followed on that site
only. dlt's own client does not retry 403 (GitHub's secondary limit), cuts Retry-After at 300 s and
ignores fractions of a second.
"""

import logging
import os
from dataclasses import dataclass, field
from threading import Lock
from typing import Any
from urllib.parse import urljoin, urlsplit

import msgspec
import requests
import tenacity
from requests.adapters import HTTPAdapter
from requests.auth import AuthBase

from pipelines.sources.answers import (
    Answer,
    QuotaSpentError,
    RefusedError,
    SourceError,
)
from pipelines.sources.bodies import UnreadableAnswerError, read_body
from pipelines.sources.waiting import TryAgainError, Waiting, is_limit

logger = logging.getLogger(__name__)

ATTEMPTS = 6
TIMEOUT_SECONDS = (10, 120)
EXPIRATION_HEADER = "github-authentication-token-expiration"
LARGEST_ANSWER_BYTES = 256 * 1024 * 1024
LONGEST_ANSWER_SECONDS = 300.0
PASSING_FAULTS = (
    requests.ConnectionError,
    requests.Timeout,
    requests.exceptions.ChunkedEncodingError,
    requests.exceptions.ContentDecodingError,
    UnreadableAnswerError,
)


REMEDIES = {
    401: "check the token in .dlt/secrets.toml, then type: headway check",
    403: "give the token's owner read access, then type: headway check",
    404: "check the name in .dlt/config.toml, then type: headway check",
    410: "this address is gone for good: upgrade Headway",
}


@dataclass
class Api:
    """One tool's REST interface at one site. Threads may share it.

    Args:
        site: scheme, host and optional path, without a trailing slash; every request stays on this
        host. auth: the only place where a secret lives. headers: sent with each request.
        max_connections: how many requests may be under way at once. also_passing: statuses that
        this tool gives for a moment's trouble, besides 429 and 5xx.
        attempts: how often a request is tried that fails in passing.
    """

    site: str
    auth: AuthBase | tuple[str, str] = field(repr=False)
    headers: dict[str, str] = field(default_factory=dict)
    max_connections: int = 8
    also_passing: tuple[int, ...] = ()
    attempts: int = ATTEMPTS
    n_requests: int = 0
    token_expires_at: str | None = None
    """What GitHub says of the token that asked."""
    _waiting: Waiting = field(default_factory=Waiting, repr=False)
    _lock: Lock = field(default_factory=Lock, repr=False)

    def __post_init__(self) -> None:
        self._host = urlsplit(self.site)[:2]
        self._session = requests.Session()
        # Proxies and certificates are read once: per request it costs as much as the request.
        self._session.proxies.update(requests.utils.get_environ_proxies(self.site))
        self._session.verify = os.environ.get("REQUESTS_CA_BUNDLE", True)
        self._session.trust_env = False
        self._session.auth = self.auth
        self._session.headers.update({"User-Agent": "headway-alignment", **self.headers})
        adapter = HTTPAdapter(pool_maxsize=self.max_connections, pool_block=True)
        self._session.mount(self.site.split("//")[0] + "//", adapter)

    def get(self, path: str, **params: Any) -> Answer:
        """Ask for a path of the site, or for a full URL that the site itself gave."""
        return self._ask("GET", path, params=params or None)

    def post(self, path: str, body: Any, page: msgspec.json.Decoder[Any] | None = None) -> Answer:
        """Post a JSON body to a path of the site; only for endpoints that read.

        With a decoder `page`, the answer's body is what that makes of it.
        """
        return self._ask("POST", path, json=body, page=page)

    def _ask(self, method: str, path: str, **arguments: Any) -> Answer:
        url = path if "://" in path else self.site + path
        retrying = tenacity.Retrying(
            stop=tenacity.stop_after_attempt(self.attempts),
            wait=self._waiting.seconds_before_next,
            retry=tenacity.retry_if_exception_type((*PASSING_FAULTS, TryAgainError)),
            before_sleep=_log_wait,
            reraise=True,
        )
        try:
            return retrying(self._ask_once, method, url, **arguments)
        except TryAgainError as refusal:
            kind = QuotaSpentError if refusal.is_limit else SourceError
            raise kind(
                f"{url} still answers {refusal} after {self.attempts} attempts; "
                "later type: headway nightly"
            ) from refusal
        except PASSING_FAULTS as fault:
            raise SourceError(
                f"{url} cannot be read: {_reason(fault)}; "
                "check the site in .dlt/config.toml and the network, then type: headway check"
            ) from fault

    def _ask_once(
        self,
        method: str,
        url: str,
        page: msgspec.json.Decoder[Any] | None = None,
        **arguments: Any,
    ) -> Answer:
        for _ in range(4):
            self._refuse_other_hosts(url)
            self._waiting.sit_out(self.site)
            with self._lock:
                self.n_requests += 1
            with self._session.request(
                method,
                url,
                timeout=TIMEOUT_SECONDS,
                allow_redirects=False,
                stream=True,
                **arguments,
            ) as response:
                answer = read_body(response, LARGEST_ANSWER_BYTES, LONGEST_ANSWER_SECONDS, page)
            if not response.is_redirect:
                break
            url = urljoin(url, response.headers["Location"])
            arguments.pop("params", None)
        else:
            raise SourceError(f"{url} redirects in circles; check the site in .dlt/config.toml")
        return self._accepted(answer)

    def _accepted(self, answer: Answer) -> Answer:
        status = answer.status
        if status < 300 or status == 304:
            self._waiting.pause(answer.asked_wait_seconds())
            self.token_expires_at = answer.headers.get(EXPIRATION_HEADER, self.token_expires_at)
            return answer
        if status in (429, *self.also_passing) or status >= 500 or is_limit(answer):
            raise TryAgainError(answer)
        if answer.is_torn:
            # Which refusal it is, a passing one for a board without sprints, stands in its words.
            raise UnreadableAnswerError(f"half a refusal came ({status}: {answer.words()})")
        remedy = REMEDIES.get(status, "see the tool's words above, then type: headway check")
        raise RefusedError(
            f"{answer.url} answered {status}: {answer.words()}; {remedy}", status, answer.body
        )

    def _refuse_other_hosts(self, url: str) -> None:
        if urlsplit(url)[:2] != self._host:
            raise SourceError(
                f"{urlsplit(url).netloc} is not the configured site {self.site}: nothing was "
                "sent there; if the site has moved, change it in .dlt/config.toml, then type: "
                "headway check"
            )


def _reason(fault: BaseException) -> str:
    """Give a fault's own last words, without the classes that wrap it."""
    if not isinstance(fault, requests.RequestException):
        return str(fault)
    cause = getattr(fault.args[0], "reason", fault) if fault.args else fault
    return f"{type(fault).__name__}: {str(cause).rpartition('Error(')[2].rpartition(': ')[2]}"


def _log_wait(state: tenacity.RetryCallState) -> None:
    fault = state.outcome.exception() if state.outcome else None
    seconds = state.next_action.sleep if state.next_action else 0
    reason = _reason(fault) if fault else ""
    logger.warning("%s; attempt %d failed, next in %.0f s", reason, state.attempt_number, seconds)
