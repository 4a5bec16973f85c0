"""How well the text model tells labelled texts apart, with the code that runs at night.

Two public sets of texts that people labelled, from the folder HEADWAY_REALDATA (else
../shared/realdata, beside the checkout). The compiled SQL of the term models makes the terms, the
training of the night learns four fifths, the compiled SQL of the scoring models names the likeliest
label of the fifth left out; five times, so that a model that never saw it scores each text.
Macro-F1 counts every label alike, however rare. No threshold here: every text gets an answer.

    python -m benchmarks.text_model
"""

import csv
import gzip
import io
import os
import re
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

import duckdb
import polars as pl
from sklearn.metrics import f1_score
from sklearn.model_selection import StratifiedKFold

from pipelines import text_model
from pipelines.text_training import fit
from pipelines.transform import project_folder
from pipelines.warehouse import replace_tables

REALDATA = Path(os.environ.get("HEADWAY_REALDATA", project_folder().parent / "shared/realdata"))
MODELS = (
    "int_work_item_texts__unioned", "int_text_model_settings__read", "int_text_words__split",
    "int_text_terms__counted", "int_text_terms__weighed", "int_text_scores__summed",
)  # fmt: skip
FOLDS = 5


@dataclass(frozen=True)
class Labelled:
    """A set of labelled texts: its file, the columns that matter, and the macro-F1 to reach."""

    name: str
    file: str
    title: str | None
    body: str
    label: str
    floor: float


SETS = (
    Labelled(
        "GitHub issues, bug, feature or question",
        "github_issues_nlbse2024_train.csv.gz", "title", "body", "label", 0.76,
    ),
    Labelled(
        "IT tickets, eight groups",
        "it_tickets_8000.csv.gz", None, "Document", "Topic_group", 0.82,
    ),
)  # fmt: skip


def compiled_models() -> dict[str, str]:
    """Compile the night's models and give their SQL, by name."""
    project = str(project_folder())
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run(
            [
                *(str(Path(sys.executable).with_name("dbt")), "--quiet", "compile"),
                *("--select", *MODELS, "--no-introspect"),
                *("--project-dir", project, "--profiles-dir", project),
                *("--target-path", folder, "--log-path", folder),
            ],
            check=True,
            stdout=subprocess.DEVNULL,
            env=os.environ
            | {
                "DBT_SEND_ANONYMOUS_USAGE_STATS": "0",
                "HEADWAY_WORK_DATABASE": f"{folder}/bench.duckdb",
                "HEADWAY_PSEUDONYM_KEY": "bench",
            },
        )
        return {
            # What dbt compiled names the database file first; in memory it has another name.
            path.stem: re.sub(r'"bench"\.', "", path.read_text())
            for path in Path(folder, "compiled").rglob("*.sql")
            if path.stem in MODELS
        }


def read_labelled(labelled: Labelled) -> pl.DataFrame:
    """Read a set: id, title, body, label."""
    csv.field_size_limit(2**30)
    with gzip.open(REALDATA / "labelled" / labelled.file) as packed:
        lines = csv.DictReader(io.TextIOWrapper(packed, encoding="utf-8", newline=""))
        return pl.DataFrame(
            {
                "work_item_id": f"{n:06}",
                "title": row[labelled.title] if labelled.title else None,
                "body": row[labelled.body],
                "label": row[labelled.label],
            }
            for n, row in enumerate(lines)
        ).with_columns(pl.col("title").cast(pl.String))


def macro_f1(labelled: Labelled, models: dict[str, str]) -> float:
    """Cross-validate the night's code on one set."""
    texts = read_labelled(labelled)
    with duckdb.connect() as connection:
        _prepare(connection, texts, models)
        settings = connection.sql(text_model.SETTINGS).pl().row(0, named=True)
        examples = connection.sql(text_model.EXAMPLES).pl()
        guesses = []
        folds = StratifiedKFold(FOLDS, shuffle=True, random_state=0)
        for taught, asked in folds.split(texts, texts["label"]):
            _table(connection, "int_text_examples__parted", examples[taught])
            known = text_model.read_examples(connection, settings["min_items_per_term"])
            weights = fit(known, settings["fit"])
            replace_tables(connection, "raw_text_model", text_model.weight_tables(known, weights))
            _table(connection, "int_text_items__awaiting", texts[asked].select("work_item_id"))
            for name in ("int_text_terms__weighed", "int_text_scores__summed"):
                connection.execute(f"create or replace table intermediate.{name} as {models[name]}")
            guesses.append(
                connection.sql(
                    "select work_item_id, arg_max(label, probability) as guess "
                    "from intermediate.int_text_scores__summed group by work_item_id"
                ).pl()
            )
    answered = texts.join(pl.concat(guesses), on="work_item_id", how="left")
    return float(
        f1_score(answered["label"], answered["guess"].fill_null(""), average="macro",
                 labels=sorted(set(texts["label"])))
    )  # fmt: skip


def _prepare(
    connection: duckdb.DuckDBPyConnection, texts: pl.DataFrame, models: dict[str, str]
) -> None:
    """Lay the texts out as the night's models have them, and make their terms."""
    connection.execute("create schema intermediate")
    text_model.ensure_tables(connection)
    sides = texts.select("work_item_id", "title", "body")
    for tool in ("jira", "zendesk", "freshdesk"):
        _table(connection, f"int_work_item_texts__from_{tool}", sides.head(0))
    _table(connection, "int_work_item_texts__from_github", sides)
    _table(connection, "int_text_items__awaiting", sides.head(0).select("work_item_id"))
    _table(
        connection,
        "int_text_examples__parted",
        texts.select(
            "work_item_id",
            "label",
            pl.lit("operational").alias("work_class"),
            pl.col("label").alias("work_category"),
            pl.lit(None, pl.String).alias("objective_id"),
            pl.lit("learned").alias("example_part"),
            pl.lit(None, pl.Datetime("us", "UTC")).alias("created_at"),
        ),
    )
    for name in MODELS[:4]:
        connection.execute(f"create table intermediate.{name} as {models[name]}")


def _table(connection: duckdb.DuckDBPyConnection, name: str, frame: pl.DataFrame) -> None:
    connection.register("frame", frame.to_arrow())
    connection.execute(f"create or replace table intermediate.{name} as select * from frame")
    connection.unregister("frame")


def main() -> int:
    """Print each set's macro-F1 beside its floor; 1 where one is missed."""
    models = compiled_models()
    missed = 0
    for labelled in SETS:
        started = time.monotonic()
        reached = macro_f1(labelled, models)
        missed += reached < labelled.floor
        print(
            f"{labelled.name:<42}macro-F1 {reached:.4f}   floor {labelled.floor:.2f}   "
            f"{time.monotonic() - started:.0f} s"
        )
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main())
