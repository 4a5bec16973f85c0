"""Reading the strategy folder: a mistake in it moves every number, so none may pass in silence."""

import polars
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from strategy_folders import OBJECTIVES, RULE, RULES, folder_of, problems

from pipelines.errors import StrategyError
from pipelines.strategy import read_strategy, strategy_version
from pipelines.strategy_files import FILES


def test_every_file_is_typed_and_an_absent_one_is_empty_not_missing(tmp_path):
    frames = read_strategy(folder_of(tmp_path, classification_rules=RULES + RULE))
    assert list(frames) == list(FILES)
    assert frames["objectives"].schema == polars.Schema(
        {
            "objective_id": polars.String,
            "parent_objective_id": polars.String,
            "name": polars.String,
            "owner": polars.String,
            "starts_on": polars.Date,
            "ends_on": polars.Date,
            "planned_share": polars.Float64,
            "line_number": polars.Int64,
        }
    )
    assert frames["objectives"].row(0) == ("pay", None, "Pay faster", None, None, None, 0.4, 2)
    assert frames["classification_rules"].columns == [
        *("rule_id", "priority", "source_system", "container", "item_type", "label"),
        *("priority_name", "component", "title_matches", "requester_group", "work_class"),
        *("work_category", "objective_id", "rationale", "valid_from", "valid_to", "line_number"),
    ]
    assert frames["classification_rules"].schema["priority"] == polars.Int64
    assert frames["labels"].is_empty()
    assert frames["key_results"].schema["target"] == polars.Float64
    assert all(frame.columns[-1] == "line_number" for frame in frames.values())


def test_a_spreadsheet_s_leftovers_do_not_shift_a_cell(tmp_path):
    content = (
        "\ufeffobjective_id,name,owner,,\r\n"
        ',,,,\r\n pay , "Pay\r\nfaster" ,,,\r\n\r\nhelp,"Say ""hi"", now",Ann,,\r\n'
    ).replace(' "Pay\r\nfaster" ', '"Pay\r\nfaster"')
    frame = read_strategy(folder_of(tmp_path, objectives=content))["objectives"]
    assert frame.select("objective_id", "name", "owner", "line_number").rows() == [
        ("pay", "Pay\r\nfaster", None, 3),
        ("help", 'Say "hi", now', "Ann", 6),
    ]


def test_a_line_number_is_the_one_an_editor_shows(tmp_path):
    content = 'objective_id,name,starts_on\npay,"two\nlines",\n\nhelp,x,31.3.2025\n'
    [line] = problems(tmp_path, objectives=content)
    assert line.startswith('objectives.csv:5 starts_on "31.3.2025": not a date; write year-month')


def test_an_unreadable_file_does_not_bury_its_mistake_under_those_that_refer_to_it(tmp_path):
    rules = RULES + RULE
    [line] = problems(tmp_path, objectives="objective_id;name\npay;x\n", classification_rules=rules)
    assert line == (
        "objectives.csv:1: columns are separated by semicolons; save the file with commas"
    )
    lines = problems(
        tmp_path, objectives=b"objective_id,name\nx,\xe9t\xe9\ny,\xff\n", classification_rules=rules
    )
    assert (
        lines[0]
        == 'objectives.csv:2 "x,\\xe9t\\xe9": byte 0xE9 is not UTF-8; save it as "CSV UTF-8"'
    )
    assert lines[1].startswith("objectives.csv:3 ")
    assert len(lines) == 2


def test_a_lost_strategy_folder_is_copied_back_from_what_a_night_kept(tmp_path):
    with pytest.raises(StrategyError) as caught:
        read_strategy(tmp_path / "strategy")
    assert caught.value.remedy == f"headway init {tmp_path}"
    kept = tmp_path / "warehouse" / "strategies"
    kept.mkdir(parents=True)
    with pytest.raises(StrategyError) as caught:
        read_strategy(tmp_path / "strategy")
    assert caught.value.remedy == f"ls -t {kept}"
    assert f"copy back one that a night has kept in {kept}" in str(caught.value.problems[0])


def test_a_mistyped_column_is_not_read_as_a_blank_one(tmp_path):
    content = "objective_id,nam,owner,owner,colour\npay,x,,,\n"
    columns = ", ".join(FILES["objectives"].model_fields)
    assert problems(tmp_path, objectives=content) == [
        "objectives.csv:1 nam: unknown column; did you mean name?",
        f"objectives.csv:1 colour: unknown column; one of: {columns}",
        "objectives.csv:1 owner: the column is there twice; delete one",
    ]
    [line] = problems(tmp_path, objectives='objective_id,name,"\x1b[2J\n"\npay,x,\n')
    assert line.startswith("objectives.csv:1 \\x1b[2J: unknown column")
    [line] = problems(tmp_path, objectives="objective_id\npay\n")
    assert line == "objectives.csv:1 name: the column is missing; add it to the header: name"


def test_a_mistyped_file_name_does_not_leave_a_whole_file_out(tmp_path):
    [line] = problems(tmp_path, team="team_id,name\n")
    assert line == "team.csv: no strategy file has this name; did you mean teams.csv?"
    [line] = problems(tmp_path, Teams="team_id,name\n")
    assert line.startswith("Teams.csv: ")
    (folder_of(tmp_path) / "TEAMS.CSV").touch()
    with pytest.raises(StrategyError, match="TEAMS"):
        read_strategy(tmp_path)
    (tmp_path / "TEAMS.CSV").rename(tmp_path / ".~lock.teams.csv")
    read_strategy(tmp_path)
    (folder_of(tmp_path) / "objectives.csv").unlink()
    with pytest.raises(StrategyError, match="in objectives"):
        read_strategy(tmp_path)


def test_a_comma_too_many_does_not_shift_cells_into_other_columns(tmp_path):
    content = 'objective_id,name\npay,Pay, faster\nhelp\nx,"open\n'
    lines = problems(tmp_path, objectives=content)
    assert lines[0].startswith("objectives.csv:2: 3 cells under 2 columns; quote")
    assert lines[1].startswith("objectives.csv:3: 1 cells under 2 columns")
    assert lines[2].startswith("objectives.csv:4: a quote opened in this row is never closed")


def test_every_problem_is_told_at_once_in_reading_order(tmp_path):
    lines = problems(
        tmp_path,
        objectives=OBJECTIVES + "pay,,2025-03-02,2025-03-01,40%\n",
        classification_rules=RULES + "a,x,,(,strategic,,pey\n",
        labels="work_item_id,work_class,labelled_by,labelled_on\nPAY-1,strategic,Ann,2025-02-30\n",
    )
    assert [" ".join(line.split()[:2]).rstrip(":") for line in lines] == [
        "classification_rules.csv:2 priority",
        "classification_rules.csv:2 title_matches",
        "classification_rules.csv:2 objective_id",
        "labels.csv:2 work_item_id",
        "labels.csv:2 labelled_on",
        "objectives.csv:3 objective_id",
        "objectives.csv:3 name",
        "objectives.csv:3 ends_on",
        "objectives.csv:3 planned_share",
    ]


def test_a_changed_rule_changes_the_version_and_a_note_beside_it_does_not(tmp_path):
    before = strategy_version(folder_of(tmp_path))
    (tmp_path / "notes.txt").write_text("ours")
    assert strategy_version(tmp_path) == before
    assert len(before) == 12
    assert strategy_version(folder_of(tmp_path, classification_rules=RULES + RULE)) != before


WORDS = ("", "a", "b", "0.5", "2025-01-01", "9999-12-31", "strategic", "jira", "a|b", "(")
CELLS = st.sampled_from([*WORDS, '"', "\x00", "\n", ";"])


@settings(
    max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(data=st.data())
def test_no_content_of_any_file_ends_a_night_in_a_traceback(tmp_path, data):
    stem = data.draw(st.sampled_from(list(FILES)))
    header = data.draw(st.sampled_from([",".join(FILES[stem].model_fields) + "\n", ""]))
    cells = st.lists(CELLS, max_size=len(FILES[stem].model_fields)).map(",".join)
    rows = st.lists(cells).map("\n".join)
    content = data.draw(st.one_of(st.binary(), rows.map(str.encode), st.text().map(str.encode)))
    try:
        frames = read_strategy(folder_of(tmp_path, **{stem: header.encode() + content}))
    except StrategyError as error:
        assert error.problems
        assert all("\n" not in str(problem) for problem in error.problems)
    else:
        assert frames["objectives"].schema["starts_on"] == polars.Date
