"""What work hangs under: initiatives, epics and tracking issues, opened and closed as it flows."""

from datetime import timedelta
from random import Random

from pipelines.example import vocabulary
from pipelines.example.labelling import INITIATIVES, OBJECTIVE_LABELS
from pipelines.example.model import Event, Item, Person, Subject
from pipelines.example.people import Workforce
from pipelines.example.plan import STARVED_UNTIL_WEEK, TEAM_BY_ID, mix_of
from pipelines.example.timeline import CLOCK, hour_of, moment

INITIATIVE_PROJECT = "GOAL"
_N_TRACKING_ISSUES = 4
_EPIC_SIZES = (12, 34)


class Containers:
    """The open containers of each team, by what they are for."""

    def __init__(self, rng: Random, workforce: Workforce) -> None:
        """Open the initiatives and tracking issues that exist from the first morning."""
        self.items: list[Item] = []
        self.bot = workforce.bots["jira"]
        self._open: dict[tuple[str, str], tuple[Item, int]] = {}
        self._last_hour: dict[int, float] = {}
        self._leads = {
            seat.team.team_id: seat.people[0] for seat in workforce.seats if seat.people[0].is_lead
        }
        self._initiatives: dict[str | None, list[Item]] = {}
        self._tracking: dict[tuple[str, str], list[Item]] = {}
        for n, (objective_id, title) in enumerate(INITIATIVES):
            self._initiatives.setdefault(objective_id, []).append(
                self._initiative(rng, n, objective_id, title)
            )
        for team_id in ("identity", "platform"):
            self._open_tracking_issues(rng, team_id)

    @staticmethod
    def main_objective(team_id: str) -> str:
        """Name the objective that a team works on most."""
        mix = mix_of(team_id, 0)
        return max((key for key in mix if key.startswith("OBJ-")), key=lambda key: mix[key])

    def lead(self, team_id: str) -> Person:
        """Name a team's lead."""
        return self._leads[team_id]

    def epic(self, rng: Random, item: Item, purpose: str, hour: float) -> Item:
        """Give the team's epic for a purpose, opening the next one when the last is full.

        A purpose is an objective, `upkeep` (labelled as such) or `mixed` (says nothing).
        """
        slot = (item.team_id, purpose)
        epic, room = self._open.get(slot, (None, 0))
        if epic is None or room == 0:
            epic, room = self._new_epic(rng, item, purpose, hour), rng.randint(*_EPIC_SIZES)
        self._open[slot] = (epic, room - 1)
        self._last_hour[id(epic)] = max(self._last_hour.get(id(epic), 0.0), hour)
        return epic

    def tracking_issue(self, rng: Random, item: Item) -> Item | None:
        """Give a tracking issue of the item's repository and objective, if there is one."""
        found = self._tracking.get((item.container, item.subject.objective_id or ""))
        return rng.choice(found) if found else None

    def close_the_full_ones(self, rng: Random) -> None:
        """Write each epic's course once all of its work is known."""
        for epic in self.items:
            if epic.kind == "epic":
                last = self._last_hour[id(epic)]
                open_now = any(epic is opened for opened, _ in self._open.values())
                self._write_course(rng, epic, None if open_now else last + rng.uniform(40, 120))

    def _write_course(self, rng: Random, epic: Item, done_hour: float | None) -> None:
        lead = self._leads[epic.team_id]
        start = epic.traits["start_hour"]
        epic.events.append(Event(moment(start), "state", lead, "in_progress"))
        objective_id = epic.subject.objective_id
        silent_from = float("inf")
        if objective_id == "OBJ-PARTNERS":
            done_hour, silent_from = None, STARVED_UNTIL_WEEK * 39.0
        end = min(done_hour or float("inf"), hour_of(CLOCK), silent_from)
        if objective_id and epic.team_id != "workplace_it":
            check_in = start + rng.uniform(30, 80)
            while check_in < end:
                said = f"Update: {vocabulary.phrase(rng, 'comment')}"
                epic.events.append(Event(moment(check_in), "comment", lead, said))
                check_in += rng.uniform(60, 130)
        if done_hour:
            epic.events.append(Event(moment(done_hour), "state", lead, "done"))
        planned = moment((done_hour or start + 500) + rng.uniform(-60, 90)).date()
        epic.due_on = planned if rng.random() < (0.85 if objective_id else 0.3) else None

    def _new_epic(self, rng: Random, item: Item, purpose: str, hour: float) -> Item:
        team, lead = TEAM_BY_ID[item.team_id], self._leads[item.team_id]
        subject, labels = item.subject, []
        if purpose == "upkeep":
            subject, labels = Subject("operational", "maintenance"), ["ktlo"]
        elif purpose.startswith("OBJ-"):
            subject = Subject("strategic", "objective_work", purpose)
        title = vocabulary.title(rng, subject, team)
        created = moment(max(hour - rng.uniform(20, 200), rng.uniform(0.1, 3)))
        epic = Item("jira", team.project or "", "epic", team.team_id, subject, title,
                    vocabulary.text(rng, subject, team), created, lead, labels=labels)  # fmt: skip
        epic.evidence = {"upkeep": "rule", "mixed": "none"}.get(purpose, "link")
        if purpose.startswith("OBJ-"):
            # Half of the epics say so only through their initiative, the others by label too.
            epic.parent = rng.choice(self._initiatives[purpose])
            epic.labels = [OBJECTIVE_LABELS[purpose]] if rng.random() < 0.3 else []
        elif purpose == "upkeep" and rng.random() < 0.5:
            epic.parent = self._initiatives[None][0]
        if rng.random() < 0.8:
            epic.events.append(Event(created + timedelta(minutes=5), "assign", lead, lead))
        epic.traits["start_hour"] = max(hour, hour_of(created) + 0.5)
        self.items.append(epic)
        return epic

    def _initiative(self, rng: Random, n: int, objective_id: str | None, title: str) -> Item:
        operational = Subject("operational", "internal_process")
        subject = (
            Subject("strategic", "objective_work", objective_id) if objective_id else operational
        )
        leads = list(self._leads.values())
        lead, team = leads[n % len(leads)], TEAM_BY_ID[leads[n % len(leads)].team_id]
        created = moment(0.001 * (n + 1))
        initiative = Item("jira", INITIATIVE_PROJECT, "initiative", lead.team_id, subject, title,
                          vocabulary.text(rng, subject, team), created, lead)  # fmt: skip
        initiative.evidence = "link" if objective_id else "none"
        initiative.events.append(Event(moment(20 + n), "state", lead, "in_progress"))
        initiative.due_on = moment(rng.uniform(2200, 3000)).date() if objective_id else None
        self.items.append(initiative)
        return initiative

    def _open_tracking_issues(self, rng: Random, team_id: str) -> None:
        team, lead = TEAM_BY_ID[team_id], self._leads[team_id]
        objective_id = self.main_objective(team_id)
        subject = Subject("strategic", "objective_work", objective_id)
        for n in range(_N_TRACKING_ISSUES):
            title = f"Tracking: {vocabulary.noun(rng, subject, team)}"
            repository = team.repository or ""
            item = Item("github", repository, "issue", team_id, subject, title,
                        vocabulary.text(rng, subject, team),
                        moment(0.02 * (n + 1)), lead)  # fmt: skip
            item.labels, item.evidence = ["enhancement"], "link"
            self.items.append(item)
            self._tracking.setdefault((repository, objective_id), []).append(item)
