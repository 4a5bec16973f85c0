"""Who works where and when: teams, people, plans, hours, targets, and statuses a tool misnames."""

from collections.abc import Iterator
from typing import Annotated

from typing_extensions import override

from pipelines.strategy_files.cells import (
    Clock,
    Day,
    Days,
    Hours,
    Share,
    TimeZone,
    Weekdays,
    one_of,
)
from pipelines.strategy_files.rows import Category, DecidedClass, Mistake, Row, SourceSystem

# The root of all teams; it is there whether teams.csv names it or not.
WHOLE_ORGANISATION = "organisation"


class Team(Row):
    """One row per team; teams form a tree."""

    key = ("team_id",)

    team_id: str
    parent_team_id: str | None = None
    name: str

    @override
    def mistakes(self) -> Iterator[Mistake]:
        if self.team_id == WHOLE_ORGANISATION and self.parent_team_id:
            yield Mistake("parent_team_id", f"nothing is above {WHOLE_ORGANISATION}", "blank it")


class TeamMember(Row):
    """One row per person, team and stay; the share of the person's capacity it has."""

    key = ("team_id", "person_id", "starts_on")
    period = ("starts_on", "ends_on")
    one_at_a_time = ("team_id", "person_id")

    team_id: str
    person_id: str
    starts_on: Day | None = None
    ends_on: Day | None = None
    capacity_share: Share | None = None


class TeamScope(Row):
    """One row per project, repository or queue that a team owns; no two teams own one."""

    key = ("source_system", "container")

    team_id: str
    source_system: SourceSystem
    container: str


class Person(Row):
    """One row per account; a person has any number of them."""

    key = ("source_system", "account_id")

    person_id: str
    source_system: SourceSystem
    account_id: str


class PlannedAllocation(Row):
    """One row per team, period and class, category or objective planned."""

    key = ("team_id", "starts_on", "work_class", "work_category", "objective_id")
    period = ("starts_on", "ends_on")
    one_at_a_time = ("team_id", "work_class", "work_category", "objective_id")

    team_id: str
    starts_on: Day | None = None
    ends_on: Day | None = None
    work_class: DecidedClass | None = None
    work_category: Category | None = None
    objective_id: str | None = None
    planned_share: Share

    @override
    def mistakes(self) -> Iterator[Mistake]:
        yield from super().mistakes()
        planned = ("work_class", "work_category", "objective_id")
        if sum(not self.is_blank(column) for column in planned) != 1:
            yield Mistake(
                "work_class",
                "a plan is for a work_class, a work_category or an objective_id",
                "fill exactly one of the three",
            )


class Calendar(Row):
    """One row per team's working hours, which the teams below it keep too."""

    key = ("team_id",)

    team_id: str
    time_zone: TimeZone
    working_days: Weekdays | None = None
    opens_at: Clock | None = None
    closes_at: Clock | None = None
    holidays: Days | None = None

    @override
    def mistakes(self) -> Iterator[Mistake]:
        if self.is_blank("opens_at") != self.is_blank("closes_at"):
            blank = "opens_at" if self.is_blank("opens_at") else "closes_at"
            yield Mistake(blank, "a day that opens must close", "fill both hours, or neither")
        if self.opens_at and self.closes_at and self.opens_at >= self.closes_at:
            yield Mistake(
                "closes_at",
                f"not after opens_at {self.opens_at}",
                "write the later hour, up to 24:00",
            )


class ServiceLevel(Row):
    """One row per team and priority with a target; no team or priority: any."""

    key = ("team_id", "priority_name")

    team_id: str | None = None
    priority_name: str | None = None
    first_reply_hours: Hours | None = None
    resolution_hours: Hours | None = None

    @override
    def mistakes(self) -> Iterator[Mistake]:
        if self.is_blank("first_reply_hours") and self.is_blank("resolution_hours"):
            yield Mistake(
                "first_reply_hours",
                "a row without any target",
                "fill first_reply_hours, resolution_hours or both, or delete the row",
            )


class StatusMapping(Row):
    """One row per status whose group the tool's own category gets wrong; no container: any."""

    key = ("source_system", "container", "source_status")

    source_system: SourceSystem
    container: str | None = None
    source_status: str
    status_group: Annotated[str, one_of("to_do", "in_progress", "waiting", "done")]
