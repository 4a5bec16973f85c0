"""How GitHub loses items: open by default, page caps, cursors in Link, renames, quiet errors."""

import pytest
import requests

from pipelines.example.server import serve

HEADERS = {"Authorization": "Bearer example-github-token"}
REPOSITORY = "https://api.github.com/repos/acme/pay"
PAY = "/repos/acme/pay"


def issue(number, state="open", updated="2026-09-01T00:00:00Z", **more):
    at = {"created_at": "2026-01-01T00:00:00Z", "updated_at": updated}
    url = f"{REPOSITORY}/issues/{number}"
    about = {"id": 1000 + number, "number": number, "state": state, "comments": 0}
    return {**about, **at, "url": url, "repository_url": REPOSITORY, **more}


def pull(number, updated):
    about = {"id": 5000 + number, "number": number, "state": "closed", "merged": True}
    at = {"created_at": "2026-01-01T00:00:00Z", "updated_at": updated, "merged_at": updated}
    return {**about, **at, "url": f"{REPOSITORY}/pulls/{number}"}


def event(number):
    url = f"{REPOSITORY}/issues/events/{number}"
    at = f"2026-02-01T00:00:{number:02}Z"
    return {"id": number, "url": url, "event": "labeled", "created_at": at, "issue": {"id": 1001}}


@pytest.fixture
def served():
    issues = [
        issue(n, "open" if n % 2 else "closed", f"2026-09-01T00:{n:02}:00Z") for n in range(1, 8)
    ]
    pulls = [pull(8, "2026-08-01T00:00:00Z"), pull(9, "2026-08-02T00:00:00Z")]
    review = {"id": 1, "submitted_at": "2026-08-01T00:00:00Z"}
    review["pull_request_url"] = f"{REPOSITORY}/pulls/8"
    milestones = [
        {"id": n, "number": n, "state": state, "url": f"{REPOSITORY}/milestones/{n}"}
        for n, state in ((1, "open"), (2, "closed"))
    ]
    node = {"databaseId": 5008, "fullDatabaseId": "5008", "number": 8}
    node |= {"updatedAt": "2026-08-01T00:00:00Z", "repository": {"nameWithOwner": "acme/pay"}}
    node["closingIssuesReferences"] = {"nodes": [{"databaseId": 1001, "number": 1}]}
    documents = {
        "repositories": {"42": {"id": 42, "full_name": "acme/pay", "url": REPOSITORY}},
        "issues": {str(one["id"]): one for one in issues},
        "pull_requests": {str(one["id"]): one for one in pulls},
        "reviews": {"1": review},
        "commits": {"5008/abc": {"sha": "abc", "url": f"{REPOSITORY}/commits/abc"}},
        "events": {str(n): event(n) for n in range(1, 6)},
        "comments": {
            "77": issue(77) | {"id": 77, "issue_url": f"{REPOSITORY}/issues/1", "user": None}
        },
        "milestones": {str(one["id"]): one for one in milestones},
        "labels": {"1": {"id": 1, "name": "bug", "url": f"{REPOSITORY}/labels/bug"}},
        "sub_issues": {"1001/1002": issues[1]},
        "closing_references": {"5008": node},
    }
    with serve({"github": documents}) as running:
        yield running


def get(served, path, headers=HEADERS, **query):
    url = path if "://" in path else served.urls["github"] + path
    return requests.get(url, params=query, headers=headers, timeout=10, allow_redirects=False)


def numbers(answer):
    assert answer.status_code == 200, answer.text
    return [one["number"] for one in answer.json()]


def test_only_open_ones_come_unless_told(served):
    assert numbers(get(served, f"{PAY}/issues")) == [7, 5, 3, 1]
    assert numbers(get(served, f"{PAY}/issues", state="all", direction="asc")) == list(range(1, 8))
    assert numbers(get(served, f"{PAY}/pulls")) == []
    assert numbers(get(served, f"{PAY}/milestones")) == [1]
    assert numbers(get(served, f"{PAY}/milestones", state="all")) == [1, 2]


def test_pulls_ascend_when_sorted_by_update_and_do_not_tell_whether_they_were_merged(served):
    pulls = get(served, f"{PAY}/pulls", state="all", sort="updated")
    assert numbers(pulls) == [8, 9]
    assert "merged" not in pulls.json()[0]
    assert get(served, f"{PAY}/pulls/8").json()["merged"] is True
    ignored = get(served, f"{PAY}/pulls", state="all", since="2026-08-02T00:00:00Z")
    assert len(ignored.json()) == 2


def test_since_is_inclusive(served):
    asked = {"state": "all", "sort": "updated", "direction": "asc"}
    assert numbers(get(served, f"{PAY}/issues", **asked, since="2026-09-01T00:06:00Z")) == [6, 7]


def test_issues_go_on_along_the_cursor_in_link(served):
    answer = get(served, f"{PAY}/issues", state="all", direction="asc", per_page=3)
    pages = [numbers(answer)]
    while "next" in answer.links and len(pages) < 9:
        assert "after=" in answer.links["next"]["url"]
        assert answer.links["next"]["url"].startswith(f"{served.urls['github']}/repositories/42/")
        answer = get(served, answer.links["next"]["url"])
        pages.append(numbers(answer))
    assert pages == [[1, 2, 3], [4, 5, 6], [7]]
    capped = get(served, f"{PAY}/issues", state="all", per_page=100, page=100)
    assert capped.status_code == 422
    assert "cursor based pagination" in capped.json()["message"]


def test_a_row_that_moves_between_two_numbered_pages_shifts_the_rest(served):
    asked = {"state": "all", "sort": "updated", "direction": "asc", "per_page": 1}
    assert numbers(get(served, f"{PAY}/pulls", **asked)) == [8]
    served.documents["github"]["pull_requests"]["5008"] = pull(8, "2026-08-03T00:00:00Z")
    assert numbers(get(served, f"{PAY}/pulls", **asked, page=2)) == [8]  # 9 was never seen


def test_events_come_newest_first_with_links_by_number(served):
    answer = get(served, f"{PAY}/issues/events", per_page=2)
    assert [one["id"] for one in answer.json()] == [5, 4]
    assert {"next", "last"} == set(answer.links)
    last = get(served, answer.links["last"]["url"])
    assert [one["id"] for one in last.json()] == [1]
    assert {"prev", "first"} == set(last.links)


def test_what_hangs_on_one_number(served):
    assert [one["id"] for one in get(served, f"{PAY}/pulls/8/reviews").json()] == [1]
    assert [one["sha"] for one in get(served, f"{PAY}/pulls/8/commits").json()] == ["abc"]
    assert get(served, f"{PAY}/pulls/9/reviews").json() == []
    assert numbers(get(served, f"{PAY}/issues/1/sub_issues")) == [2]
    assert get(served, f"{PAY}/issues/2/parent").json()["number"] == 1
    assert get(served, f"{PAY}/issues/1/parent").status_code == 404
    timeline = get(served, f"{PAY}/issues/1/timeline").json()
    assert [one["event"] for one in timeline] == ["commented"] + ["labeled"] * 5
    assert len(get(served, f"{PAY}/issues/comments", since="2026-09-01T00:00:01Z").json()) == 0


def test_a_renamed_repository_redirects_to_its_id(served):
    repository = served.documents["github"]["repositories"]["42"]
    repository["full_name"] = "acme/payments"
    moved = get(served, f"{PAY}/issues", state="all")
    assert moved.status_code == 301
    assert moved.headers["Location"] == (
        f"{served.urls['github']}/repositories/42/issues?state=all"
    )
    assert len(get(served, moved.headers["Location"]).json()) == 7
    assert len(get(served, "/repos/acme/payments/issues", state="all").json()) == 7


def test_gone_hidden_and_unknown_differ_as_at_github(served):
    del served.documents["github"]["issues"]["1003"]
    assert get(served, f"{PAY}/issues/3").status_code == 410
    assert get(served, f"{PAY}/issues/99").status_code == 404
    served.invisible["github"] = {"acme/pay"}
    assert get(served, PAY).status_code == 404


def test_requests_github_refuses(served):
    nobody = get(served, PAY, headers={**HEADERS, "User-Agent": ""})
    assert nobody.status_code == 403
    assert "User-Agent" in nobody.json()["message"]
    old = {**HEADERS, "X-GitHub-Api-Version": "2001-01-01"}
    assert get(served, PAY, headers=old).status_code == 400
    assert get(served, f"{PAY}/issues", state="merged").status_code == 422
    assert get(served, f"{PAY}/issues", labels="bug").status_code == 501


def test_an_unchanged_small_list_is_304_and_free(served):
    served.limits.github = 10
    first = get(served, f"{PAY}/labels")
    known = {**HEADERS, "If-None-Match": first.headers["ETag"]}
    unchanged = get(served, f"{PAY}/labels", headers=known)
    assert (unchanged.status_code, unchanged.content) == (304, b"")
    assert unchanged.headers["x-ratelimit-remaining"] == first.headers["x-ratelimit-remaining"]
    served.documents["github"]["labels"]["1"]["name"] = "defect"
    assert get(served, f"{PAY}/labels", headers=known).status_code == 200


QUERY = "query { repository { pullRequests { nodes { closingIssuesReferences { nodes } } } } }"


def ask(served, **variables):
    body = {"query": QUERY, "variables": {"owner": "acme", "name": "pay", **variables}}
    url = served.urls["github"] + "/graphql"
    return requests.post(url, json=body, headers=HEADERS, timeout=10)


def test_graphql_pages_and_names_pull_requests_that_close_nothing(served):
    first = ask(served, first=1, after=None).json()["data"]["repository"]["pullRequests"]
    assert first["pageInfo"]["hasNextPage"] is True
    assert first["nodes"][0]["closingIssuesReferences"] == {"nodes": []}
    cursor = first["pageInfo"]["endCursor"]
    rest = ask(served, first=1, after=cursor).json()["data"]["repository"]["pullRequests"]
    assert [node["fullDatabaseId"] for node in rest["nodes"]] == ["5008"]
    assert rest["pageInfo"]["hasNextPage"] is False


def test_graphql_reports_errors_with_status_200(served):
    too_many, unknown = ask(served, first=500), ask(served, first=1, name="nothing")
    assert (too_many.status_code, unknown.status_code) == (200, 200)
    assert "limit of 100" in too_many.json()["errors"][0]["message"]
    assert unknown.json()["data"] == {"repository": None}
    assert unknown.json()["errors"][0]["type"] == "NOT_FOUND"
    served.limits.github = 0
    assert ask(served, first=1).json()["errors"][0]["type"] == "RATE_LIMITED"
