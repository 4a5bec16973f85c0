"""What `headway check` says is worth a look: it names rules and labels, and stops no night."""

from pathlib import Path

import duckdb
import pytest
from stand_ins import write_workspace
from typer.testing import CliRunner

from pipelines import check as checking
from pipelines.advice import advice
from pipelines.cli import app
from pipelines.errors import Problem
from pipelines.warehouse import Warehouse

RULES = """\
rule_id,priority,item_type,work_class
fine,1,Story,operational
never,2,Bugg,operational
late,3,Task,operational
wrong,4,Bug,operational
"""
PUBLISHED = """
create table dim_classification_rules as from (values
    ('wrong', 4, false, false, true, 40, 2, 14, 'operational', null),
    ('late', 3, false, true, false, 1200, 0, 0, 'operational', 'fine'),
    ('never', 2, true, false, false, 0, 0, 0, 'operational', null),
    ('fine', 1, false, false, false, 1300, 9, 9, 'operational', null),
    ('gone since', 5, true, false, false, 0, 0, 0, 'operational', null)
) as rules (
    rule_id, priority, is_never_matching, is_fully_shadowed, is_contradicted, n_items_matched,
    n_labels_agreeing, n_labels, work_class, shadowed_by_rule_id
);
create table fct_work_items as from (values ('jira:1', false), ('jira:2', true))
    as items (work_item_id, is_deleted);
"""
RULES_SAID = [
    'classification_rules.csv:3 rule_id "never": no item matches it; correct its cells, or '
    "delete it",
    'classification_rules.csv:4 rule_id "late": an earlier rule comes first on each of the 1,200 '
    "items it matches, mostly fine; give it a lower priority number, or delete it",
    'classification_rules.csv:5 rule_id "wrong": people agree on 2 of 14 labelled items it placed '
    "as operational; correct its work_class, or narrow its cells",
]


@pytest.fixture
def workspace(tmp_path: Path) -> Path:
    workspace = write_workspace(tmp_path / "workspace")
    (workspace / "strategy" / "classification_rules.csv").write_text(RULES)
    (workspace / "warehouse").mkdir()
    return workspace


def publish(workspace: Path, script: str = PUBLISHED) -> None:
    with duckdb.connect(Warehouse(workspace).published) as connection:
        connection.execute(script)


def test_rules_of_the_last_publication_are_named_in_the_order_of_the_table(workspace: Path) -> None:
    publish(workspace)
    assert [str(each) for each in advice(workspace)] == RULES_SAID


def test_labels_that_do_not_count_are_counted(workspace: Path) -> None:
    publish(workspace)
    (workspace / "strategy" / "labels.csv").write_text(
        "work_item_id,work_class,labelled_by,labelled_on\n"
        "jira:1,strategic,Ann,2026-01-05\njira:1,,Bob,2026-01-05\njira:2,strategic,Ann,2026-01-05\n"
    )
    assert [str(each) for each in advice(workspace)][:2] == [
        "labels.csv: 1 of 3 rows are unfinished and do not count yet; fill work_class, "
        "labelled_by, labelled_on",
        "labels.csv: 1 of 3 rows do not count: their items are deleted or in no tool, jira:2 the "
        "first; delete them, or see the tool and id they name",
    ]


def test_without_a_publication_or_with_an_older_one_there_is_nothing_to_say(
    workspace: Path,
) -> None:
    assert advice(workspace) == []
    publish(workspace, "create table dim_classification_rules as select 'never' as rule_id")
    assert advice(workspace) == []


@pytest.mark.parametrize(("problems", "code"), [([], 0), ([Problem("here", "odd", "mend")], 2)])
def test_advice_is_printed_and_changes_no_exit_code(
    workspace: Path, monkeypatch: pytest.MonkeyPatch, problems: list[Problem], code: int
) -> None:
    publish(workspace)
    monkeypatch.setattr(checking, "check", lambda *_: problems)
    result = CliRunner().invoke(app, ["check", "-w", str(workspace)])
    assert result.exit_code == code
    assert result.stdout.startswith("Worth a look:\n  " + "\n  ".join(RULES_SAID))
    assert ("All is well" in result.stdout) == (code == 0)
