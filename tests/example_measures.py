"""Measures the example organisation by its documents alone, in plain Python.

A second opinion, independent of the models: effort by assignee, status and action.
"""

from collections import defaultdict
from collections.abc import Iterator
from datetime import UTC, datetime, time, timedelta
from functools import cache

from pipelines.example.organisation import Organisation, build_organisation
from pipelines.example.timeline import ENDS_ON, WORKING_DAYS

ACTION_WEIGHT, IDLE_DAYS = 0.1, 30
END = datetime.combine(ENDS_ON, time(0), UTC)
_WORKING_DAYS = frozenset(WORKING_DAYS)
# item -> (moment, `status` or `assignee`, value); a status value `p` is in progress
History = dict[str, list[tuple[datetime, str, str | None]]]
Actions = list[tuple[str, str | None, str, datetime]]


@cache
def full_organisation() -> Organisation:
    """Build it once for all tests."""
    return build_organisation()


def moment(text: str) -> datetime:
    return datetime.fromisoformat(text).astimezone(UTC)


def key_of(document: dict | None, key: str = "id") -> str | None:
    return str(document[key]) if document else None


def effort_days(organisation: Organisation) -> dict[tuple[str, object, str], float]:
    """Split each person's working days over items: (person, day, item) -> days."""
    history: History = defaultdict(list)
    actions: Actions = []
    for collect in (_jira, _github, _zendesk, _freshdesk):
        collect(organisation.documents[collect.__name__[1:]], history, actions)
    tools = ("jira", "github", "zendesk", "freshdesk")
    person_of = {
        (tool, person.accounts[tool]): person.person_id
        for person in organisation.workforce.people
        for tool in tools
        if tool in person.accounts
    }
    weights: dict[tuple[str, object], dict[str, float]] = defaultdict(lambda: defaultdict(float))
    signs = defaultdict(list)
    for tool, account, item, at in actions:
        person = person_of.get((tool, account))
        if person and at.date() in _WORKING_DAYS:
            signs[item].append(at)
            weights[person, at.date()][item] += ACTION_WEIGHT
    for item, events in history.items():
        for account, start, end in _stretches(item, sorted(events, key=lambda event: event[0])):
            person = person_of.get((item.split(":")[0], account))
            for first, last in _alive(start, end, [events[0][0], *signs[item]]) if person else ():
                for day, part in _parts_of_days(first, last):
                    weights[person, day][item] += part
    return {
        (person, day, item): weight / sum(items.values())
        for (person, day), items in weights.items()
        for item, weight in items.items()
    }


def _stretches(item: str, events: list) -> Iterator[tuple[str | None, datetime, datetime]]:
    status = account = None
    for n, (at, what, value) in enumerate(events):
        status, account = (value, account) if what == "status" else (status, value)
        end = events[n + 1][0] if n + 1 < len(events) else END
        is_open_issue = item.startswith("github:") and status == "open"
        if account and end > at and (status == "p" or is_open_issue):
            yield account, at, end


def _alive(start: datetime, end: datetime, signs: list[datetime]) -> Iterator[tuple]:
    for sign in sorted(signs):
        last = min(end, sign + timedelta(days=IDLE_DAYS))
        first = max(start, sign)
        if last > first:
            yield first, last
            start = last


def _parts_of_days(start: datetime, end: datetime) -> Iterator[tuple[object, float]]:
    day = start.date()
    while day <= end.date():
        if day in _WORKING_DAYS:
            opens = datetime.combine(day, time(9), UTC)
            seconds = (min(end, opens + timedelta(hours=8)) - max(start, opens)).total_seconds()
            if seconds > 0:
                yield day, seconds / 28_800
        day += timedelta(days=1)


def _jira(tool: dict, history: History, actions: Actions) -> None:
    groups = {
        id_: "p"
        for id_, status in tool["statuses"].items()
        if status["statusCategory"]["key"] == "indeterminate"
        and status["untranslatedName"] != "Blocked"
    }
    first_assignee: dict[str, str | None] = {}
    for key, change in tool["changelogs"].items():
        item, at = f"jira:{key.split('/')[0]}", moment(change["created"])
        for entry in change["items"]:
            if entry["field"] == "status":
                history[item].append((at, "status", groups.get(entry["to"])))
                actions.append(("jira", key_of(change["author"], "accountId"), item, at))
            elif entry["field"] == "assignee":
                first_assignee.setdefault(item, entry["from"])
                history[item].append((at, "assignee", entry["to"]))
    for issue in tool["issues"].values():
        item, fields = f"jira:{issue['id']}", issue["fields"]
        born = moment(fields["created"])
        assignee = first_assignee.get(item, key_of(fields["assignee"], "accountId"))
        history[item] = [(born, "status", None), (born, "assignee", assignee), *history[item]]
        for comment in fields["comment"]["comments"]:
            author = key_of(comment["author"], "accountId")
            actions.append(("jira", author, item, moment(comment["created"])))


def _github(tool: dict, history: History, actions: Actions) -> None:
    by_url = {issue["url"]: f"github:{id_}" for id_, issue in tool["issues"].items()}
    for id_, issue in tool["issues"].items():
        state = "p" if "pull_request" in issue else "open"
        history[f"github:{id_}"].append((moment(issue["created_at"]), "status", state))
    for event in tool["events"].values():
        item, at = f"github:{event['issue']['id']}", moment(event["created_at"])
        if event["event"] == "assigned":
            history[item].append((at, "assignee", key_of(event["assignee"])))
        elif event["event"] in ("closed", "reopened"):
            history[item].append((at, "status", {"reopened": "open"}.get(event["event"])))
            actions.append(("github", key_of(event["actor"]), item, at))
    for resource, address, when in (
        ("comments", "issue_url", "created_at"),
        ("reviews", "pull_request_url", "submitted_at"),
        ("review_comments", "pull_request_url", "created_at"),
    ):
        for said in tool[resource].values():
            item = by_url[said[address].replace("/pulls/", "/issues/")]
            actions.append(("github", key_of(said["user"]), item, moment(said[when])))
    for key, commit in tool["commits"].items():
        item = by_url[tool["pull_requests"][key.split("/")[0]]["issue_url"]]
        at = moment(commit["commit"]["committer"]["date"])
        actions.append(("github", key_of(commit["author"]), item, at))


def _zendesk(tool: dict, history: History, actions: Actions) -> None:
    for audit in tool["ticket_audits"].values():
        item, at = f"zendesk:{audit['ticket_id']}", moment(audit["created_at"])
        actions.append(("zendesk", str(audit["author_id"]), item, at))
        for event in audit["events"]:
            if event.get("field_name") == "status":
                history[item].append((at, "status", {"open": "p"}.get(event["value"])))
            elif event.get("field_name") == "assignee_id":
                history[item].append((at, "assignee", event["value"]))


def _freshdesk(tool: dict, history: History, actions: Actions) -> None:
    for id_, ticket in tool["tickets"].items():
        item, born = f"freshdesk:{id_}", moment(ticket["created_at"])
        history[item] += [(born, "assignee", str(ticket["responder_id"])), (born, "status", "p")]
        if ticket["stats"]["resolved_at"]:
            history[item].append((moment(ticket["stats"]["resolved_at"]), "status", None))
    for spoken in tool["conversations"].values():
        item, at = f"freshdesk:{spoken['ticket_id']}", moment(spoken["created_at"])
        actions.append(("freshdesk", str(spoken["user_id"]), item, at))
