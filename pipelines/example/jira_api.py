"""The example organisation's Jira Cloud: its addresses, who may ask, and how often."""

from datetime import timedelta

from starlette.responses import Response

from pipelines.example.http_service import Call, RefusalError, Service, basic_credentials
from pipelines.example.jira_comments import issue_comments
from pipelines.example.jira_lists import JiraLists
from pipelines.example.jira_search import JiraSearch
from pipelines.example.jira_site import JiraSite, refusal
from pipelines.example.jira_worklogs import JiraWorklogs
from pipelines.example.situation import Meter, Situation
from pipelines.example.store import Store

REMOVED = (
    "The requested API has been removed. Please migrate to the /rest/api/3/search/jql API. "
    "A full migration guideline is available at https://developer.atlassian.com/changelog/#CHANGE-2046"
)
API, AGILE = "/rest/api/3", "/rest/agile/1.0"


def app(store: Store, situation: Situation, account: dict[str, str]) -> Service:
    """Give Jira as an ASGI application; `account` has `email` and `api_token`."""
    meter = Meter()

    def guard(call: Call) -> None:
        if not meter.take(situation.limits.jira, situation.limits.window_seconds):
            headers = {
                "Retry-After": str(meter.seconds_left(situation.limits.window_seconds)),
                "RateLimit-Reason": "jira-burst-based",
            }
            raise RefusalError(
                429, {"errorMessages": ["Rate limit exceeded."], "errors": {}}, headers
            )
        if basic_credentials(call) != (account["email"], account["api_token"]):
            words = "Client must be authenticated to access this resource."
            challenge = {"WWW-Authenticate": 'OAuth realm="https%3A%2F%2Fexample.atlassian.net"'}
            raise RefusalError(401, {"message": words, "status-code": 401}, challenge)

    def finish(_: Call, response: Response) -> Response:
        limit, window = situation.limits.jira, situation.limits.window_seconds
        if limit is not None:
            reset = situation.clock + timedelta(seconds=meter.seconds_left(window))
            response.headers["X-RateLimit-Limit"] = str(limit)
            response.headers["X-RateLimit-Remaining"] = str(max(0, limit - meter.used))
            response.headers["X-RateLimit-Reset"] = f"{reset:%Y-%m-%dT%H:%MZ}"
            if (limit - meter.used) * 5 < limit:
                response.headers["X-RateLimit-NearLimit"] = "true"
        return response

    site = JiraSite(store, situation, account)
    search = JiraSearch(site)
    lists = JiraLists(site, search)
    worklogs = JiraWorklogs(site)

    def removed(_: Call) -> Response:
        raise refusal(410, REMOVED)

    routes = [
        ("POST", f"{API}/search/jql", search.search),
        ("GET", f"{API}/search/jql", search.search),
        ("POST", f"{API}/search/approximate-count", search.count),
        ("GET", f"{API}/search", removed),
        ("POST", f"{API}/search", removed),
        ("GET", "/rest/api/2/search", removed),
        ("POST", "/rest/api/2/search", removed),
        ("POST", f"{API}/changelog/bulkfetch", search.changelogs_in_bulk),
        ("POST", f"{API}/issue/bulkfetch", search.issues_in_bulk),
        ("GET", f"{API}/issue/{{issue}}", search.issue),
        ("GET", f"{API}/issue/{{issue}}/comment", issue_comments(site)),
        ("GET", f"{API}/issue/{{issue}}/changelog", lists.issue_changelog),
        ("GET", f"{API}/issue/{{issue}}/remotelink", lists.issue_remote_links),
        ("GET", f"{API}/issue/{{issue}}/worklog", worklogs.issue_worklogs),
        ("GET", f"{API}/field", lists.whole("fields")),
        ("GET", f"{API}/status", lists.whole("statuses")),
        ("GET", f"{API}/statuses/search", lists.statuses),
        ("GET", f"{API}/issuetype", lists.whole("issue_types")),
        ("GET", f"{API}/project/search", lists.projects),
        ("GET", f"{API}/users/search", lists.users),
        ("GET", f"{API}/myself", lists.myself),
        ("GET", f"{API}/serverInfo", lists.server_info),
        ("GET", f"{API}/worklog/updated", worklogs.updated_worklogs),
        ("GET", f"{API}/worklog/deleted", worklogs.deleted_worklogs),
        ("POST", f"{API}/worklog/list", worklogs.listed_worklogs),
        ("GET", f"{AGILE}/board", lists.boards),
        ("GET", f"{AGILE}/board/{{board:int}}/sprint", lists.board_sprints),
        ("GET", f"{AGILE}/board/{{board:int}}/configuration", lists.board_configuration),
    ]

    def unknown() -> RefusalError:
        body = {"message": "No endpoint at this address.", "status-code": 404}
        return RefusalError(404, body)

    return Service("jira", situation, routes, guard, finish, unknown)
