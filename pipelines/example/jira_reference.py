"""Jira's small resources: fields, statuses, issue types, projects, users, boards, sprints.

One project speaks German, with its own statuses; one of those says done and is filed by its
category as new. Story points and sprints are custom fields, known only by `schema.custom`.
"""

from datetime import UTC, date, datetime, timedelta
from typing import Any

from pipelines.example.model import Person
from pipelines.example.people import Workforce

SITE = "https://fernhill-example.atlassian.net"
API = f"{SITE}/rest/api/3"
STORY_POINTS, SPRINT, EPIC_LINK = "customfield_10016", "customfield_10020", "customfield_10014"
Document = dict[str, Any]

PROJECT_NAMES = {
    "PAY": "Payments", "CHK": "Checkout", "MOB": "Mobile", "PLAT": "Platform", "DATA": "Data",
    "ONB": "Onboarding", "CARE": "Customer care", "ITS": "Workplace IT", "GOAL": "Initiatives",
}  # fmt: skip
PROJECT_IDS = {key: str(10_000 + n) for n, key in enumerate(PROJECT_NAMES)}
_CATEGORIES = {
    "new": (2, "To Do", "blue-gray"), "indeterminate": (4, "In Progress", "yellow"),
    "done": (3, "Done", "green"),
}  # fmt: skip
# state -> (id, name, untranslated name, category)
STATUSES = {
    "to_do": ("10000", "To Do", "To Do", "new"),
    "in_progress": ("3", "In Progress", "In Progress", "indeterminate"),
    "review": ("10001", "In Review", "In Review", "indeterminate"),
    "blocked": ("10002", "Blocked", "Blocked", "indeterminate"),
    "done": ("10003", "Done", "Done", "done"),
}
GERMAN_STATUSES = {
    "to_do": ("10100", "Zu erledigen", "To Do", "new"),
    "in_progress": ("10101", "In Arbeit", "In Progress", "indeterminate"),
    "review": ("10102", "In Prüfung", "In Review", "indeterminate"),
    "blocked": ("10103", "Blockiert", "Blocked", "indeterminate"),
    "done": ("10104", "Fertig", "Done", "done"),
    "accepted": ("10105", "Abgenommen", "Accepted", "new"),
}
ISSUE_TYPES = {
    "initiative": ("10010", "Initiative", 2), "epic": ("10011", "Epic", 1),
    "story": ("10012", "Story", 0), "task": ("10013", "Task", 0), "bug": ("10014", "Bug", 0),
    "spike": ("10015", "Spike", 0), "incident": ("10016", "Incident", 0),
    "sub_task": ("10017", "Sub-task", -1),
}  # fmt: skip
_SYSTEM_FIELDS = (
    "summary", "status", "assignee", "reporter", "creator", "priority", "issuetype", "project",
    "labels", "components", "fixVersions", "parent", "created", "updated", "resolutiondate",
    "duedate", "description", "comment", "worklog", "issuelinks", "subtasks", "resolution",
)  # fmt: skip
PRIORITY_IDS = {"Highest": "1", "High": "2", "Medium": "3", "Low": "4", "Lowest": "5"}


def _last_sunday(year: int, month: int) -> datetime:
    day = date(year, month, 31)
    return datetime.combine(day - timedelta(days=(day.weekday() + 1) % 7), datetime.min.time(), UTC)


def jira_time(at: datetime) -> str:
    """Write a moment as Jira does: in the reading account's zone, offset without a colon."""
    one = timedelta(hours=1)
    summer = _SUMMERS[at.year][0] <= at < _SUMMERS[at.year][1]
    local = at + (2 * one if summer else one)
    zone = "+0200" if summer else "+0100"
    return f"{local:%Y-%m-%dT%H:%M:%S}.{local.microsecond // 1000:03d}{zone}"


_SUMMERS = {
    year: (
        _last_sunday(year, 3) + timedelta(hours=1),
        _last_sunday(year, 10) + timedelta(hours=1),
    )
    for year in range(2024, 2029)
}


def status_document(state: str, project: str) -> Document:
    """Give the status an issue of a project has in a state."""
    table = GERMAN_STATUSES if project == "MOB" else STATUSES
    id_, name, untranslated, category = table[state]
    number, label, colour = _CATEGORIES[category]
    return {
        "self": f"{API}/status/{id_}", "description": "",
        "iconUrl": f"{SITE}/images/icons/statuses/generic.png", "name": name,
        "untranslatedName": untranslated, "id": id_,
        "statusCategory": {
            "self": f"{API}/statuscategory/{number}", "id": number, "key": category,
            "colorName": colour, "name": label,
        },
    }  # fmt: skip


def issue_type_document(kind: str) -> Document:
    """Give an issue type."""
    id_, name, level = ISSUE_TYPES[kind]
    return {
        "self": f"{API}/issuetype/{id_}", "id": id_, "description": "",
        "iconUrl": f"{API}/universal_avatar/view/type/issuetype/avatar/{10_300 + int(id_[-2:])}",
        "name": name, "untranslatedName": name, "subtask": level < 0,
        "avatarId": 10_300 + int(id_[-2:]), "hierarchyLevel": level,
    }  # fmt: skip


def project_document(key: str) -> Document:
    """Give a project, as an issue carries it."""
    id_ = PROJECT_IDS[key]
    return {
        "self": f"{API}/project/{id_}", "id": id_, "key": key, "name": PROJECT_NAMES[key],
        "projectTypeKey": "software", "simplified": False,
        "avatarUrls": {"48x48": f"{API}/universal_avatar/view/type/project/avatar/{id_}"},
    }  # fmt: skip


def user_document(person: Person) -> Document:
    """Give a user, as every document carries them."""
    account_id = person.accounts["jira"]
    return {
        "self": f"{API}/user?accountId={account_id}", "accountId": account_id,
        "emailAddress": person.email,
        "avatarUrls": {"48x48": f"https://avatars.fernhill.example/{person.person_id}/48"},
        "displayName": person.name, "active": person.ends_on is None, "timeZone": "Europe/Berlin",
        "accountType": "app" if person.is_bot else "atlassian",
    }  # fmt: skip


def _field(id_: str, name: str, schema: Document, untranslated: str | None = None) -> Document:
    custom = id_.startswith("customfield_")
    clauses = [f"cf[{id_.removeprefix('customfield_')}]", name] if custom else [id_]
    return {
        "id": id_, "key": id_, "name": name, "untranslatedName": untranslated or name,
        "custom": custom, "orderable": True, "navigable": True, "searchable": True,
        "clauseNames": clauses, "schema": schema,
    }  # fmt: skip


def _custom(type_: str, plugin: str, id_: str, items: str | None = None) -> Document:
    schema: Document = {"type": type_, "custom": plugin, "customId": int(id_[-5:])}
    return schema | ({"items": items} if items else {})


def _fields() -> list[Document]:
    greenhopper, plain = (
        "com.pyxis.greenhopper.jira",
        "com.atlassian.jira.plugin.system.customfieldtypes",
    )
    return [
        *(_field(id_, id_.capitalize(), {"type": "any", "system": id_}) for id_ in _SYSTEM_FIELDS),
        _field(EPIC_LINK, "Epic Link", _custom("any", f"{greenhopper}:gh-epic-link", EPIC_LINK)),
        _field("customfield_10015", "Start date",
               _custom("date", f"{plain}:datepicker", "customfield_10015")),
        _field(STORY_POINTS, "Schätzung",
               _custom("number", f"{greenhopper}:jsw-story-points", STORY_POINTS),
               "Story point estimate"),
        _field(SPRINT, "Sprint", _custom("array", f"{greenhopper}:gh-sprint", SPRINT, "json")),
        _field("customfield_10031", "Customer impact",
               _custom("number", f"{plain}:float", "customfield_10031")),
    ]  # fmt: skip


def reference_documents(workforce: Workforce) -> dict[str, dict[str, Document]]:
    """Give every small resource, by id."""
    german = {"scope": {"type": "PROJECT", "project": {"id": PROJECT_IDS["MOB"]}}}
    statuses = [status_document(state, "PAY") for state in STATUSES]
    statuses += [status_document(state, "MOB") | german for state in GERMAN_STATUSES]
    users = [user_document(person) for person in [*workforce.people, workforce.bots["jira"]]]
    leads = {
        seat.team.project: seat.people[0] for seat in workforce.seats if seat.people[0].is_lead
    }
    projects = [
        project_document(key) | {
            "lead": user_document(leads.get(key, workforce.people[0])), "style": "classic",
            "isPrivate": False, "properties": {}, "expand": "description,lead,issueTypes",
        }
        for key in PROJECT_NAMES
    ]  # fmt: skip

    def by(key: str, documents: list[Document]) -> dict[str, Document]:
        return {str(document[key]): document for document in documents}

    return {
        "fields": by("id", _fields()), "statuses": by("id", statuses),
        "issue_types": by("id", [issue_type_document(kind) for kind in ISSUE_TYPES]),
        "projects": by("id", projects), "users": by("accountId", users),
            }  # fmt: skip
