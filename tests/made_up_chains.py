"""Makes a work file with hostile texts, hubs, cycles and deep hierarchies, and links it."""

from pathlib import Path

import duckdb
from example_night import dbt

from pipelines.warehouse import Warehouse

N_CHILDREN, N_MENTIONS, N_LEVELS, N_LAYER = 10_000, 5_000, 20, 60
BUILT = (
    "link_kinds int_searched_texts__from_github int_closing_keywords__from_github "
    "int_branch_numbers__from_github int_key_mentions__found int_remote_links__resolved "
    "int_work_item_links__from_github int_work_item_links__across_tools "
    "int_work_item_links__unioned int_ancestors__resolved int_serving_links__derived "
    "int_served_items__reached int_decision_days__asked int_objective_links__nearest "
    "int_classification_candidates__linked int_item_purposes__stated "
    "int_item_rules__nearest int_classification_candidates__crossed "
    "int_classification_candidates__inherited"
)
HOSTILE = (
    "'; drop table intermediate.int_work_items__unioned; -- PAY-1",
    "{{ ref('secrets') }} {% raw %} PAY-1",
    "<script>alert('PAY-1')</script>",
    "before\u0000PAY-1\u0000after",
    "x" * 1_000_000 + " PAY-1",
    "PAY-1-" * 170_000,
    "https://" + "a/" * 500_000 + "PAY-1",
    "\\b(a+)+$ %s ${PAY-1} \u202ePAY-1",
)
SCHEMA = """
create schema staging; create schema intermediate; create schema seeds;
create table intermediate.int_work_items__unioned
    (work_item_id text, source_system text, item_key text, item_url text, title text);
create table intermediate.int_issues__joined_to_pull_requests
    (work_item_id text, pull_request_id text, repository_name text, item_key text, item_url text,
     title text, body text, branch_name text, is_pull_request boolean, created_at timestamptz);
create table staging.stg_github__commits (pull_request_id text, commit_message text);
create table staging.stg_github__closing_references
    (pull_request_id text, issue_id text, issue_key text);
create table staging.stg_github__transfers
    (issue_id text, successor_issue_id text, successor_item_key text);
create table staging.stg_jira__remote_links
    (remote_link_id text, issue_id text, linked_url text, is_deleted boolean);
create table intermediate.int_issue_keys__from_jira (issue_key text, work_item_id text);
create table intermediate.int_parents__from_github
    (work_item_id text, parent_work_item_id text, proof_field text, proof_text text);
create table intermediate.int_work_item_links__from_jira
    (from_work_item_id text, to_work_item_id text, link_kind text, proof_field text,
     proof_text text);
create table intermediate.int_work_item_links__from_zendesk as
    from intermediate.int_work_item_links__from_jira;
create table intermediate.int_work_item_links__from_freshdesk as
    from intermediate.int_work_item_links__from_jira;
create table intermediate.int_objective_links__matched
    (work_item_id text, objective_id text, link_type text, value text, is_of_one_tool boolean,
     link_reach int, valid_from date, valid_to date);
create table intermediate.int_classification_candidates__overridden
    (work_item_id text, work_class text, work_category text, objective_id text, evidence text);
create table intermediate.int_rule_matches__dated
    (work_item_id text, rule_id text, priority int, valid_from date, valid_to date);
create table intermediate.int_rules__prepared
    (rule_id text, work_class text, work_category text, objective_id text,
     condition_fields text, condition_text text);
"""
# Jira issue n is `jira:n`, PAY-n. PAY-1 is the linked epic of 10,000 children, 20001 to 20020 a
# line of parents whose top is linked, 30001 and 30002 each other's parent, 4xxxx four full layers.
MADE_UP = f"""
insert into intermediate.int_work_items__unioned
select 'jira:' || n, 'jira', 'PAY-' || n, 'https://acme.example/browse/PAY-' || n, 'Issue ' || n
from (
    from range(1, {N_CHILDREN} + 2) as numbers (n) union all from range(20001, 20001 + {N_LEVELS})
    union all from range(30001, 30003) union all from range(40000, 40000 + 4 * {N_LAYER})
);
insert into intermediate.int_issue_keys__from_jira
select item_key, work_item_id from intermediate.int_work_items__unioned;
insert into intermediate.int_work_item_links__from_jira
select 'jira:' || n, 'jira:1', 'parent', 'parent', 'PAY-1'
from range(2, {N_CHILDREN} + 2) as numbers (n)
union all
select 'jira:' || n, 'jira:' || (n + 1), 'parent', 'parent', null
from range(20001, 20000 + {N_LEVELS}) as numbers (n)
union all
from (values ('jira:30001', 'jira:30002', 'parent', 'parent', null),
             ('jira:30002', 'jira:30001', 'parent', 'parent', null),
             ('jira:30001', 'jira:30001', 'duplicates', 'issuelinks', null))
union all
select 'jira:' || upper_one, 'jira:' || lower_one, 'duplicates', 'issuelinks', null
from range(40000, 40000 + 3 * {N_LAYER}) as uppers (upper_one),
    range(40000, 40000 + 4 * {N_LAYER}) as lowers (lower_one)
where (upper_one - 40000) // {N_LAYER} + 1 = (lower_one - 40000) // {N_LAYER};
insert into intermediate.int_objective_links__matched values
    ('jira:1', 'O-EPIC', 'item', 'PAY-1', false, 1, '0001-01-01', '9999-12-31'),
    ('jira:{20000 + N_LEVELS}', 'O-TOP', 'label', 'top', false, 4, '0001-01-01', '9999-12-31'),
    ('jira:{40000 + 4 * N_LAYER - 1}', 'O-LAST', 'label', 'last', false, 4,
     '0001-01-01', '9999-12-31');
"""
PULL = "insert into intermediate.int_issues__joined_to_pull_requests values " + (
    "(?, ?, 'acme/pay', 'acme/pay#' || ?, 'https://github.example/acme/pay/pull/' || ?, "
    "?, ?, ?, true, timestamptz '2026-01-01 00:00:00+00')"
)


def make_up(workspace: Path) -> Warehouse:
    """Write the work file and build on it everything from the texts to the candidates."""
    warehouse = Warehouse(workspace)
    warehouse.work.parent.mkdir(parents=True)
    with duckdb.connect(str(warehouse.work)) as connection:
        connection.execute(SCHEMA)
        connection.execute(MADE_UP)
        for n, text in enumerate(HOSTILE):
            _pull(connection, f"hostile-{n}", 100 + n, text, text, f"feature/{text[:200]}")
        _pull(connection, "deep", 200, "Deep", None, "pay-20001-x")
        _pull(connection, "cycle", 201, "PAY-30001", None, "x")
        _pull(connection, "release", 202, "Release", " ".join(f"PAY-{n}" for n in range(1, 8)), "x")
        connection.execute(
            f"insert into intermediate.int_issues__joined_to_pull_requests "
            f"select 'github:hub-' || n, 'hub-' || n, 'acme/pay', 'acme/pay#' || (1000 + n), "
            f"'https://github.example/acme/pay/pull/' || (1000 + n), 'PAY-1: part ' || n, null, "
            f"'x', true, timestamptz '2026-01-01 00:00:00+00' from range({N_MENTIONS}) as hub (n)"
        )
        connection.execute(
            "insert into intermediate.int_work_items__unioned select work_item_id, 'github', "
            "item_key, item_url, title from intermediate.int_issues__joined_to_pull_requests"
        )
        connection.execute(
            "create table intermediate.int_work_items__decidable as "
            "select work_item_id, date '2026-01-10' as decided_on "
            "from intermediate.int_work_items__unioned"
        )
    # Cautious: a test that also reads a table which is not made up here is left out.
    words = ("--exclude-resource-type", "unit_test", "--indirect-selection", "cautious")
    done = dbt(warehouse, "build", *words, "--select", *BUILT.split())
    assert done.returncode == 0, done.stdout[-4000:]
    return warehouse


def _pull(
    connection: duckdb.DuckDBPyConnection, name: str, number: int, title: str, body: str | None,
    branch: str,
) -> None:  # fmt: skip
    connection.execute(
        PULL, [f"github:{name}", name, str(number), str(number), title, body, branch]
    )
