"""What strategy files mean: what would count not at all, or everywhere, or by chance."""

import csv
from pathlib import Path

import pytest
from strategy_folders import RULE, RULES, folder_of, problems

from pipelines.strategy import read_strategy
from pipelines.strategy_files.rows import CLASS_OF

SEEDS = Path(__file__).parents[1] / "seeds"
ALLOCATION = "team_id,starts_on,ends_on,work_class,work_category,objective_id,planned_share\n"
KEY_RESULTS = "key_result_id,objective_id,name,direction,baseline,target\n"


def test_a_pattern_the_engine_cannot_run_is_found_before_the_night(tmp_path):
    lines = problems(
        tmp_path,
        classification_rules=RULES
        + "a,1,,(,operational,defect,\nb,2,,a(?=b),operational,,\nc,3,,[a,operational,,\n",
    )
    assert lines[0] == (
        'classification_rules.csv:2 title_matches "(": not a regular expression (missing )); '
        "close the bracket or escape it as \\("
    )
    assert "invalid perl operator" in lines[1]
    assert "missing ]" in lines[2]


@pytest.mark.parametrize("pattern", ["pay|", ".*", "(pay)?", "x*"])
def test_an_empty_alternative_does_not_make_everything_strategic(tmp_path, pattern):
    [line] = problems(tmp_path, classification_rules=RULES + f"a,1,,{pattern},operational,,\n")
    assert "matches every title" in line


@pytest.mark.parametrize(
    "pattern", ["^(a+)+$", "(pay|[a-z]+ ?)*x", "((re)*fund)+", r"(\(\w+\))*x", "(x{2,})*y"]
)
def test_a_pattern_that_could_run_away_is_refused(tmp_path, pattern):
    [line] = problems(tmp_path, classification_rules=RULES + f'a,1,,"{pattern}",operational,,\n')
    assert "can run away on a long title" in line
    assert line.endswith("bound it: {1,5}")


@pytest.mark.parametrize(
    "pattern",
    ["(pay+)(ment)*", r"\(a+\)+", "[(a+)]+b", "(a{1,5})+b", r"(?i)^(a|b+)?c", "(a+){1,5}"],
)
def test_a_pattern_that_repeats_only_once_is_taken(tmp_path, pattern):
    folder = folder_of(tmp_path, classification_rules=RULES + f'a,1,,"{pattern}",operational,,\n')
    assert read_strategy(folder)["classification_rules"]["title_matches"][0] == pattern


def test_a_pattern_too_large_to_run_is_refused(tmp_path):
    rules = RULES + f'a,1,,"(a{{100}}){{100}}",operational,,\nb,2,,{"a" * 1001},operational,,\n'
    lines = problems(tmp_path, classification_rules=rules)
    assert "invalid repetition size" in lines[0]
    assert "longer than 1000 characters" in lines[1]


def test_blanks_around_a_pattern_are_part_of_it(tmp_path):
    folder = folder_of(tmp_path, classification_rules=RULES + "a,1, x , pay ,operational,,\n")
    rules = read_strategy(folder)["classification_rules"]
    assert rules.select("label", "title_matches").row(0) == ("x", " pay ")


def test_a_rule_without_conditions_does_not_decide_everything(tmp_path):
    [line] = problems(tmp_path, classification_rules=RULES + "all,1,,,operational,support,\n")
    assert "rule without any condition" in line


def test_two_rules_of_one_priority_do_not_leave_the_class_to_chance(tmp_path):
    rules = RULES + RULE + "b,10,b,,operational,,\n"
    [line] = problems(tmp_path, classification_rules=rules)
    assert line.startswith('classification_rules.csv:3 priority "10": line 2 has this priority too')


@pytest.mark.parametrize(
    ("decision", "column"),
    [
        ("operational,objective_work,", "work_category"),
        ("strategic,support,pay", "work_category"),
        ("operational,,pay", "objective_id"),
        ("strategic,,", "objective_id"),
        ("strategc,,pay", "work_class"),
        ("unclassified,,", "work_class"),
        ("operational,suport,", "work_category"),
    ],
)
def test_a_decision_that_contradicts_itself_is_not_half_believed(tmp_path, decision, column):
    [line] = problems(tmp_path, classification_rules=RULES + f"a,1,a,,{decision}\n")
    assert line.startswith(f"classification_rules.csv:2 {column}")
    header = "work_item_id,work_class,work_category,objective_id,decided_by,decided_on\n"
    [line] = problems(tmp_path, overrides=f"{header}jira:1,{decision},Ann,2025-01-01\n")
    assert line.startswith(f"overrides.csv:2 {column}")


@pytest.mark.parametrize(
    ("stem", "content", "place"),
    [
        ("key_results", KEY_RESULTS + "k,pey,n,increase,,1\n", "objective_id"),
        ("objective_links", "objective_id,link_type,value\npey,label,x\n", "objective_id"),
        ("key_result_values", "key_result_id,measured_on,value\nk,2025-01-01,1\n", "key_result_id"),
        ("teams", "team_id,parent_team_id,name\na,b,A\n", "parent_team_id"),
        ("team_scopes", "team_id,source_system,container\nnone,jira,PAY\n", "team_id"),
        ("calendars", "team_id,time_zone\nnone,UTC\n", "team_id"),
        ("service_levels", "team_id,first_reply_hours\nnone,1\n", "team_id"),
        ("planned_allocation", ALLOCATION + "organisation,,,,,pey,0.1\n", "objective_id"),
        ("team_members", "team_id,person_id\norganisation,ann\n", "person_id"),
    ],
)
def test_a_mistyped_id_does_not_silently_lose_its_rows(tmp_path, stem, content, place):
    [line] = problems(tmp_path, **{stem: content})
    assert line.startswith(f"{stem}.csv:2 {place}")
    assert "no such" in line


def test_an_objective_is_never_its_own_ancestor(tmp_path):
    content = "objective_id,parent_objective_id,name\na,b,A\nb,c,B\nc,a,C\nd,d,D\ne,a,E\n"
    lines = problems(tmp_path, objectives=content)
    assert [line.split("; ")[0] for line in lines] == [
        'objectives.csv:2 parent_objective_id "b": its own ancestor: a -> b -> c -> a',
        'objectives.csv:5 parent_objective_id "d": its own ancestor: d -> d',
    ]


def test_the_vocabularies_are_those_of_the_seeds():
    with (SEEDS / "work_categories.csv").open() as seed:
        assert {row["work_category"]: row["work_class"] for row in csv.DictReader(seed)} == CLASS_OF


@pytest.mark.parametrize(
    ("cells", "column"),
    [
        ("Mars/Base,mon-fri,09:00,17:00,", "time_zone"),
        ("europe/paris,mon-fri,09:00,17:00,", "time_zone"),
        ("UTC,monkey,09:00,17:00,", "working_days"),
        ("UTC,mon-fri,9:00,17:00,", "opens_at"),
        ("UTC,mon-fri,09:00,24:01,", "closes_at"),
        ("UTC,mon-fri,17:00,09:00,", "closes_at"),
        ("UTC,mon-fri,09:00,,", "closes_at"),
        ("UTC,mon-fri,,,25.12.2025", "holidays"),
    ],
)
def test_a_wrong_calendar_does_not_bend_every_business_hour(tmp_path, cells, column):
    header = "team_id,time_zone,working_days,opens_at,closes_at,holidays\n"
    [line] = problems(tmp_path, calendars=f"{header}organisation,{cells}\n")
    assert line.startswith(f"calendars.csv:2 {column}")


def test_a_calendar_reaches_the_models_in_the_one_spelling_they_read(tmp_path):
    header = "team_id,time_zone,working_days,closes_at,opens_at,holidays\n"
    row = "organisation,Europe/Paris,Sun-Tue|friday,24:00,00:00,2025-12-26 | 2025-12-25\n"
    frame = read_strategy(folder_of(tmp_path, calendars=header + row))["calendars"]
    assert frame.row(0)[2:6] == ("mon|tue|fri|sun", "00:00", "24:00", "2025-12-25|2025-12-26")
    with (SEEDS / "weekdays.csv").open() as seed:
        known = {row["weekday_code"] for row in csv.DictReader(seed)}
    assert {"mon", "tue", "fri", "sun"} <= known


@pytest.mark.parametrize(
    "number", ["1,5", "nan", "inf", "1e3", "1_000", "٣", "1 000", "--1", "1" * 16]
)
def test_a_number_is_never_guessed(tmp_path, number):
    row = f'k,pay,n,increase,0,"{number}"\n'
    [line] = problems(tmp_path, key_results=KEY_RESULTS + row)
    assert line.startswith("key_results.csv:2 target")


def test_a_key_result_that_cannot_move_in_its_direction_is_told(tmp_path):
    rows = "k,pay,n,increase,5,5\nl,pay,n,decrease,1,2\nm,pay,n,stay_above,5,5\n"
    lines = problems(tmp_path, key_results=KEY_RESULTS + rows)
    assert ["no increase from 5" in lines[0], "no decrease from 1" in lines[1]] == [True, True]
    assert len(lines) == 2


def test_an_invisible_character_does_not_part_two_equal_ids(tmp_path):
    [line] = problems(tmp_path, objectives="objective_id,name\npa\u200by,Pay\n")
    assert (
        line
        == 'objectives.csv:2 objective_id "pa\\u200by": an invisible character; type the cell again'
    )


@pytest.mark.parametrize(
    ("stem", "content", "column"),
    [
        ("objectives", "objective_id,name,planned_share\na,A,-0.1\n", "planned_share"),
        ("objectives", "objective_id,name,planned_share\na,A,1.1\n", "planned_share"),
        ("service_levels", "priority_name,first_reply_hours\nHigh,0\n", "first_reply_hours"),
        ("service_levels", "priority_name,first_reply_hours\nHigh,\n", "first_reply_hours"),
        ("teams", "team_id,parent_team_id,name\na,,A\norganisation,a,All\n", "parent_team_id"),
        ("classification_rules", RULES + "r,1,a||b,,operational,,\n", "label"),
        (
            "overrides",
            "work_item_id,work_class,decided_by,decided_on\nPAY-1,,Ann,\n",
            "work_item_id",
        ),
    ],
)
def test_a_value_outside_its_range_is_refused(tmp_path, stem, content, column):
    lines = problems(tmp_path, **{stem: content})
    assert f" {column}" in lines[0]
