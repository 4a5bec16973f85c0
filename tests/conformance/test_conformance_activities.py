"""Each recorded action stands once in the activities, on its item, at its own moment."""

from datetime import datetime
from typing import Any

import pytest

from conformance import made_up
from conformance.expected import work_items
from conformance.github_site import GitHubSite
from conformance.nights import Nights, Recorded, in_utc
from conformance.recordings import Document, moment

pytestmark = pytest.mark.conformance

Actions = dict[str, tuple[str, datetime | None]]
NOT_BY_THE_ACTOR = ("mentioned", "subscribed", "unsubscribed")
BY_RULES = ("rule", "trigger", "automation", "system")


def creations(recorded: Recorded, nights: Nights, tool: str) -> dict[str, datetime | None]:
    return {
        key: item["created_at"]
        for key, item in work_items(recorded, nights).items()
        if key.startswith(f"{tool}:")
    }


def found(nights: Nights, tool: str) -> dict[str, tuple[str, datetime | None]]:
    rows = nights.rows(
        "select activity_id, work_item_id, acted_at from intermediate.int_activities__unioned "
        f"where source_system = '{tool}'"
    )
    actions = {key: (item, in_utc(at)) for key, item, at in rows}
    assert len(actions) == len(rows)
    return actions


def test_no_action_in_jira_is_lost_doubled_or_shifted(recorded: Recorded, nights: Nights) -> None:
    expected: Actions = {
        f"jira:created:{key.partition(':')[2]}": (key, at)
        for key, at in creations(recorded, nights, "jira").items()
    }
    for one in recorded.jira["changelogs"].recordings:
        key = f"jira:changelog:{one.parent}/{one.document['id']}"
        expected[key] = (f"jira:{one.parent}", moment(one.document["created"]))
    for issue in recorded.jira["issues"].newest().values():
        for comment in issue["fields"]["comment"]["comments"]:
            key = f"jira:comment:{comment['id']}"
            expected[key] = (f"jira:{issue['id']}", moment(comment["created"]))
    known = {issue["id"] for issue in [*nights.jira.issues, *nights.jira.bare_issues]}
    # The site's list of worklogs goes beyond the projects that are pulled.
    for worklog in [one for one in nights.jira.worklogs if one["issueId"] in known]:
        key = f"jira:worklog:{worklog['id']}"
        expected[key] = (f"jira:{worklog['issueId']}", moment(worklog["started"]))
    assert {key.split(":")[1] for key in expected} == {"created", "changelog", "comment", "worklog"}
    assert f"jira:worklog:{made_up.WORKLOG_ID}" in expected
    assert found(nights, "jira") == expected


def test_no_action_on_github_is_lost_doubled_or_shifted(recorded: Recorded, nights: Nights) -> None:
    github = recorded.github
    items = item_of_number(recorded, nights.github)
    expected: Actions = {
        f"github:created:{key.partition(':')[2]}": (key, at)
        for key, at in creations(recorded, nights, "github").items()
    }
    for key, event in github["events"].newest().items():
        if event["event"] not in NOT_BY_THE_ACTOR:
            item = f"github:{event['issue']['id']}"
            expected[f"github:event:{key}"] = (item, moment(event["created_at"]))
    for key, comment in github["comments"].newest().items():
        item = items[int(comment["issue_url"].rpartition("/")[2])]
        expected[f"github:comment:{key}"] = (item, moment(comment["created_at"]))
    for key, review in github["reviews"].newest().items():
        item = items[int(review["pull_request_url"].rpartition("/")[2])]
        expected[f"github:review:{key}"] = (item, moment(review["submitted_at"]))
    numbers = {pull: number for number, pull in nights.github.numbers.items()}
    for key, commit in github["commits"].newest().items():
        item = items[numbers[int(key.partition("/")[0])]]
        expected[f"github:commit:{key}"] = (item, moment(commit["commit"]["author"]["date"]))
    assert len({key.split(":")[1] for key in expected}) == 5
    assert found(nights, "github") == expected


def item_of_number(recorded: Recorded, site: GitHubSite) -> dict[int, str]:
    pulls = {number: f"github:pull-{pull}" for number, pull in site.numbers.items()}
    issues: dict[int, Document] = {
        issue["number"]: issue for issue in recorded.github["issues"].newest().values()
    }
    return pulls | {number: f"github:{issue['id']}" for number, issue in issues.items()}


def test_no_action_in_zendesk_is_lost_doubled_or_shifted(
    recorded: Recorded, nights: Nights
) -> None:
    created = creations(recorded, nights, "zendesk")
    expected: Actions = {f"{key}/created": (key, at) for key, at in created.items()}
    audits = [
        audit
        for audit in recorded.zendesk.resources["ticket_audits"].newest().values()
        # An audit may come a night before its ticket; of some recorded ones it never comes.
        if f"zendesk:{audit['ticket_id']}" in created
    ]
    for audit in audits:
        done = (f"zendesk:{audit['ticket_id']}", moment(audit["created_at"]))
        expected |= {f"zendesk:{action}": done for action in actions_of(audit)}
    assert len(expected) > len(created)
    assert found(nights, "zendesk") == expected


def actions_of(audit: Document) -> set[str]:
    """Name what an audit did beyond creating its ticket, whose request is its first comment."""
    by_rule = audit["via"]["channel"] in BY_RULES
    author: Any = -1 if by_rule else audit["author_id"]
    actions = set()
    is_creation = any(event["type"] == "Create" for event in audit["events"])
    comments = sorted(event["id"] for event in audit["events"] if event["type"] == "Comment")
    actions |= {f"{event_id}" for event_id in comments[is_creation:]}
    for event in audit["events"]:
        if event["type"] == "Change":
            is_status = event["field_name"] in ("status", "custom_status_id")
            kind = "transition" if is_status else "field_change"
            actions.add(f"{audit['id']}/{kind}/{author}")
    return actions
