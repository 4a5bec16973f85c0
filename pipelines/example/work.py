"""Who works on what and when: each seat's working time, filled with one item after another.

The mix of a team's work is steered, as a manager would: whoever is free takes up what the team
has too little of in hand. So a team's shares hold week by week unless the plan changes them.
"""

from collections import defaultdict
from heapq import heapify, heappop, heappush
from math import log
from random import Random

from pipelines.example import vocabulary
from pipelines.example.containers import Containers
from pipelines.example.course import write_course
from pipelines.example.evidence import show
from pipelines.example.model import Event, Item, Seat, Team
from pipelines.example.people import Workforce
from pipelines.example.plan import STARVED_UNTIL_WEEK, Mix, mix_of, subject_of
from pipelines.example.pull_requests import dependency_bumps, pull_request_for
from pipelines.example.timeline import TOTAL_HOURS, moment, week_of

# Working hours in hand, median and spread (of the logarithm), by category.
_HOURS = {
    "objective_work": (39.0, 0.6), "discovery": (34.0, 0.5), "defect": (23.0, 0.7),
    "incident": (11.0, 0.7), "maintenance": (32.0, 0.6), "compliance": (32.0, 0.6),
    "internal_process": (23.0, 0.6), "enablement": (25.0, 0.6), "support": (14.0, 0.7),
}  # fmt: skip
_LONGEST_HOURS, _SHORTEST_HOURS = 80.0, 1.0
# Part of a lane's time that is filled in an organisation of full size.
_OCCUPANCY = 0.94
_BACKLOG_SHARE = 0.05
# A share that changes by more than this is a new plan; time owed under the same plan is made up
# for, each hour counting as this part of an item in hand.
_NEW_PLAN, _MAKE_UP = 0.1, 0.02


class _Hand:
    """What a team has in hand, and which purpose it has too little of."""

    def __init__(self) -> None:
        self._ends: list[tuple[float, str, float]] = []
        self._now: dict[str, float] = defaultdict(float)
        self._spent: dict[str, float] = defaultdict(float)
        self._mix: Mix = {}

    def choose(self, rng: Random, hour: float, mix: Mix) -> str:
        """Choose the class the team lacks, then the purpose it lacks of that class."""
        while self._ends and self._ends[0][0] <= hour:
            _, done, days = heappop(self._ends)
            self._now[done] -= days
        if any(abs(share - self._mix.get(key, share)) > _NEW_PLAN for key, share in mix.items()):
            # A new plan does not make up for what the old one asked for.
            self._spent.clear()
        self._mix = mix
        strategic = [key for key in mix if subject_of(key).work_class == "strategic"]
        operational = [key for key in mix if key not in strategic]
        more = self._lack(rng, strategic, list(mix)) > self._lack(rng, operational, list(mix))
        purposes = strategic if more else operational
        return max(purposes, key=lambda purpose: self._lack(rng, [purpose], purposes))

    def _lack(self, rng: Random, part: list[str], whole: list[str]) -> float:
        share = sum(self._mix[key] for key in part) / sum(self._mix[key] for key in whole)
        in_hand = share * (1 + sum(self._now[key] for key in whole))
        due = share * sum(self._spent[key] for key in whole)
        lack = in_hand - sum(self._now[key] for key in part)
        behind = due - sum(self._spent[key] for key in part)
        return lack + _MAKE_UP * behind + rng.uniform(0, 0.1)

    def take(self, purpose: str, hour: float, hours: float, of_a_day: float) -> None:
        """Take something into the hand until it is done; it fills a part of somebody's day."""
        heappush(self._ends, (hour + hours, purpose, of_a_day))
        self._now[purpose] += of_a_day
        self._spent[purpose] += hours * of_a_day
        for key in self._spent:
            self._spent[key] *= 0.995


def planned_work(
    rng: Random, workforce: Workforce, containers: Containers, scale: float
) -> list[Item]:
    """Fill every team's seats with work; give the items, pull requests among them."""
    items: list[Item] = []
    for team in {seat.team.team_id: seat.team for seat in workforce.seats}.values():
        items += _work_of_team(rng, team, workforce.of_team(team.team_id), containers, scale)
    items += dependency_bumps(rng, workforce, scale)
    return items


def _work_of_team(
    rng: Random, team: Team, seats: list[Seat], containers: Containers, scale: float
) -> list[Item]:
    items: list[Item] = []
    hand = _Hand()
    occupancy = min(_OCCUPANCY, _OCCUPANCY * team.n_seats * scale / len(seats))
    free = [
        (rng.uniform(0.6, 16), n, lane)
        for n, seat in enumerate(seats)
        for lane in range(seat.n_lanes)
    ]
    heapify(free)
    while free:
        hour, n, lane = heappop(free)
        if hour >= TOTAL_HOURS:
            continue
        if seats[n].person_on(moment(hour).date()) is None:
            heappush(free, (hour + 8, n, lane))
            continue
        purpose = hand.choose(rng, hour, mix_of(team.team_id, week_of(hour)))
        hours = _hours(rng, team, purpose, hour)
        hand.take(purpose, hour, hours, 1 / seats[n].n_lanes)
        item = _new_item(rng, team, purpose, hour, containers)
        write_course(rng, item, hour, hours, seats[n], seats)
        items.append(item)
        items += item.traits.pop("sub_tasks", ())
        pull_request = pull_request_for(rng, item, hour, hours, seats[n], seats)
        if pull_request:
            items.append(pull_request)
        if rng.random() < _BACKLOG_SHARE:
            items.append(_waiting_item(rng, team, purpose, hour, containers))
        if purpose == "OBJ-PARTNERS" and rng.random() < 0.35:
            items.append(_waiting_item(rng, team, purpose, hour, containers))
        gap = hours * (1 - occupancy) / occupancy
        heappush(free, (hour + hours + rng.uniform(0.2, 1.8) * gap, n, lane))
    return items


def _hours(rng: Random, team: Team, purpose: str, hour: float) -> float:
    median, spread = _HOURS[subject_of(purpose).category]
    hours = rng.lognormvariate(log(median), spread) * team.pace
    hours = min(max(hours, _SHORTEST_HOURS), _LONGEST_HOURS)
    if purpose == "OBJ-PARTNERS" and week_of(hour + hours) >= STARVED_UNTIL_WEEK:
        return min(hours, 24.0)
    return hours


def _new_item(rng: Random, team: Team, purpose: str, hour: float, containers: Containers) -> Item:
    subject = subject_of(purpose)
    is_github = team.project is None or rng.random() < team.github_share
    tool = "github" if is_github else "jira"
    container = (team.repository if is_github else team.project) or ""
    is_defect = subject.category in ("defect", "incident", "support")
    item = Item(
        tool, container, "", team.team_id, subject,
        vocabulary.title(rng, subject, team, is_defect=is_defect),
        vocabulary.text(rng, subject, team), moment(hour), None,
    )  # fmt: skip
    show(rng, item, hour, containers)
    return item


def _waiting_item(
    rng: Random, team: Team, purpose: str, hour: float, containers: Containers
) -> Item:
    """Write down something that is never begun; a third of it is dropped later."""
    item = _new_item(rng, team, purpose, hour, containers)
    item.created_at = moment(hour)
    item.reporter = containers.lead(team.team_id)
    # The starved objective's wishes stay open: nobody even tidies them up.
    if purpose != "OBJ-PARTNERS" and rng.random() < 0.33:
        dropped_at = moment(hour + rng.uniform(40, 700))
        dropped_by = containers.bot if item.tool == "jira" else item.reporter
        item.events.append(Event(dropped_at, "state", dropped_by, "dropped"))
    return item
