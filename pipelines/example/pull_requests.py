"""Pull requests: made for an item by whoever works on it, reviewed by the team, merged or not.

What ties one to its item is a key in the branch, title or body, a closing keyword, or a link
that only GitHub's closing references know. Some say nothing at all.
"""

from datetime import datetime, timedelta
from random import Random

from pipelines.example import vocabulary
from pipelines.example.model import Event, Item, Seat, Subject
from pipelines.example.people import Workforce
from pipelines.example.plan import TEAM_BY_ID
from pipelines.example.timeline import TOTAL_HOURS, moment

_CHANCE = {"jira": 0.37, "github": 0.55}
_WITHOUT_CODE = ("internal_process", "enablement", "compliance")
_N_DEPENDENCY_BUMPS = 520
# How a pull request names what it serves, with chances; `says_nothing` is the rest.
_JIRA_REFERENCES = (("branch", 0.34), ("title", 0.32), ("body", 0.18), ("says_nothing", 0.16))
_GITHUB_REFERENCES = (
    ("closes", 0.50), ("closing_reference", 0.24), ("branch", 0.08), ("says_nothing", 0.18),
)  # fmt: skip
_LABELS = {"defect": "bug", "maintenance": "chore", "incident": "incident", "support": "bug"}


def pull_request_for(
    rng: Random, item: Item, hour: float, hours: float, seat: Seat, seats: list[Seat]
) -> Item | None:
    """Make the pull request of an item, if its kind of work ends in code."""
    repository = TEAM_BY_ID[item.team_id].repository
    if (
        not repository
        or item.subject.category in _WITHOUT_CODE
        or rng.random() > _CHANCE[item.tool]
    ):
        return None
    opened, merged = hour + hours * rng.uniform(0.3, 0.6), hour + hours * rng.uniform(0.88, 0.99)
    author = seat.person_on(moment(opened).date())
    if author is None or opened >= TOTAL_HOURS:
        return None
    title = item.title if rng.random() < 0.3 else _title(rng, item)
    request = Item("github", repository, "pull_request", item.team_id, item.subject, title,
                   vocabulary.text(rng, item.subject, TEAM_BY_ID[item.team_id]),
                   moment(opened), author)  # fmt: skip
    ways = _JIRA_REFERENCES if item.tool == "jira" else _GITHUB_REFERENCES
    reference = rng.choices([way for way, _ in ways], [chance for _, chance in ways])[0]
    request.serves = item if reference != "says_nothing" else None
    request.traits.update(reference=reference, is_draft=False)
    _label(rng, request, item)
    if rng.random() < 0.6:
        request.events.append(Event(request.created_at, "assign", author, author))
    _review(rng, request, opened, merged, seats)
    return request


def _title(rng: Random, item: Item) -> str:
    return vocabulary.title(rng, item.subject, TEAM_BY_ID[item.team_id])


def _label(rng: Random, request: Item, item: Item) -> None:
    label = _LABELS.get(item.subject.category)
    decided = item.evidence in ("link", "rule")
    if label and rng.random() < 0.42:
        request.labels, request.evidence = [label], "rule"
    elif item.milestone and item.tool == "github" and rng.random() < 0.10:
        request.milestone, request.evidence = item.milestone, "link"
    elif request.serves is not None and decided:
        request.evidence = "cross_tool" if item.evidence == "link" else "cross_tool_to_rule"
    elif request.serves is not None and item.evidence == "wrong":
        request.evidence = "wrong"


def _review(rng: Random, request: Item, opened: float, merged: float, seats: list[Seat]) -> None:
    author = request.reporter
    commits = [opened - 0.05] + [rng.uniform(opened, merged) for _ in range(rng.randint(0, 2))]
    for hour in commits:
        request.events.append(Event(moment(hour), "commit", author, request.title))
    reviewers = [seat.person_on(moment(opened).date()) for seat in seats]
    others = [person for person in reviewers if person and person is not author]
    for n in range(rng.choice((1, 1, 1, 2, 2))):
        if not others:
            break
        at = moment(rng.uniform(opened, merged))
        verdict = (
            "APPROVED" if n == 0 else rng.choice(("COMMENTED", "CHANGES_REQUESTED", "APPROVED"))
        )
        reviewer = rng.choice(others)
        request.events.append(Event(at, "review", reviewer, verdict))
        if rng.random() < 0.35:
            said = vocabulary.phrase(rng, "comment")
            request.events.append(Event(at, "review_comment", reviewer, said))
    end = "closed" if rng.random() < 0.04 else "merged"
    if rng.random() < 0.985:
        request.events.append(Event(moment(merged), "state", author, end))
    else:
        request.traits["is_draft"] = True


def dependency_bumps(rng: Random, workforce: Workforce, scale: float) -> list[Item]:
    """Make the pull requests of the dependency bot, merged by whoever is on duty."""
    bumps = []
    bot, ci = workforce.bots["dependencies"], workforce.bots["builds"]
    teams = [team for team in TEAM_BY_ID.values() if team.repository]
    for n in range(max(7, round(_N_DEPENDENCY_BUMPS * scale))):
        team = teams[n % len(teams)]
        opened = rng.uniform(1, TOTAL_HOURS)
        package = rng.choice(
            ("http-client", "yaml-parser", "test-runner", "date-tools", "orm-core")
        )
        version = f"{rng.randint(1, 9)}.{rng.randint(0, 20)}.{rng.randint(0, 9)}"
        request = Item("github", team.repository or "", "pull_request", team.team_id,
                       Subject("operational", "maintenance"), f"Bump {package} to {version}",
                       f"Bumps {package} to {version}.\r\n\r\nRelease notes are in the changelog.",
                       moment(opened), bot)  # fmt: skip
        request.labels, request.evidence = ["dependencies"], "rule"
        request.traits.update(reference="says_nothing", is_draft=False, package=package)
        merged = opened + rng.uniform(1, 60)
        seats = workforce.of_team(team.team_id)
        merger = rng.choice(seats).person_on(moment(merged).date())
        request.events += [
            Event(moment(opened), "commit", bot, request.title),
            Event(_soon(moment(opened)), "comment", ci, "All checks have passed."),
        ]
        if merger:
            request.events.append(Event(moment(merged), "review", merger, "APPROVED"))
            request.events.append(Event(_soon(moment(merged)), "state", merger, "merged"))
        bumps.append(request)
    return bumps


def _soon(at: datetime) -> datetime:
    return at + timedelta(minutes=4)
