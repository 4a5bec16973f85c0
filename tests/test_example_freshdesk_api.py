"""How Freshdesk loses tickets: thirty days unless told, hidden deletions, page 300, bare bodies."""

import pytest
import requests

from pipelines.example.server import serve

ACCOUNT = ("example-freshdesk-key", "X")
TICKETS = "/api/v2/tickets"


def ticket(number, created="2026-09-20T00:00:00Z", updated="2026-09-21T00:00:00Z", **more):
    times = {"created_at": created, "updated_at": updated}
    extra = {"stats": {}, "requester": {"id": 1}, "description": "D", "description_text": "D"}
    return {"id": number, "status": 2, "spam": False, **times, **extra, **more}


@pytest.fixture
def served():
    tickets = [
        ticket(1, created="2026-08-01T00:00:00Z"),
        ticket(2),
        ticket(3, deleted=True),
        ticket(4, spam=True),
        ticket(5, updated="2026-09-22T00:00:00Z"),
    ]
    conversations = [
        {"id": n, "ticket_id": 2, "created_at": f"2026-09-2{n}T00:00:00Z"} for n in (2, 1)
    ]
    documents = {
        "tickets": {str(one["id"]): one for one in tickets},
        "conversations": {str(one["id"]): one for one in conversations},
        "agents": {"7": {"id": 7}},
        "companies": {str(n): {"id": n} for n in range(1, 36)},
        "ticket_fields": {"1": {"id": 1, "name": "status"}},
        "satisfaction_ratings": {
            str(n): {"id": n, "created_at": f"2026-0{n}-01T00:00:00Z"} for n in (1, 2)
        },
    }
    with serve({"freshdesk": documents}) as running:
        yield running


def get(served, path, **query):
    url = path if "://" in path else served.urls["freshdesk"] + path
    return requests.get(url, params=query, auth=ACCOUNT, timeout=10)


def ids(answer):
    assert answer.status_code == 200, answer.text
    return [one["id"] for one in answer.json()]


def test_only_the_last_thirty_days_without_deleted_and_spam_come_unless_told(served):
    assert ids(get(served, TICKETS)) == [5, 2]
    since = {"updated_since": "2026-01-01T00:00:00Z"}
    order = {"order_by": "updated_at", "order_type": "asc"}
    assert ids(get(served, TICKETS, **since, **order)) == [1, 2, 5]
    assert ids(get(served, TICKETS, filter="deleted", **since)) == [3]
    assert ids(get(served, TICKETS, filter="spam", **since)) == [4]


def test_updated_since_is_inclusive(served):
    assert ids(get(served, TICKETS, updated_since="2026-09-22T00:00:00Z")) == [5]
    assert get(served, TICKETS, updated_since="yesterday").status_code == 400


def test_parts_come_only_when_included(served):
    bare = get(served, TICKETS).json()[0]
    assert not {"stats", "requester", "description", "description_text"} & bare.keys()
    full = get(served, TICKETS, include="stats,requester,description")
    assert {"stats", "requester", "description"} <= full.json()[0].keys()
    assert full.headers["X-RateLimit-Used-CurrentRequest"] == "7"
    one = get(served, f"{TICKETS}/3").json()
    assert ("description" in one, "stats" in one, one["deleted"]) == (True, False, True)


def test_pages_hold_thirty_unless_told_and_link_to_the_next(served):
    first = get(served, "/api/v2/companies")
    assert len(ids(first)) == 30
    last = get(served, first.links["next"]["url"])
    assert (len(ids(last)), "next" in last.links) == (5, False)
    assert ids(get(served, "/api/v2/companies", page=3)) == []
    assert get(served, "/api/v2/companies", per_page=101).status_code == 400


def test_page_300_is_the_last(served):
    assert ids(get(served, TICKETS, page=300)) == []
    beyond = get(served, TICKETS, page=301)
    assert beyond.status_code == 400
    assert "300th page" in beyond.json()["errors"][0]["message"]


def test_other_lists(served):
    assert ids(get(served, f"{TICKETS}/2/conversations")) == [1, 2]
    assert get(served, f"{TICKETS}/99/conversations").status_code == 404
    assert get(served, "/api/v2/agents/me").json() == {"id": 7}
    assert ids(get(served, "/api/v2/ticket_fields")) == [1]
    ratings = "/api/v2/surveys/satisfaction_ratings"
    assert ids(get(served, ratings, created_since="2026-02-01T00:00:00Z")) == [2]


def test_an_archived_ticket_is_listed_nowhere_and_answers_at_an_address_of_its_own(served):
    documents = served.documents["freshdesk"]
    documents.setdefault("archived_tickets", {})["2"] = documents["tickets"].pop("2")
    assert ids(get(served, TICKETS)) == [5]
    for path in (f"{TICKETS}/2", f"{TICKETS}/2/conversations", f"{TICKETS}/archived/1"):
        assert get(served, path).status_code == 404
    assert get(served, f"{TICKETS}/archived/2").json()["id"] == 2
    assert ids(get(served, f"{TICKETS}/archived/2/conversations")) == [1, 2]
    served.invisible["freshdesk"] = {"archived_tickets"}
    refusal = get(served, f"{TICKETS}/archived/2")
    assert (refusal.status_code, refusal.json()["code"]) == (403, "require_feature")
