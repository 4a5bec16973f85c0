"""The strategy folder over time: what would count twice on the same day."""

import pytest
from strategy_folders import OBJECTIVES, folder_of, problems

from pipelines.strategy import read_strategy

ALLOCATION = "team_id,starts_on,ends_on,work_class,work_category,objective_id,planned_share\n"
MEMBERS = "team_id,person_id,starts_on,ends_on,capacity_share\n"
TEAMS = "team_id,name\na,A\nb,B\n"
PEOPLE = "person_id,source_system,account_id\nann,jira,1\nbob,jira,2\n"
LINKS = "objective_id,source_system,link_type,value,valid_from,valid_to\n"
LABELS = "work_item_id,work_class,labelled_by,labelled_on\n"


def test_a_person_is_not_more_than_one_person_on_any_day(tmp_path):
    handover = "a,ann,,2025-03-31,1\nb,ann,2025-04-01,,\n"
    sound = {"teams": TEAMS, "people": PEOPLE}
    read_strategy(folder_of(tmp_path, **sound, team_members=MEMBERS + handover))
    late = handover.replace("2025-04-01", "2025-03-31")
    [line] = problems(tmp_path, **sound, team_members=MEMBERS + late)
    assert line == (
        "team_members.csv:3 capacity_share: the person's capacity shares sum to 2 from 2025-03-31 "
        "on (lines 2, 3); lower them to 1 in all"
    )
    read_strategy(folder_of(tmp_path, **sound, team_members=MEMBERS + "a,ann,,,.1\nb,ann,,,.9\n"))
    assert problems(tmp_path, **sound, team_members=MEMBERS + "a,ann,,,.2\nb,ann,,,.9\n")


def test_a_stay_told_twice_does_not_count_a_person_twice(tmp_path):
    twice = "a,ann,,2025-03-31,.5\na,ann,2025-03-31,,.5\n"
    [line] = problems(tmp_path, teams=TEAMS, people=PEOPLE, team_members=MEMBERS + twice)
    assert "line 2 is valid on the same days; end line 2 with ends_on 2025-03-30" in line


def test_a_plan_does_not_promise_more_than_there_is(tmp_path):
    header = "objective_id,parent_objective_id,name,starts_on,ends_on,planned_share\n"
    quarters = "q1,,x,2025-01-01,2025-03-31,.7\nq2,,x,2025-04-01,,.7\n"
    read_strategy(folder_of(tmp_path, objectives=header + quarters))
    child = "q1,,x,,2025-04-01,.7\nq2,,x,2025-04-01,,.7\nc,q1,x,,,.7\n"
    [line] = problems(tmp_path, objectives=header + child)
    assert line.startswith('objectives.csv:3 planned_share "0.7": the planned shares of sibling')
    rows = "a,,,strategic,,,.6\na,,,,support,,.9\na,,,,defect,,.2\nb,,,strategic,,,.6\n"
    [line] = problems(tmp_path, teams=TEAMS, planned_allocation=ALLOCATION + rows)
    assert line.startswith('planned_allocation.csv:4 planned_share "0.2": the team')


def test_a_plan_is_for_one_thing_at_a_time(tmp_path):
    rows = "a,,,strategic,,pay,.1\na,,,,,,.1\nb,,,,support,,.1\nb,2025-01-01,,,support,,.2\n"
    lines = problems(tmp_path, teams=TEAMS, planned_allocation=ALLOCATION + rows)
    assert [line.split(":")[1][0] for line in lines] == ["2", "3", "5"]
    assert "end line 4 with ends_on 2024-12-31" in lines[2]


def test_one_epic_does_not_serve_two_objectives_on_the_same_day(tmp_path):
    two = {"objectives": OBJECTIVES + "help,Help,,,\n"}
    rows = "pay,jira,item,PAY-1,,2025-06-30\nhelp,jira,item,PAY-1,2025-07-01,\n"
    read_strategy(folder_of(tmp_path, **two, objective_links=LINKS + rows))
    rows = rows.replace("2025-06-30", "9999-12-31")
    [line] = problems(tmp_path, **two, objective_links=LINKS + rows)
    assert line.startswith(
        'objective_links.csv:3 source_system + link_type + value "jira, item, PAY-1"'
    )


@pytest.mark.parametrize(
    ("stem", "content"),
    [
        ("objectives", "objective_id,name\na,A\na,B\n"),
        ("people", PEOPLE + "bob,jira,1\n"),
        ("team_scopes", "team_id,source_system,container\n" + 2 * "organisation,jira,PAY\n"),
        ("status_map", "source_system,source_status,status_group\n" + 2 * "jira,Parked,done\n"),
        ("labels", LABELS + "jira:1,strategic,Ann,2025-01-01\njira:1,operational,Ann,2025-01-02\n"),
        ("service_levels", "priority_name,first_reply_hours\nHigh,1\nHigh,2\n"),
    ],
)
def test_a_repeated_key_does_not_double_the_rows_it_joins(tmp_path, stem, content):
    [line] = problems(tmp_path, **{stem: content})
    assert "already on line 2; delete one" in line
