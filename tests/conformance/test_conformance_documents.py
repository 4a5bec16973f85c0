"""Raw: every recorded document stands there once, as the tool gave it, with its own moment."""

import json
from typing import Any

import pytest

from conformance import made_up
from conformance.nights import Nights, Recorded

pytestmark = pytest.mark.conformance

DATED = (
    *("raw_jira.issues", "raw_jira.changelogs", "raw_jira.worklogs"),
    *("raw_github.issues", "raw_github.pull_requests", "raw_github.reviews"),
    *("raw_github.commits", "raw_github.comments", "raw_github.events", "raw_github.milestones"),
    *("raw_zendesk.tickets", "raw_zendesk.ticket_audits", "raw_zendesk.users"),
    *("raw_zendesk.groups", "raw_zendesk.custom_statuses"),
)
UNDATED = (
    *("raw_jira.remote_links", "raw_jira.statuses", "raw_jira.issue_types"),
    *("raw_jira.projects", "raw_jira.users", "raw_jira.sprints"),
)


def text(document: Any) -> str:
    """Give a document such that 2 and 2.0, or null and none, differ."""
    return json.dumps(document, sort_keys=True)


def made_up_ids(nights: Nights, table: str) -> set[str]:
    """Give the ids of what a table holds beside recordings."""
    labelled = [one for found in nights.github.labelled.values() for one in found]
    added = {
        "raw_jira.issues": [made_up.ISSUE_ID, *(one["id"] for one in nights.jira.bare_issues)],
        "raw_jira.worklogs": [made_up.WORKLOG_ID],
        "raw_jira.projects": [one["id"] for one in nights.jira.unlisted_projects],
        "raw_github.issues": [str(one["id"]) for one in labelled],
    }
    return set(added.get(table, []))


def test_every_recorded_resource_is_looked_at(recorded: Recorded) -> None:
    assert set(recorded.resources()) == {*DATED, *UNDATED}
    assert all(resource.recordings for resource in recorded.resources().values())


@pytest.mark.parametrize("table", [*DATED, *UNDATED])
def test_no_document_is_lost_and_none_is_doubled(
    table: str, recorded: Recorded, nights: Nights
) -> None:
    ids = [key for key, _ in nights.raw(table)]
    assert len(ids) == len(set(ids))
    assert set(ids) - made_up_ids(nights, table) == set(recorded.resources()[table].versions())
    assert made_up_ids(nights, table) <= set(ids)


@pytest.mark.parametrize("table", [*DATED, *UNDATED])
def test_no_document_is_changed_on_its_way(table: str, recorded: Recorded, nights: Nights) -> None:
    stored = {key: text(row.document) for key, row in nights.raw(table)}
    for key, versions in recorded.resources()[table].equally_new().items():
        # Of what the tool calls equally new, a list read in full or at once holds the last.
        allowed = versions[-1:] if table in UNDATED else versions
        assert stored[key] in map(text, allowed), (table, key)


@pytest.mark.parametrize("table", DATED)
def test_no_moment_is_off_by_a_second(table: str, recorded: Recorded, nights: Nights) -> None:
    resource = recorded.resources()[table]
    moments = {key: row.updated_at for key, row in nights.raw(table)}
    expected = {key: resource.changed_at(document) for key, document in resource.newest().items()}
    assert None not in expected.values()
    assert {key: moments[key] for key in expected} == expected


def test_the_recordings_do_hold_documents_twice(recorded: Recorded) -> None:
    several = {
        table: [key for key, found in resource.versions().items() if len(found) > 1]
        for table, resource in recorded.resources().items()
    }
    twice = {table: len(keys) for table, keys in several.items() if keys}
    for table in ("raw_jira.issue_types", "raw_jira.remote_links", "raw_github.pull_requests"):
        assert twice[table]
    assert twice["raw_zendesk.tickets"] > 50
    assert twice["raw_github.issues"] > 1


def test_only_deleted_tickets_are_taken_for_deleted(recorded: Recorded, nights: Nights) -> None:
    deleted = {
        key: resource.changed_at(document)
        for resource in [recorded.zendesk.resources["tickets"]]
        for key, document in resource.newest().items()
        if document["status"] == "deleted"
    }
    assert len(deleted) > 500
    stored = {key: row.deleted_at for key, row in nights.raw("raw_zendesk.tickets")}
    assert {key: at for key, at in stored.items() if at} == deleted
    for table in set(DATED + UNDATED) - {"raw_zendesk.tickets"}:
        assert all(row.deleted_at is None for _, row in nights.raw(table)), table


def test_a_list_a_tool_does_not_give_leaves_an_empty_table(nights: Nights) -> None:
    for table in ("sla_policies", "jira_links", "organizations", "satisfaction_ratings"):
        assert nights.raw(f"raw_zendesk.{table}") == []
    [(message,)] = nights.rows(
        "select message from raw_headway.pulls where source_system = 'zendesk' "
        "order by started_at desc limit 1"
    )
    assert message.count("answered 404") == 2
