"""The example organisation's documents hang together, tool by tool, as a vendor's would."""

from collections import defaultdict

import pytest
from example_measures import full_organisation, key_of, moment


@pytest.fixture(scope="module")
def full():
    return full_organisation()


def test_jira_history_ends_where_the_issue_stands(full):
    jira = full.documents["jira"]
    stands = {id_: issue["fields"] for id_, issue in jira["issues"].items()}
    last: dict[tuple[str, str], str | None] = {}
    for key, change in jira["changelogs"].items():
        issue_id = key.split("/")[0]
        created = moment(stands[issue_id]["created"])
        assert created <= moment(change["created"]) <= moment(stands[issue_id]["updated"])
        assert key_of(change["author"], "accountId") in jira["users"]
        for item in change["items"]:
            last[issue_id, item["field"]] = item["to"]
            if item["field"] == "Key":
                assert item["toString"] == jira["issues"][issue_id]["key"]
    for issue_id, fields in stands.items():
        at_first = "10100" if fields["project"]["key"] == "MOB" else "10000"
        assert last.get((issue_id, "status"), at_first) == fields["status"]["id"]
        assignee = key_of(fields["assignee"], "accountId")
        assert last.get((issue_id, "assignee"), assignee) == assignee
        assert (fields["resolutiondate"] is None) == (fields["resolution"] is None)
        sprints = fields["customfield_10020"] or []
        assert {str(sprint["id"]) for sprint in sprints} <= jira["sprints"].keys()
        if fields["parent"]:
            parent = stands[fields["parent"]["id"]]
            assert moment(parent["created"]) <= moment(fields["created"])
            assert parent["issuetype"]["hierarchyLevel"] > fields["issuetype"]["hierarchyLevel"]
    keys = [issue["key"] for issue in jira["issues"].values()]
    assert len(set(keys)) == len(keys)
    assert {log["issueId"] for log in jira["worklogs"].values()} <= stands.keys()


def test_github_numbers_are_dense_and_everything_hangs_together(full):
    github = full.documents["github"]
    numbers = defaultdict(list)
    for issue in github["issues"].values():
        numbers[issue["repository_url"]].append(issue["number"])
    assert all(sorted(each) == list(range(1, len(each) + 1)) for each in numbers.values())
    urls = {issue["url"]: issue for issue in github["issues"].values()}
    for pull in github["pull_requests"].values():
        assert urls[pull["issue_url"]]["title"] == pull["title"]
        assert urls[pull["issue_url"]]["state"] == pull["state"]
    pulls = {pull["url"] for pull in github["pull_requests"].values()}
    for resource in ("reviews", "review_comments"):
        assert {each["pull_request_url"] for each in github[resource].values()} <= pulls
    assert {each["issue_url"] for each in github["comments"].values()} <= urls.keys()
    assert github["closing_references"].keys() == github["pull_requests"].keys()
    for key in github["sub_issues"]:
        parent, child = key.split("/")
        assert github["issues"][parent]["sub_issues_summary"]["total"] > 0
        assert github["issues"][child]["parent_issue_url"] == github["issues"][parent]["url"]
    for node in github["closing_references"].values():
        for closed in node["closingIssuesReferences"]["nodes"]:
            assert github["issues"][closed["fullDatabaseId"]]["number"] == closed["number"]


def test_zendesk_audits_end_where_the_ticket_stands(full):
    zendesk, jira = full.documents["zendesk"], full.documents["jira"]
    last, deleted = {}, set()
    for audit in zendesk["ticket_audits"].values():
        author = str(audit["author_id"])
        assert author == "-1" or author in zendesk["users"]
        for event in audit["events"]:
            if event.get("field_name") == "status":
                last[audit["ticket_id"]] = event["value"]
    for ticket in zendesk["tickets"].values():
        if ticket["status"] == "deleted":
            deleted.add(ticket["id"])
            assert ticket["subject"] == "SCRUBBED"
            continue
        assert last[ticket["id"]] == ticket["status"]
        assert str(ticket["custom_status_id"]) in zendesk["custom_statuses"]
        assert ticket["problem_id"] is None or str(ticket["problem_id"]) in zendesk["tickets"]
    assert deleted
    assert deleted.isdisjoint(last)
    assert {link["issue_id"] for link in zendesk["jira_links"].values()} <= jira["issues"].keys()
    assert min(map(int, zendesk["ticket_audits"])) > 2**42


def test_freshdesk_tickets_know_their_people(full):
    freshdesk = full.documents["freshdesk"]
    tickets = freshdesk["tickets"]
    assert {
        str(each["ticket_id"]) for each in freshdesk["conversations"].values()
    } <= tickets.keys()
    responders = {str(ticket["responder_id"]) for ticket in tickets.values()}
    assert responders - {"None"} <= freshdesk["agents"].keys()
    assert any(ticket.get("deleted") for ticket in tickets.values())
    assert any(ticket["spam"] for ticket in tickets.values())
