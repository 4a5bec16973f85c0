"""How Zendesk loses tickets: the last minute, the archive, ends that look like more, depth."""

from datetime import timedelta

import pytest
import requests

from pipelines.example.server import Limits, serve

ACCOUNT = ("headway@example.com/token", "example-zendesk-token")
EXPORT = "/api/v2/incremental/tickets/cursor.json"


def ticket(number, updated, status="open", **more):
    about = {"id": number, "status": status, "organization_id": 3, "requester_id": 4}
    return {**about, "created_at": "2025-04-01T00:00:00Z", "updated_at": updated, **more}


def audit(number, ticket_id, created):
    comment = {"id": number * 10, "type": "Comment", "body": "Hello"}
    change = {"id": number * 10 + 1, "type": "Change", "field_name": "status", "value": "open"}
    about = {"id": number, "ticket_id": ticket_id, "created_at": created, "author_id": 4}
    return {**about, "events": [comment, change], "via": {"channel": "web"}}


@pytest.fixture
def served():
    tickets = [
        ticket(1, "2026-01-01T00:00:00Z", "closed"),
        ticket(2, "2026-09-01T00:00:00Z"),
        ticket(3, "2026-09-01T00:00:00Z", "deleted"),
        ticket(4, "2026-09-02T00:00:00Z", "closed"),
        ticket(5, "2026-09-28T05:59:30Z"),
        # System updates move generated_timestamp alone: 2026-09-10.
        ticket(6, "2025-06-01T00:00:00Z", generated_timestamp=1788998400),
    ]
    audits = [
        audit(n * 10 + k, n, f"2025-05-0{n}T00:0{k}:00Z") for n in (1, 2, 3, 4) for k in (1, 2)
    ]
    documents = {
        "tickets": {str(one["id"]): one for one in tickets},
        "ticket_audits": {str(one["id"]): one for one in audits},
        "metric_sets": {"900": {"id": 900, "ticket_id": 2}},
        "users": {"4": {"id": 4, "name": "Ana", "updated_at": "2026-01-01T00:00:00Z"}},
        "organizations": {"3": {"id": 3, "name": "Acme"}},
        "groups": {str(n): {"id": n} for n in range(1, 251)},
        "sla_policies": {"1": {"id": 1}},
        "custom_statuses": {"1": {"id": 1, "status_category": "open"}},
        "jira_links": {str(n): {"id": n, "ticket_id": str(n)} for n in (1, 2, 3)},
        "satisfaction_ratings": {
            str(n): {"id": n, "created_at": f"2026-0{n}-01T00:00:00Z"} for n in (1, 2, 3)
        },
    }
    with serve({"zendesk": documents}) as running:
        yield running


def get(served, path, **query):
    url = path if "://" in path else served.urls["zendesk"] + path
    return requests.get(url, params=query, auth=ACCOUNT, timeout=10)


def ids(answer, key="tickets"):
    assert answer.status_code == 200, answer.text
    return [one["id"] for one in answer.json()[key]]


def test_the_export_goes_by_generated_time_names_deleted_ones_and_holds_back_the_last_minute(
    served,
):
    whole = get(served, EXPORT, start_time=0)
    assert ids(whole) == [1, 2, 3, 4, 6]
    assert whole.json()["tickets"][2]["status"] == "deleted"
    assert ids(get(served, EXPORT, start_time=0, exclude_deleted="true")) == [1, 2, 4, 6]


def test_a_cursor_goes_on_within_a_second_and_resumes_the_next_night(served):
    path, found, body = EXPORT, [], {"end_of_stream": False}
    asked = {"start_time": 0, "per_page": 2}
    while not body["end_of_stream"] and len(found) < 9:
        body = get(served, path, **asked).json()
        found.append([one["id"] for one in body["tickets"]])
        path, asked = body["after_url"], {}
    assert found == [[1, 2], [3, 4], [6]]
    cursor = body["after_cursor"]
    assert ids(get(served, EXPORT, cursor=cursor)) == []
    served.clock += timedelta(minutes=2)
    assert ids(get(served, "/api/v2/incremental/tickets/cursor", cursor=cursor)) == [5]


def test_the_export_wants_a_start_time_more_than_a_minute_ago(served):
    assert get(served, EXPORT).status_code == 400
    now = int(served.clock.timestamp())
    assert get(served, EXPORT, start_time=now - 30).status_code == 400
    assert get(served, EXPORT, start_time=now - 60).status_code == 200


def test_sideloads_come_with_the_tickets_of_the_page(served):
    body = get(served, EXPORT, start_time=0, include="metric_sets,users,organizations").json()
    assert [one["id"] for one in body["metric_sets"]] == [900]
    assert [one["id"] for one in body["users"]] == [4]
    assert [one["name"] for one in body["organizations"]] == ["Acme"]
    users = get(served, "/api/v2/incremental/users/cursor.json", start_time=0).json()
    assert (len(users["users"]), users["end_of_stream"]) == (1, True)


def test_lists_leave_the_archive_and_the_deleted_out(served):
    assert ids(get(served, "/api/v2/tickets.json")) == [2, 4, 5, 6]
    audits = get(served, "/api/v2/ticket_audits.json", **{"page[size]": 100})
    assert ids(audits, "audits") == [21, 22, 41, 42]
    assert ids(get(served, "/api/v2/tickets/1/audits.json"), "audits") == [11, 12]
    assert get(served, "/api/v2/tickets/3/audits.json").status_code == 404
    served.clock += timedelta(days=200)
    assert ids(get(served, "/api/v2/ticket_audits", **{"page[size]": 100}), "audits") == [21, 22]


def test_only_has_more_tells_the_last_page_of_a_cursor(served):
    first = get(served, "/api/v2/ticket_audits", **{"page[size]": 3, "sort_order": "desc"})
    assert ids(first, "audits") == [42, 41, 22]
    last = get(served, first.json()["links"]["next"])
    assert ids(last, "audits") == [21]
    assert last.json()["meta"]["has_more"] is False
    assert last.json()["links"]["next"]
    assert get(served, "/api/v2/ticket_audits", **{"page[size]": 101}).status_code == 400


def test_numbered_pages_end_at_ten_thousand_rows(served):
    answer = get(served, "/api/v2/groups.json", page=3)
    assert (len(ids(answer, "groups")), answer.json()["next_page"]) == (50, None)
    assert answer.json()["count"] == 250
    too_deep = get(served, "/api/v2/groups.json", page=101)
    assert too_deep.status_code == 400
    assert too_deep.json()["errors"][0]["code"] == "InvalidPaginationDepth"


def test_ticket_events_go_by_time_and_show_comments_on_request(served):
    path = "/api/v2/incremental/ticket_events.json"
    first = get(served, path, start_time=0, per_page=3).json()
    assert [one["id"] for one in first["ticket_events"]] == [11, 12, 21]
    assert [child["type"] for child in first["ticket_events"][0]["child_events"]] == ["Change"]
    rest = get(served, first["next_page"], include="comment_events").json()
    assert rest["ticket_events"][0]["child_events"][0]["body"] == "Hello"
    everything = get(served, path, start_time=0).json()
    assert (everything["count"], everything["end_of_stream"]) == (8, True)


def test_ratings_are_bounded_by_when_they_were_created(served):
    path = "/api/v2/satisfaction_ratings.json"
    found = get(served, path, start_time=1769904000, **{"page[size]": 100})
    assert ids(found, "satisfaction_ratings") == [2, 3]


def test_a_plan_without_a_resource_refuses_it(served):
    assert ids(get(served, "/api/v2/jira/links", **{"page[size]": 2}), "links") == [1, 2]
    assert ids(get(served, "/api/v2/slas/policies"), "sla_policies") == [1]
    assert ids(get(served, "/api/v2/custom_statuses"), "custom_statuses") == [1]
    served.invisible["zendesk"] = {"sla_policies", "jira_links"}
    assert get(served, "/api/v2/slas/policies").status_code == 403
    assert get(served, "/api/v2/jira/links").status_code == 404


def test_exports_have_a_limit_of_their_own(served):
    served.limits = Limits(zendesk_incremental=1)
    assert get(served, EXPORT, start_time=0).status_code == 200
    refused = get(served, EXPORT, start_time=0)
    assert (refused.status_code, int(refused.headers["Retry-After"]) > 0) == (429, True)
    assert get(served, "/api/v2/groups").status_code == 200
