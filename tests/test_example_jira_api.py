"""How Jira loses issues: short pages, tokens, a time zone, invisible projects, old addresses."""

import pytest
import requests

from pipelines.example.server import serve

ACCOUNT = ("headway@example.com", "example-jira-token")
SEARCH = "/rest/api/3/search/jql"


def issue(number, project="PAY", updated="2026-09-20T10:00:00.000+0000"):
    fields = {"summary": f"Issue {number}", "created": "2026-01-01T00:00:00.000+0000"}
    fields |= {"updated": updated, "comment": {"comments": []}}
    return {"id": str(number), "key": f"{project}-{number}", "self": "", "fields": fields}


def history(number, created, field="status"):
    items = [{"field": field, "fieldId": field, "from": "1", "to": "2"}]
    return {"id": str(number), "author": {}, "created": created, "items": items}


@pytest.fixture
def served():
    issues = [issue(n) for n in range(1, 251)] + [issue(n, "OPS") for n in range(251, 254)]
    documents = {
        "issues": {one["id"]: one for one in issues},
        "projects": {k: {"id": k, "key": k, "name": k} for k in ("PAY", "OPS")},
        "users": {str(n): {"accountId": str(n)} for n in range(3)},
        "boards": {
            "1": {"id": 1, "name": "Pay", "type": "scrum", "location": {"projectKey": "PAY"}},
            "2": {"id": 2, "name": "Ops", "type": "kanban", "location": {"projectKey": "OPS"}},
        },
        "sprints": {"7": {"id": 7, "state": "active", "originBoardId": 1}},
        "fields": {"customfield_1": {"id": "customfield_1", "name": "Story Points"}},
        "worklogs": {
            "9": {"id": "9", "issueId": "1", "updated": "2026-09-20T10:00:00.000+0000"},
            "10": {"id": "10", "issueId": "1", "updated": "2026-09-28T05:59:30.000+0000"},
        },
        "changelogs": {
            "1/11": history(11, "2026-02-01T00:00:00.000+0000"),
            "2/12": history(12, "2026-02-02T00:00:00.000+0000"),
            "1/13": history(13, "2026-02-03T00:00:00.000+0000"),
            "1/14": history(14, "2026-02-04T00:00:00.000+0000", "labels"),
        },
    }
    with serve({"jira": documents}) as running:
        yield running


def get(served, path, **query):
    return requests.get(served.urls["jira"] + path, params=query, auth=ACCOUNT, timeout=10)


def post(served, path, **body):
    return requests.post(served.urls["jira"] + path, json=body, auth=ACCOUNT, timeout=10)


def keys(served, jql):
    answer = post(served, SEARCH, jql=jql, fields=["key"], maxResults=5000)
    assert answer.status_code == 200, answer.text
    return [one["key"] for one in answer.json()["issues"]]


def error(answer):
    assert answer.status_code == 400
    return answer.json()["errorMessages"][0]


def test_a_short_page_is_not_the_last(served):
    asked = {"jql": "project = PAY order by id asc", "fields": ["*all"], "maxResults": 100}
    pages, token = [], None
    while (token or not pages) and len(pages) < 9:
        body = post(served, SEARCH, **asked, **({"nextPageToken": token} if token else {})).json()
        pages.append([one["id"] for one in body["issues"]])
        token = body.get("nextPageToken")
        assert body["isLast"] is (token is None)
    assert [len(page) for page in pages] == [100, 66, 84]
    assert [key for page in pages for key in page] == [str(n) for n in range(1, 251)]


def test_by_default_only_ids_come(served):
    first = post(served, SEARCH, jql="project = PAY order by id").json()
    assert first["issues"][0] == {"id": "1"}
    assert len(first["issues"]) == 50
    chosen = get(served, SEARCH, jql="id = 1", fields="summary").json()["issues"][0]
    assert chosen["fields"] == {"summary": "Issue 1"}


def test_a_token_fits_its_own_query_only_and_expires(served):
    asked = {"jql": "project = PAY", "maxResults": 10}
    token = post(served, SEARCH, **asked).json()["nextPageToken"]
    assert post(served, SEARCH, **asked, nextPageToken=token).status_code == 200
    other = {"jql": "project = OPS", "maxResults": 10}
    assert "nextPageToken" in error(post(served, SEARCH, **other, nextPageToken=token))
    assert "nextPageToken" in error(post(served, SEARCH, **asked, nextPageToken="made up"))
    served.clock = served.clock.replace(month=10, day=6)
    assert "nextPageToken" in error(post(served, SEARCH, **asked, nextPageToken=token))


def test_a_time_without_zone_is_read_in_the_account_s_zone(served):
    issues = served.documents["jira"]["issues"]
    issues["1"] = issue(
        1, updated="2026-09-21T18:59:00.000+0200"
    )  # 16:59 UTC, 09:59 in Los Angeles
    issues["2"] = issue(2, updated="2026-09-21T17:00:00.000+0000")
    assert get(served, "/rest/api/3/myself").json()["timeZone"] == "America/Los_Angeles"
    assert keys(served, 'updated >= "2026-09-21 10:00"') == ["PAY-2"]
    assert keys(served, 'updated >= "2026-09-21 10:00 UTC" order by key') == ["PAY-1", "PAY-2"]
    assert keys(served, "updated >= 1790009940000 order by updated asc") == ["PAY-1", "PAY-2"]
    served.account_time_zone = "UTC"
    assert keys(served, 'updated >= "2026-09-21 17:00"') == ["PAY-2"]


def test_queries_combine(served):
    assert keys(served, "project in (OPS, 'PAY') AND key in (OPS-251, PAY-3) ORDER BY key ASC") == [
        "OPS-251",
        "PAY-3",
    ]
    assert keys(served, "(id = 5 OR issue = PAY-6) and not key = PAY-5") == ["PAY-6"]
    assert keys(served, "created >= -52w and project != PAY order by id desc") == [
        "OPS-253",
        "OPS-252",
        "OPS-251",
    ]
    count = post(served, "/rest/api/3/search/approximate-count", jql="project = PAY")
    assert count.json() == {"count": 250}


@pytest.mark.parametrize(
    ("jql", "words"),
    [
        ("order by updated", "Unbounded"),
        ("project = NOPE", "The value 'NOPE' does not exist for the field 'project'."),
        ("key = PAY-9999", "does not exist for the field 'key'"),
        ("updated >= 'last week'", "Date value"),
        ("colour = red", "Field 'colour' does not exist"),
        ("project = PAY and", "before the end of the query"),
        ("project = PAY order by rank", "Not able to sort"),
    ],
)
def test_a_query_it_cannot_answer_is_an_error_and_no_empty_page(served, jql, words):
    assert words in error(post(served, SEARCH, jql=jql))


def test_an_invisible_project_does_not_exist(served):
    served.invisible["jira"] = {"OPS"}
    assert "does not exist" in error(post(served, SEARCH, jql="project = OPS"))
    assert len(keys(served, "created >= 2025-01-01")) == 250
    assert get(served, "/rest/api/3/issue/251").status_code == 404
    assert [p["key"] for p in get(served, "/rest/api/3/project/search").json()["values"]] == ["PAY"]
    bulk = post(served, "/rest/api/3/issue/bulkfetch", issueIdsOrKeys=["251", "PAY-2", "1"]).json()
    assert [one["id"] for one in bulk["issues"]] == ["1", "2"]
    assert bulk["issueErrors"] == []


def test_the_old_search_is_gone(served):
    gone = get(served, "/rest/api/3/search", jql="project = PAY")
    assert gone.status_code == 410
    assert "CHANGE-2046" in gone.json()["errorMessages"][0]


@pytest.mark.parametrize(
    "body", [{"maxResults": 5001}, {"maxResults": 0}, {"startAt": 0}, {"fields": "summary"}]
)
def test_a_malformed_search_is_refused(served, body):
    assert post(served, SEARCH, jql="project = PAY", **body).status_code == 400


def test_one_issue_s_histories_spread_over_pages(served):
    path, asked = "/rest/api/3/changelog/bulkfetch", {"issueIdsOrKeys": ["PAY-1", "2"]}
    first = post(served, path, **asked, maxResults=2).json()
    rest = post(served, path, **asked, maxResults=2, nextPageToken=first["nextPageToken"]).json()
    ids = [
        {
            log["issueId"]: [one["id"] for one in log["changeHistories"]]
            for log in page["issueChangeLogs"]
        }
        for page in (first, rest)
    ]
    assert ids == [{"1": ["11"], "2": ["12"]}, {"1": ["13", "14"]}]
    assert "nextPageToken" not in rest
    labels = post(served, path, **asked, fieldIds=["labels"]).json()["issueChangeLogs"]
    assert [one["id"] for log in labels for one in log["changeHistories"]] == ["14"]
    too_many = post(served, path, issueIdsOrKeys=[str(n) for n in range(1001)])
    assert too_many.status_code == 400


def test_a_search_gives_twenty_comments_of_an_issue_and_the_issue_itself_all(served):
    comments = [{"id": str(n), "created": "2026-09-01T00:00:00.000+0000"} for n in range(121)]
    whole = {"comments": comments, "maxResults": 121, "total": 121}
    served.documents["jira"]["issues"]["1"]["fields"]["comment"] = whole
    asked = {"jql": "id = 1", "fields": ["*all"]}
    [found] = post(served, SEARCH, **asked).json()["issues"]
    few = {"comments": comments[:20], "maxResults": 20, "total": 121}
    assert found["fields"]["comment"] == few
    assert get(served, "/rest/api/3/issue/1").json()["fields"]["comment"] == whole
    path = "/rest/api/3/issue/PAY-1/comment"
    pages = [get(served, path, startAt=at, maxResults=5000).json() for at in (0, 100)]
    assert [page["total"] for page in pages] == [121, 121]
    assert pages[0]["comments"] + pages[1]["comments"] == comments
    newest = get(served, path, orderBy="-created", maxResults=1).json()["comments"]
    assert newest == comments[-1:]


def test_lists_end_as_jira_ends_them(served):
    assert len(get(served, "/rest/api/3/users/search", maxResults=2).json()) == 2
    assert get(served, "/rest/api/3/users/search", startAt=3).json() == []
    page = get(served, "/rest/api/3/project/search", maxResults=1).json()
    assert (page["isLast"], page["total"]) == (False, 2)
    following = requests.get(page["nextPage"], auth=ACCOUNT, timeout=10).json()
    assert (following["isLast"], "nextPage" in following) == (True, False)


def test_only_scrum_boards_have_sprints(served):
    board = "/rest/agile/1.0/board"
    assert [one["id"] for one in get(served, f"{board}/1/sprint").json()["values"]] == [7]
    refused = get(served, f"{board}/2/sprint")
    assert error(refused) == "The board does not support sprints"
    configuration = get(served, f"{board}/1/configuration").json()
    assert configuration["estimation"]["field"]["fieldId"] == "customfield_1"
    assert "estimation" not in get(served, f"{board}/2/configuration").json()


def test_worklogs_tell_changes_and_removals_but_not_of_the_last_minute(served):
    updated = get(served, "/rest/api/3/worklog/updated", since=0).json()
    assert [one["worklogId"] for one in updated["values"]] == [9]
    assert updated["lastPage"] is True
    listed = post(served, "/rest/api/3/worklog/list", ids=[9, 10, 99]).json()
    assert [one["id"] for one in listed] == ["9", "10"]
    del served.documents["jira"]["worklogs"]["9"]
    deleted = get(served, "/rest/api/3/worklog/deleted", since=0).json()
    assert [one["worklogId"] for one in deleted["values"]] == [9]


def test_a_removed_issue_and_a_changed_one_are_seen_at_once(served):
    issues = served.documents["jira"]["issues"]
    del issues["3"]
    issues["4"]["fields"]["summary"] = "Changed in place"
    assert get(served, "/rest/api/3/issue/3").status_code == 404
    assert get(served, "/rest/api/3/issue/PAY-4").json()["fields"]["summary"] == "Changed in place"
    assert len(keys(served, "project = PAY")) == 249
