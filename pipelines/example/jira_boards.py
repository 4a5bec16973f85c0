"""Jira's boards, and the two-week sprints of those that plan in sprints."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

from pipelines.example.jira_reference import PROJECT_IDS, PROJECT_NAMES, SITE
from pipelines.example.plan import TEAMS
from pipelines.example.timeline import ENDS_ON, STARTS_ON

Document = dict[str, Any]
SPRINT_DAYS = 14


def sprint_number(day: date) -> int:
    """Number the two-week sprint, from 1, that a day falls in."""
    return (day - STARTS_ON).days // SPRINT_DAYS + 1


def sprint_document(project: str, number: int) -> Document:
    """Give a sprint of a project's board."""
    board_id = board_ids()[project]
    starts = datetime.combine(STARTS_ON, datetime.min.time(), UTC)
    starts += timedelta(days=SPRINT_DAYS * (number - 1), hours=8)
    ends = starts + timedelta(days=SPRINT_DAYS, hours=-1)
    last = (ENDS_ON - STARTS_ON).days // SPRINT_DAYS
    stamp = "%Y-%m-%dT%H:%M:%S.000Z"
    id_ = 100 * board_id + number
    document = {
        "id": id_, "self": f"{SITE}/rest/agile/1.0/sprint/{id_}",
        "state": "closed" if number <= last else "future", "name": f"{project} Sprint {number}",
        "startDate": f"{starts:{stamp}}", "endDate": f"{ends:{stamp}}",
        "createdDate": f"{starts - timedelta(days=20):{stamp}}", "originBoardId": board_id,
        "goal": "",
    }  # fmt: skip
    return document | ({"completeDate": f"{ends:{stamp}}"} if number <= last else {})


def board_ids() -> dict[str, int]:
    """Number the board of each team's project."""
    return {team.project: n for n, team in enumerate(TEAMS, start=1) if team.project}


def scrum_projects() -> list[str]:
    """Name the projects that plan in sprints."""
    return [team.project for team in TEAMS if team.project and team.is_scrum]


def board_document(project: str, board_id: int) -> Document:
    """Give a project's board."""
    is_scrum = project in scrum_projects()
    return {
        "id": board_id, "self": f"{SITE}/rest/agile/1.0/board/{board_id}",
        "name": f"{project} board", "type": "scrum" if is_scrum else "kanban",
        "location": {
            "projectId": int(PROJECT_IDS[project]), "projectKey": project,
            "displayName": f"{PROJECT_NAMES[project]} ({project})",
            "projectName": PROJECT_NAMES[project], "projectTypeKey": "software",
        },
    }  # fmt: skip


def sprint_documents() -> list[Document]:
    """Give all sprints of all boards, the one that begins at the end among them."""
    n_sprints = (ENDS_ON - STARTS_ON).days // SPRINT_DAYS + 1
    return [sprint_document(key, n) for key in scrum_projects() for n in range(1, n_sprints + 1)]
