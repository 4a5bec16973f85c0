"""The people of the example organisation: seats, leavers, bots, and an account in each tool.

Names are put together from given names and made-up surnames (`vocabulary.csv`); nobody is meant.
"""

from dataclasses import dataclass
from datetime import timedelta
from math import ceil
from random import Random

from pipelines.example import vocabulary
from pipelines.example.model import Person, Seat, Team
from pipelines.example.plan import TEAMS
from pipelines.example.timeline import STARTS_ON

N_LEAVERS = 8
EMAIL_DOMAIN = "fernhill.example"


@dataclass
class Workforce:
    """Everybody who acts in the tools."""

    seats: list[Seat]
    people: list[Person]
    bots: dict[str, Person]

    def of_team(self, team_id: str) -> list[Seat]:
        """Give a team's seats, the lead's first."""
        return [seat for seat in self.seats if seat.team.team_id == team_id]


def hire(rng: Random, scale: float) -> Workforce:
    """Fill the seats; a smaller organisation keeps at least three people in each team."""
    names = [
        f"{given} {surname}"
        for given in vocabulary.phrases("given_name", "people")
        for surname in vocabulary.phrases("surname", "people")
    ]
    rng.shuffle(names)
    people: list[Person] = []

    def somebody(team: Team, *, is_lead: bool = False) -> Person:
        name = names[len(people)]
        email = f"{name.lower().replace(' ', '.')}@{EMAIL_DOMAIN}"
        person_id = f"p{len(people) + 1:03d}"
        person = Person(person_id, name, email, team.team_id, is_lead=is_lead)
        person.accounts = _accounts(rng, team, len(people), name)
        people.append(person)
        return person

    seats = [
        Seat(team, [somebody(team, is_lead=n == 0)], n_lanes=2 if n % 2 else 1)
        for team in TEAMS
        for n in range(max(4, ceil(team.n_seats * scale**0.5)))
    ]
    for team in TEAMS:
        mine = [seat for seat in seats if seat.team is team]
        n_agents = ceil(len(mine) * team.n_agents / team.n_seats)
        for seat in mine[len(mine) - n_agents :] if n_agents else []:
            seat.is_agent, seat.n_lanes = True, 0
    leaving = rng.sample([seat for seat in seats if not seat.people[0].is_lead], N_LEAVERS)
    for seat in leaving:
        last_day = STARTS_ON + timedelta(weeks=rng.randint(8, 70))
        seat.people[0].ends_on = last_day
        successor = somebody(seat.team)
        successor.starts_on = last_day + timedelta(weeks=rng.randint(2, 5))
        seat.people.append(successor)
    return Workforce(seats, people, _bots())


def _accounts(rng: Random, team: Team, n: int, name: str) -> dict[str, str]:
    accounts = {"jira": f"712020:{rng.getrandbits(96):024x}"}
    if team.repository:
        given, surname = name.lower().split()
        accounts["github"] = str(40_100_000 + n * 7_919)
        accounts["github_login"] = f"{given[0]}{surname}" if n % 3 else f"{given}-{surname[:4]}{n}"
    if team.team_id == "customer_support":
        accounts["zendesk"] = str(6_130_907_000_000 + n * 4_513)
    if team.team_id == "workplace_it":
        accounts["freshdesk"] = str(43_000_100_000 + n * 311)
    return accounts


def _bots() -> dict[str, Person]:
    def bot(name: str, **accounts: str) -> Person:
        return Person(f"bot-{name}", name, "", "", is_bot=True, accounts=accounts)

    return {
        "jira": bot("Automation for Jira", jira="557058:f58131cb-b67d-43c7-b30d-000000000001"),
        "dependencies": bot("dependabot[bot]", github="49699333", github_login="dependabot[bot]"),
        "builds": bot("fernhill-ci[bot]", github="88310021", github_login="fernhill-ci[bot]"),
        "zendesk": bot("System", zendesk="-1"),
    }


def invented_name(rng: Random) -> str:
    """Put together the name of somebody outside, such as a customer."""
    given = vocabulary.phrase(rng, "given_name", "people")
    return f"{given} {vocabulary.phrase(rng, 'surname', 'people')}"
