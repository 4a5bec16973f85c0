"""The example organisation's GitHub: its addresses, who may ask, and how often."""

import hashlib
from collections.abc import Sequence

from starlette.responses import Response

from pipelines.example.github_graphql import GithubGraphql
from pipelines.example.github_items import GithubItems
from pipelines.example.github_lists import GithubLists, Listed
from pipelines.example.github_site import GithubSite, refusal
from pipelines.example.http_service import Call, Endpoint, RefusalError, Service, answer
from pipelines.example.situation import Meter, Situation
from pipelines.example.store import Store, epoch

VERSIONS = ("2022-11-28", "2026-03-10")
DEFAULT_LIMIT = 5000
LARGEST_BODY_WITH_ETAG = 64 * 1024
NO_USER_AGENT = (
    "Request forbidden by administrative rules. Please make sure your request has a "
    "User-Agent header (https://docs.github.com/en/rest/overview/resources-in-the-rest-api#user-agent-required)."
)


def app(store: Store, situation: Situation, account: dict[str, str]) -> Service:
    """Give GitHub as an ASGI application; `account` has `access_token`."""
    primary, secondary = Meter(), Meter()

    def guard(call: Call) -> None:
        if not call.headers.get("user-agent"):
            raise refusal(403, NO_USER_AGENT)
        authorization = call.headers.get("authorization", "")
        scheme, _, token = authorization.partition(" ")
        if not authorization:
            raise refusal(401, "Requires authentication")
        if scheme.lower() not in ("bearer", "token") or token != account["access_token"]:
            raise refusal(401, "Bad credentials")
        version = call.headers.get("x-github-api-version", VERSIONS[0])
        if version not in VERSIONS:
            raise refusal(400, f"{version} is not a supported version. Supported: {VERSIONS}")
        if call.path != "/rate_limit":
            refuse_haste(call)

    def refuse_haste(call: Call) -> None:
        limits, window = situation.limits, situation.limits.window_seconds
        if not primary.take(limits.github, window):
            words = "API rate limit exceeded for user ID 1."
            if call.path == "/graphql":
                raise RefusalError(200, {"errors": [{"type": "RATE_LIMITED", "message": words}]})
            raise refusal(403, words)
        if not secondary.take(limits.github_secondary, window):
            raise refusal(
                403,
                "You have exceeded a secondary rate limit. "
                "Please wait a few minutes before you try again.",
                {"Retry-After": str(secondary.seconds_left(window))},
            )

    def rate() -> dict[str, int]:
        limits = situation.limits
        limit = DEFAULT_LIMIT if limits.github is None else limits.github
        # Without a configured limit the quota never runs out, however long the demonstration.
        used = 1 if limits.github is None else min(primary.used, limit)
        reset = epoch(situation.clock) // 1000 + primary.seconds_left(limits.window_seconds)
        return {"limit": limit, "remaining": limit - used, "used": used, "reset": reset}

    def finish(call: Call, response: Response) -> Response:
        response = _unless_known(call, response)
        if response.status_code == 304:
            primary.used = max(0, primary.used - 1)  # an unchanged answer costs nothing
        for name, value in rate().items():
            response.headers[f"x-ratelimit-{name}"] = str(value)
        resource = "graphql" if call.path == "/graphql" else "core"
        response.headers["x-ratelimit-resource"] = resource
        version = call.headers.get("x-github-api-version", VERSIONS[0])
        response.headers["x-github-api-version-selected"] = version
        return response

    def user(call: Call) -> Response:
        url = f"{call.origin}/users/headway-reader"
        return answer({"login": "headway-reader", "id": 1, "type": "User", "url": url})

    def rate_limit(_: Call) -> Response:
        return answer(
            {"resources": dict.fromkeys(("core", "search", "graphql"), rate()), "rate": rate()}
        )

    def unknown() -> RefusalError:
        return refusal(404, "Not Found")

    site = GithubSite(store, situation)
    routes: Sequence[tuple[str, str, Endpoint]] = [
        *_below_repositories(GithubLists(site), GithubItems(store)),
        ("POST", "/graphql", GithubGraphql(site).endpoint),
        ("GET", "/user", user),
        ("GET", "/rate_limit", rate_limit),
    ]
    return Service("github", situation, routes, guard, finish, unknown)


def _below_repositories(lists: GithubLists, items: GithubItems) -> list[tuple[str, str, Endpoint]]:
    below: list[tuple[str, Listed]] = [
        ("", lists.repository),
        ("/issues", lists.issues),
        ("/issues/events", lists.events),
        ("/issues/comments", lists.comments("comments")),
        ("/issues/comments/{comment:int}", items.single("comments")),
        ("/issues/{number:int}", items.numbered("issues")),
        ("/issues/{number:int}/timeline", items.timeline),
        ("/issues/{number:int}/sub_issues", items.sub_issues),
        ("/issues/{number:int}/parent", items.parent),
        ("/pulls", lists.pulls),
        ("/pulls/comments", lists.comments("review_comments")),
        ("/pulls/comments/{comment:int}", items.single("review_comments")),
        ("/pulls/{number:int}", items.numbered("pull_requests")),
        ("/pulls/{number:int}/reviews", items.reviews),
        ("/pulls/{number:int}/commits", items.commits),
        ("/milestones", lists.milestones),
        ("/milestones/{number:int}", items.numbered("milestones")),
        ("/labels", lists.labels),
    ]
    return [
        ("GET", root + path, lists.of_repository(listed))
        for root in ("/repos/{owner}/{name}", "/repositories/{id:int}")
        for path, listed in below
    ]


def _unless_known(call: Call, response: Response) -> Response:
    """Answer 304 where the client already holds this small answer."""
    body = bytes(response.body)
    if call.method != "GET" or response.status_code != 200 or len(body) > LARGEST_BODY_WITH_ETAG:
        return response
    tag = f'W/"{hashlib.blake2b(body, digest_size=16).hexdigest()}"'
    if call.headers.get("if-none-match") == tag:
        return answer(None, 304, {"ETag": tag})
    response.headers["ETag"] = tag
    return response
