"""GitHub's and Zendesk's oddities: each is in what was served, and does no harm."""

from datetime import timedelta
from typing import Any

import pytest

from conformance.nights import Nights, Recorded
from conformance.recordings import Document, moment

pytestmark = pytest.mark.conformance

BEYOND_42_BITS = 2**42


@pytest.fixture(scope="module")
def items(nights: Nights) -> dict[str, dict[str, Any]]:
    return {row["work_item_id"]: row for row in nights.parquet("fct_work_items")}


@pytest.fixture(scope="module")
def tickets(recorded: Recorded) -> dict[str, Document]:
    return recorded.zendesk.resources["tickets"].newest()


def test_a_pull_request_whose_fork_is_gone_stays(
    recorded: Recorded, nights: Nights, items: dict[str, dict[str, Any]]
) -> None:
    pulls = recorded.github["pull_requests"].newest()
    odd = {pull["html_url"] for pull in pulls.values() if pull["head"]["repo"] is None}
    assert len(odd) >= 14
    urls = [item["item_url"] for item in items.values() if item["item_type"] == "pull_request"]
    assert odd <= set(urls)
    assert len(urls) == len(set(urls))


def test_a_pull_request_without_its_issue_stands_for_itself(
    recorded: Recorded, items: dict[str, dict[str, Any]]
) -> None:
    numbers = {issue["number"] for issue in recorded.github["issues"].newest().values()}
    pulls = recorded.github["pull_requests"].newest()
    alone = {f"github:pull-{key}" for key, one in pulls.items() if one["number"] not in numbers}
    assert alone
    assert {key for key in items if key.startswith("github:pull-")} == alone


def test_nobody_s_commits_and_issues_are_kept_without_an_account(
    recorded: Recorded, nights: Nights
) -> None:
    commits = recorded.github["commits"].newest()
    odd = {f"github:commit:{key}" for key, one in commits.items() if one["author"] is None}
    assert odd
    labelled = [one for found in nights.github.labelled.values() for one in found]
    odd |= {f"github:created:{one['id']}" for one in labelled if one["user"] is None}
    assert len(odd) > len(labelled)
    rows = nights.rows("select activity_id, account_id from intermediate.int_activities__unioned")
    nobody_s = {key for key, account in rows if account is None and key.startswith("github:")}
    assert nobody_s == odd


def test_numbers_beyond_42_bits_are_not_rounded(
    recorded: Recorded, nights: Nights, tickets: dict[str, Document]
) -> None:
    labelled = [one for found in nights.github.labelled.values() for one in found]
    large = {str(one["id"]) for one in labelled if one["id"] > BEYOND_42_BITS}
    assert large
    query = "select issue_id from staging.stg_github__issues"
    assert large <= {key for (key,) in nights.rows(query)}
    requesters = {key: one["requester_id"] for key, one in tickets.items()}
    assert min(requesters.values()) > BEYOND_42_BITS
    query = "select item_key, requester_account_id from intermediate.int_work_items__from_zendesk"
    assert dict(nights.rows(query)) == {key: str(one) for key, one in requesters.items()}


def test_the_longest_bodies_arrive_whole(nights: Nights) -> None:
    labelled = [one for found in nights.github.labelled.values() for one in found]
    bodies = {str(one["id"]): one["body"] for one in labelled}
    assert max(map(len, bodies.values())) > 200_000
    staged = dict(nights.rows("select issue_id, body from staging.stg_github__issues"))
    assert {key: staged[key] for key in bodies} == bodies


def test_line_ends_of_another_system_are_not_rewritten(recorded: Recorded, nights: Nights) -> None:
    odd = {
        key: comment["body"]
        for key, comment in recorded.github["comments"].newest().items()
        if "\r\n" in comment["body"]
    }
    assert len(odd) > 20
    raw = dict(nights.raw("raw_github.comments"))
    assert {key: raw[key].document["body"] for key in odd} == odd
    issues = recorded.github["issues"].newest()
    odd = {key: one["body"] for key, one in issues.items() if "\r\n" in (one["body"] or "")}
    assert odd
    staged = dict(nights.rows("select issue_id, body from staging.stg_github__issues"))
    assert {key: staged[key] for key in odd} == odd


def test_a_deleted_ticket_is_flagged_and_does_not_vanish(
    tickets: dict[str, Document], items: dict[str, dict[str, Any]]
) -> None:
    deleted = {key for key, one in tickets.items() if one["status"] == "deleted"}
    scrubbed = {key for key in deleted if tickets[key]["subject"] == "SCRUBBED"}
    assert len(deleted) > len(tickets) / 3
    assert scrubbed
    flagged = {key.removeprefix("zendesk:") for key, item in items.items() if item["is_deleted"]}
    assert flagged == deleted
    assert {items[f"zendesk:{key}"]["title"] for key in scrubbed} == {"SCRUBBED"}


def test_the_export_s_own_clock_is_not_taken_for_the_ticket_s(
    tickets: dict[str, Document], items: dict[str, dict[str, Any]]
) -> None:
    late = {
        key: moment(one["updated_at"])
        for key, one in tickets.items()
        if one["generated_timestamp"] > (moment(one["updated_at"]) + timedelta(days=30)).timestamp()
    }
    assert late
    assert {key: items[f"zendesk:{key}"]["updated_at"] for key in late} == late


def test_audits_that_come_oldest_first_are_read_to_the_end(
    recorded: Recorded, nights: Nights
) -> None:
    first = [audit["created_at"] for audit in recorded.zendesk.pages["ticket_audits"][0]["audits"]]
    assert first == sorted(first)
    audits = recorded.zendesk.resources["ticket_audits"].newest().values()
    newest = max(moment(audit["created_at"]) for audit in audits)
    assert newest > moment(first[-1])
    stored = dict(nights.raw("raw_zendesk.ticket_audits"))
    assert max(row.updated_at for row in stored.values()) == newest
