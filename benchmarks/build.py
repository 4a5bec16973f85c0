"""Time and memory of the models over Jira issues with eight changes each, under 200 rules.

The raw rows are made by SQL inside the work file, so that only the build is measured. Time per
million issues should stay about the same from one size to the next: a model that grows faster than
its input shows here first. Classifying is to take less time than staging: both are printed, each
the sum of its models' seconds.

    python -m benchmarks.build [issues ...]
"""

import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from datetime import date
from pathlib import Path

import duckdb

from pipelines import text_model
from pipelines.sources import SOURCES
from pipelines.starter import init_workspace
from pipelines.strategy import read_strategy
from pipelines.transform import project_folder
from pipelines.warehouse import Warehouse

AS_OF = date(2026, 1, 5)
CHANGES_PER_ISSUE = 8
MEMORY_BOUND_GIB = 8

ISSUES = """
insert into raw_jira.issues select n::text, timestamptz '2025-01-01' + to_seconds(n % 31000000),
json_object( 'id', n::text, 'key', 'P' || (n % 40) || '-' || n, 'self',
'https://acme.example/rest/api/3/issue/' || n, 'fields', json_object( 'summary', 'Work item number '
|| n || ' on component ' || (n % 97), 'description', repeat('what is to be done and why it matters;
', 20), 'issuetype', json_object('id', '1', 'name', ['Story', 'Bug', 'Task'][1 + n % 3],
'hierarchyLevel', if(n % 50 = 0, 1, 0)), 'project', json_object('id', (n % 40)::text, 'key', 'P' ||
(n % 40)), 'status', json_object('id', (1 + n % 3)::text, 'name', 's' || (1 + n % 3),
'statusCategory', json_object('key', ['new', 'indeterminate', 'done'][1 + n % 3])), 'priority',
json_object('name', 'Medium'), 'labels', ['l' || (n % 300)], 'components', [json_object('name', 'c'
|| (n % 97))], 'parent', if(n % 50 = 0, null, json_object('id', (n - n % 50)::text)), 'assignee',
json_object('accountId', 'a' || (n % (? // 200)), 'accountType', 'atlassian'), 'created',
strftime(timestamp '2025-01-01' + to_seconds(n % 30000000), '%Y-%m-%dT%H:%M:%S.000+0000'),
'updated', strftime(timestamp '2025-01-01' + to_seconds(n % 31000000),
'%Y-%m-%dT%H:%M:%S.000+0000'), 'resolutiondate', if(n % 3 = 2, strftime(timestamp '2025-01-01' +
to_seconds(n % 30000000 + 900000), '%Y-%m-%dT%H:%M:%S.000+0000'), null) ) ), null, 'bench' from
range(1, ? + 1) as numbers (n)
"""
# Each issue goes to do, in progress, waiting, in progress, ... in steps of about a working day.
CHANGELOGS = """
insert into raw_jira.changelogs
select
    n || '/' || (n * 10 + step),
    timestamptz '2025-01-01' + to_seconds(n % 30000000 + step * 100000),
    json_object(
        'id', (n * 10 + step)::text,
        'author', json_object('accountId', 'a' || (n % (? // 200)), 'accountType', 'atlassian'),
        'created', strftime(timestamp '2025-01-01' + to_seconds(n % 30000000 + step * 100000),
            '%Y-%m-%dT%H:%M:%S.000+0000'),
        'items', [json_object('field', 'status', 'fieldId', 'status', 'fieldtype', 'jira',
            'from', (1 + (step - 1) % 2)::text, 'fromString', 's' || (1 + (step - 1) % 2),
            'to', if(step = 8, 1 + n % 3, 1 + step % 2)::text,
            'toString', 's' || if(step = 8, 1 + n % 3, 1 + step % 2))]
    ),
    null, 'bench'
from range(1, ? + 1) as numbers (n) cross join range(1, 9) as steps (step)
"""
USERS = """
insert into raw_jira.users
select 'a' || n, null, json_object('accountId', 'a' || n, 'accountType', 'atlassian',
    'active', true, 'emailAddress', 'a' || n || '@acme.example'), null, 'bench'
from range(0, ? // 200 + 1) as numbers (n)
"""
STATUSES = """
insert into raw_jira.statuses
select n::text, null, json_object('id', n::text, 'name', 's' || n,
    'statusCategory', json_object('key', ['new', 'indeterminate', 'done'][n])), null, 'bench'
from range(1, 4) as numbers (n)
"""


def rules() -> str:
    """Give a decision table of 200 rules over the issues' projects, types and labels, 20 by title.

    Every issue matches some: by its project and type, by its label, by its title.
    """
    columns = "rule_id,priority,container,item_type,label,title_matches,work_class,objective_id"
    lines = [
        f"title-{n},{n},,,,(?i)\\b(number {n}\\d* on|component {n})\\b,operational,"
        for n in range(1, 21)
    ]
    lines += [f"label-{n},{100 + n},,,l{n}|l{n + 100},,operational," for n in range(60)]
    lines += [
        f"project-{n}-{kind},{1000 + 3 * n + order},P{n},{kind},,,strategic,faster-checkout"
        for n in range(40)
        for order, kind in enumerate(("Story", "Bug", "Task"))
    ]
    return "\n".join([columns, *lines]) + "\n"


def build(n_issues: int, folder: Path) -> tuple[float, float]:
    """Build everything for so many issues; give the seconds and the largest memory in GiB."""
    init_workspace(folder)
    (folder / "strategy/classification_rules.csv").write_text(rules())
    warehouse = Warehouse(folder)
    warehouse.folder.mkdir(exist_ok=True)
    warehouse.ensure_raw_tables(SOURCES)
    warehouse.recall()
    warehouse.load_strategy(read_strategy(warehouse.strategy))
    with duckdb.connect(str(warehouse.work)) as connection:
        connection.execute("set TimeZone = 'UTC'")
        text_model.ensure_tables(connection)
        for statement in (ISSUES, CHANGELOGS):
            connection.execute(statement, [n_issues, n_issues])
        connection.execute(USERS, [n_issues])
        connection.execute(STATUSES)
        connection.execute(
            "create schema raw_headway; "
            "create table raw_headway.runs (run_id text, started_at timestamptz, "
            "finished_at timestamptz, as_of date, outcome text, exit_code integer, "
            "strategy_version text, headway_version text, message text); "
            "create table raw_headway.pulls (run_id text, source_system text, "
            "started_at timestamptz, finished_at timestamptz, outcome text, "
            "n_rows_loaded bigint, n_requests bigint, message text)"
        )
    project = str(project_folder())
    started = time.perf_counter()
    subprocess.run(
        [
            *(str(Path(sys.executable).with_name("dbt")), "--quiet", "build"),
            *("--resource-type", "model", "--resource-type", "seed"),
            *("--vars", json.dumps({"as_of": AS_OF.isoformat()})),
            *("--project-dir", project, "--profiles-dir", project),
            *("--target-path", str(folder / "target"), "--log-path", str(folder / "logs")),
        ],
        check=True,
        env=os.environ
        | {
            "HEADWAY_WORK_DATABASE": str(warehouse.work),
            "HEADWAY_PSEUDONYM_KEY": "benchmark",
            "DBT_SEND_ANONYMOUS_USAGE_STATS": "0",
        },
    )
    seconds = time.perf_counter() - started
    memory = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024**2
    return seconds, memory


def seconds_of(part: str, folder: Path) -> float:
    """Give the summed seconds of the models under a folder of models/."""
    nodes = json.loads((folder / "target/manifest.json").read_text())["nodes"]
    results = json.loads((folder / "target/run_results.json").read_text())["results"]
    return sum(
        result["execution_time"]
        for result in results
        if nodes[result["unique_id"]]["original_file_path"].startswith(f"models/{part}/")
    )


def main() -> None:
    """Print one line per size."""
    sizes = [int(size) for size in sys.argv[1:]] or [100_000, 1_000_000]
    print(
        "issues      changes     seconds   s per million   peak GiB (bound 8)   "
        "staging s   classifying s (bound: staging)"
    )
    for n_issues in sizes:
        with tempfile.TemporaryDirectory() as name:
            folder = Path(name) / "bench"
            seconds, memory = build(n_issues, folder)
            staging = seconds_of("staging", folder)
            classifying = seconds_of("intermediate/classification", folder)
        print(
            f"{n_issues:<11,} {n_issues * CHANGES_PER_ISSUE:<11,} {seconds:7.1f}   "
            f"{seconds / n_issues * 1e6:13.1f}   {memory:18.1f}   {staging:9.1f}   "
            f"{classifying:13.1f}"
        )
        if memory > MEMORY_BOUND_GIB:
            sys.exit(f"{memory:.1f} GiB is over the bound of {MEMORY_BOUND_GIB} GiB")
        if n_issues >= 1_000_000 and classifying > staging:
            sys.exit(f"classifying takes {classifying:.1f} s, staging {staging:.1f} s")


if __name__ == "__main__":
    main()
