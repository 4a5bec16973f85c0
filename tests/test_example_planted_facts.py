"""What is planted in the example organisation can be measured from its documents."""

from collections import Counter, defaultdict
from datetime import timedelta
from statistics import fmean, median, pstdev

import pytest
from example_measures import effort_days, full_organisation, moment

from pipelines.example.organisation import STARTS_ON

N_WEEKS = 78


@pytest.fixture(scope="module")
def full():
    return full_organisation()


@pytest.fixture(scope="module")
def weekly(full):
    """Effort days by (team, week, strategic or not), (objective, week), and in all by objective."""
    truth = {each.work_item_id: each for each in full.truth}
    team_of = {person.person_id: person.team_id for person in full.workforce.people}
    by_class, by_objective = defaultdict(float), defaultdict(float)
    for (person, day, item), days in effort_days(full).items():
        week = (day - STARTS_ON).days // 7
        by_class[team_of[person], week, truth[item].true_class] += days
        by_objective[truth[item].true_objective_id, week] += days
    return by_class, by_objective


def strategic_shares(weekly, team_id: str) -> list[float]:
    by_class, _ = weekly
    return [
        by_class[team_id, week, "strategic"]
        / (by_class[team_id, week, "strategic"] + by_class[team_id, week, "operational"])
        for week in range(N_WEEKS)
    ]


def test_drift_starts_in_the_planted_week_and_stays(full, weekly):
    fact = full.planted["drift"]
    shares, week = strategic_shares(weekly, fact["team_id"]), fact["week"]
    assert fmean(shares[:week]) == pytest.approx(fact["strategic_share_before"], abs=0.05)
    assert fmean(shares[week + 2 :]) == pytest.approx(fact["strategic_share_after"], abs=0.06)
    assert max(shares[week + 2 :]) < min(shares[2:week])


def test_no_other_team_drifts(full, weekly):
    for team_id in full.planted["stable_team_ids"]:
        shares = strategic_shares(weekly, team_id)
        assert pstdev(shares[3:]) < 0.06, team_id
        sixths = [fmean(shares[start : start + 12]) for start in range(3, 75, 12)]
        assert max(sixths) - min(sixths) < 0.09, team_id


def test_the_starved_objective_gets_almost_nothing_and_falls_silent(full, weekly):
    fact = full.planted["starved_objective"]
    by_class, by_objective = weekly
    spent = sum(by_objective[fact["objective_id"], week] for week in range(N_WEEKS))
    assert spent / sum(by_class.values()) == pytest.approx(fact["actual_share"], abs=0.01)
    silent_from = STARTS_ON + timedelta(weeks=fact["silent_from_week"])
    own = [each for each in full.items if each.subject.objective_id == fact["objective_id"]]
    assert all(not each.finished_at or each.finished_at.date() < silent_from for each in own)
    assert any(each.finished_at is None for each in own)


def test_the_stagnant_team_is_fast_and_does_nothing_strategic(full, weekly):
    fact = full.planted["efficient_but_stagnant"]
    assert fmean(strategic_shares(weekly, fact["team_id"])) < 0.06
    replies = [
        (
            moment(ticket["stats"]["first_responded_at"]) - moment(ticket["created_at"])
        ).total_seconds()
        for ticket in full.documents["freshdesk"]["tickets"].values()
        if ticket["stats"]["first_responded_at"]
    ]
    assert median(replies) < 3 * 3600
    scores = [
        rating["ratings"]["default_question"] > 0
        for rating in full.documents["freshdesk"]["satisfaction_ratings"].values()
    ]
    assert fmean(scores) > 0.92


def test_the_fast_team_stands_on_ground_that_gives_way(full, weekly):
    fact = full.planted["progress_on_unstable_ground"]
    shares = strategic_shares(weekly, fact["team_id"])
    assert fmean(shares) == pytest.approx(fact["strategic_share"], abs=0.05)
    begun, reopened = Counter(), Counter()
    for item in full.items:
        if item.team_id == fact["team_id"] and item.kind != "pull_request":
            is_late = (item.created_at.date() - STARTS_ON).days // 7 >= N_WEEKS // 2
            begun[item.subject.category in ("defect", "incident"), is_late] += 1
            ends = [event for event in item.events if event.value == "done"]
            reopened[is_late] += len(ends) > 1
    assert begun[True, True] > 1.7 * begun[True, False]
    assert reopened[True] > 2 * reopened[False]


def test_one_release_loads_the_help_desk_for_four_weeks(full):
    fact, zendesk = full.planted["release_load"], full.documents["zendesk"]
    tagged = [each for each in zendesk["tickets"].values() if fact["tag"] in each["tags"]]
    weeks = Counter((moment(each["created_at"]).date() - STARTS_ON).days // 7 for each in tagged)
    expected = range(fact["week"], fact["week"] + fact["n_weeks"])
    assert set(weeks) == set(expected)
    assert min(weeks.values()) > 25
    problems = {each["problem_id"] for each in tagged if each["problem_id"]}
    escalated = {int(link["ticket_id"]): link for link in zendesk["jira_links"].values()}
    truth = {each.work_item_id: each for each in full.truth}
    assert problems
    assert sum(each["problem_id"] is not None for each in tagged) > 40
    for problem in problems:
        issue = truth[f"jira:{escalated[problem]['issue_id']}"]
        assert issue.true_objective_id == fact["objective_id"]
