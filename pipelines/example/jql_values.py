"""What the words of a JQL query stand for: projects, issues, moments, the order."""

import operator
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from pipelines.example.store import Document, epoch, milliseconds, number

SortKey = Callable[[Document], Any]
COMPARISONS: dict[str, Callable[[Any, Any], bool]] = {
    ">=": operator.ge,
    "<=": operator.le,
    ">": operator.gt,
    "<": operator.lt,
    "=": operator.eq,
    "!=": operator.ne,
}
TIMES = {
    "updated": "updated",
    "updateddate": "updated",
    "created": "created",
    "createddate": "created",
}
KEYS = {"key", "id", "issue", "issuekey"}
FORMATS = ("%Y-%m-%d %H:%M", "%Y/%m/%d %H:%M", "%Y-%m-%d", "%Y/%m/%d")
UNITS = {"m": "minutes", "h": "hours", "d": "days", "w": "weeks"}


class JqlError(ValueError):
    """Jira's own words about a query it cannot answer."""


@dataclass
class Site:
    """What a query is held against: `projects` gives name -> key, `issue_id` name -> id."""

    projects: dict[str, str]
    issue_id: Callable[[str], str | None]
    time_zone: str
    now: datetime


def project_of(issue: Document) -> str:
    """Give the key of an issue's project."""
    return str(issue["key"]).rpartition("-")[0]


def known_value(field: str, value: str, site: Site) -> str:
    """Give the project key or issue id that a value names; unknown is as invisible."""
    if field.lower() == "project":
        known = site.projects.get(value.upper())
    elif field.lower() in KEYS:
        known = site.issue_id(value)
    else:
        raise JqlError(f"Field '{field}' does not exist or you do not have permission to view it.")
    if known is None:
        raise JqlError(f"The value '{value}' does not exist for the field '{field}'.")
    return known


def moment(field: str, text: str, site: Site) -> int:
    """Give the epoch milliseconds of a time literal.

    Without a ` UTC` suffix it is read in the time zone of the account's profile, as Jira does;
    epoch milliseconds and periods such as `-5d` need no zone.
    """
    if text.isdigit():
        return int(text)
    period = re.fullmatch(r"-(\d+)([mhdw])", text)
    if period:
        return epoch(site.now - timedelta(**{UNITS[period[2]]: int(period[1])}))
    zone = UTC if text.endswith(" UTC") else ZoneInfo(site.time_zone)
    for form in FORMATS:
        try:
            read = datetime.strptime(text.removesuffix(" UTC"), form).replace(tzinfo=zone)
        except ValueError:
            continue
        return epoch(read)
    raise JqlError(
        f"Date value '{text}' for field '{field}' is invalid. Valid formats include: "
        "'yyyy/MM/dd HH:mm', 'yyyy-MM-dd HH:mm', 'yyyy/MM/dd', 'yyyy-MM-dd', "
        "or a period format e.g. '-5d', '4w 2d'."
    )


def order_of(text: str) -> list[tuple[SortKey, bool]]:
    """Read what follows ORDER BY: key functions, each with whether it descends."""
    order = []
    for term in filter(None, (part.strip() for part in text.split(","))):
        name, _, direction = term.lower().partition(" ")
        direction = direction.strip() or ("desc" if name in TIMES else "asc")
        if direction not in ("asc", "desc"):
            raise JqlError(
                f"Error in the JQL Query: Expecting either 'ASC' or 'DESC' but got '{direction}'."
            )
        order.append((_sort_key(name), direction == "desc"))
    if len(order) > 7:
        raise JqlError("The ORDER BY clause of the JQL query has more than 7 fields.")
    return order or [(lambda issue: number(issue["id"]), True)]


def _sort_key(name: str) -> SortKey:
    if name in TIMES:
        return lambda issue: milliseconds(issue.get("fields", {}).get(TIMES[name]))
    if name == "id":
        return lambda issue: number(issue["id"])
    if name in KEYS:
        return lambda issue: (project_of(issue), number(issue["key"].rpartition("-")[2]))
    raise JqlError(f"Not able to sort using field '{name}'.")
