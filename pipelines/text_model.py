"""Learns, from this organisation's own decided items, which words stand for which class.

Runs between two builds: `int_text_examples__parted` and `int_text_terms__counted` in, the tables of
raw_text_model out. What is learned is a table of weights, and the scoring is SQL: so the evidence
can name the words. Who is an example, what a term is, and what is precise enough are decided in
models and in the project's variables (`int_text_model_settings__read`), not here. The same examples
give the same bytes.
"""

from collections.abc import Mapping
from typing import Any

import duckdb
import polars as pl
from scipy.sparse import csr_matrix

from pipelines.text_training import Examples, Row, Weights, fit, measure, warmth_of
from pipelines.warehouse import replace_tables

EXAMPLES = """
select work_item_id, label, work_class, work_category, objective_id, example_part, created_at
from intermediate.int_text_examples__parted
order by work_item_id
"""
COUNTS = """
select terms.work_item_id, terms.term, terms.n
from intermediate.int_text_terms__counted as terms
inner join intermediate.int_text_examples__parted as examples
    on terms.work_item_id = examples.work_item_id
qualify count(*) over (partition by terms.term) >= $min_items_per_term
"""
SETTINGS = "select * from intermediate.int_text_model_settings__read"
TABLES: dict[str, dict[str, Any]] = {
    "terms": {"term": pl.String, "idf": pl.Float64},
    "weights": {"term": pl.String, "label": pl.String, "weight": pl.Float64},
    "labels": {
        "label": pl.String, "work_class": pl.String, "work_category": pl.String,
        "objective_id": pl.String, "intercept": pl.Float64, "n_examples": pl.Int64,
    },
    "classes": {
        "work_class": pl.String, "threshold": pl.Float64, "n_of_class": pl.Int64,
        "n_spoken": pl.Int64, "n_right": pl.Int64, "n_right_label": pl.Int64,
        "precision_low": pl.Float64, "calibration_error": pl.Float64,
    },
    "card": {
        "n_examples": pl.Int64, "n_learned": pl.Int64, "n_measured": pl.Int64,
        "learned_from_at": pl.Datetime("us", "UTC"), "learned_to_at": pl.Datetime("us", "UTC"),
        "measured_from_at": pl.Datetime("us", "UTC"), "message": pl.String,
    },
}  # fmt: skip


def ensure_tables(connection: duckdb.DuckDBPyConnection) -> None:
    """Create the tables no lesson has written yet: the models read them as sources."""
    connection.execute("create schema if not exists raw_text_model")
    for name, frame in _tables({}).items():
        connection.register("frame", frame.to_arrow())
        connection.execute(
            f"create table if not exists raw_text_model.{name} as select * from frame"  # noqa: S608
        )
        connection.unregister("frame")


def learn(connection: duckdb.DuckDBPyConnection) -> tuple[int, str]:
    """Learn from the work file and write raw_text_model; give the number of examples and a word."""
    (settings,) = connection.sql(SETTINGS).pl().to_dicts()
    tables = lesson(read_examples(connection, settings["min_items_per_term"]), settings)
    replace_tables(connection, "raw_text_model", tables)
    (card,) = tables["card"].to_dicts()
    return card["n_examples"], card["message"]


def read_examples(connection: duckdb.DuckDBPyConnection, min_items_per_term: int) -> Examples:
    """Read the examples and the terms that stand in enough of them, both in order."""
    rows = connection.sql(EXAMPLES).pl()
    counts = connection.sql(COUNTS, params={"min_items_per_term": min_items_per_term}).pl()
    terms = counts["term"].unique().sort()
    placed = counts.join(rows.select("work_item_id").with_row_index("row"), on="work_item_id").join(
        pl.DataFrame({"term": terms}).with_row_index("column"), on="term"
    )
    matrix = csr_matrix(
        (placed["n"].cast(pl.Float64), (placed["row"], placed["column"])),
        shape=(rows.height, len(terms)),
    )
    matrix.sort_indices()
    return Examples(rows, terms.to_list(), matrix)


def lesson(examples: Examples, settings: Mapping[str, Any]) -> dict[str, pl.DataFrame]:
    """Learn from the older examples, measure on the newest, then learn again from all.

    Args:
        examples: in the order of their ids.
        settings: the row of int_text_model_settings__read.

    Returns:
        The tables of raw_text_model; without enough examples empty ones and a card that says so.
    """
    older, newest = examples.part("learned"), examples.part("measured")
    n_classes = min(part.rows["work_class"].n_unique() for part in (older, newest))
    if examples.rows.height < settings["min_examples"] or n_classes < 2:
        message = (
            f"no text model: {examples.rows.height} decided items of {n_classes} classes could "
            f"teach it, {settings['min_examples']} of 2 classes are needed"
        )
        return _tables({"card": [_card(examples, message)]})
    class_of = dict(examples.rows.select("label", "work_class").iter_rows())
    learned = fit(older, settings["fit"])
    warmth = warmth_of(learned, newest)
    classes = measure(learned.tempered(warmth), class_of, newest, settings)
    weights = fit(examples, settings["fit"]).tempered(warmth)
    speaking = [row["work_class"] for row in classes if row["threshold"] is not None]
    message = f"speaks for {' and '.join(speaking)}" if speaking else "silent: not precise enough"
    told = _tables({"classes": classes, "card": [_card(examples, message)]})
    return told | weight_tables(examples, weights)


def weight_tables(examples: Examples, weights: Weights) -> dict[str, pl.DataFrame]:
    """Lay weights out as the tables that the scoring models read: terms, weights, labels."""
    terms = pl.DataFrame({"term": examples.terms, "idf": weights.idf.tolist()})
    return {
        "terms": terms,
        "weights": _weights(examples.terms, weights),
        "labels": _tables({"labels": _label_rows(examples, weights)})["labels"],
    }


def _tables(rows: Mapping[str, list[Row]]) -> dict[str, pl.DataFrame]:
    return {name: pl.DataFrame(rows.get(name, []), schema=TABLES[name]) for name in TABLES}


def _weights(terms: list[str], weights: Weights) -> pl.DataFrame:
    """Give one row per term and label; what is next to nothing is left out."""
    by_label = [
        pl.DataFrame({"term": terms, "weight": row.tolist()})
        .select("term", pl.lit(label).alias("label"), "weight")
        .filter(pl.col("weight") != 0)
        for label, row in zip(weights.labels, weights.weights, strict=True)
    ]
    return pl.concat(by_label).sort("term", "label")


def _label_rows(examples: Examples, weights: Weights) -> list[Row]:
    counted = (
        examples.rows.group_by("label", "work_class", "work_category", "objective_id")
        .len("n_examples")
        .sort("label", "n_examples", "work_category", descending=[False, True, False])
        .unique("label", keep="first", maintain_order=True)
    )
    n_examples = dict(examples.rows.group_by("label").len().iter_rows())
    intercepts = dict(zip(weights.labels, weights.intercepts.tolist(), strict=True))
    return [
        row | {"intercept": intercepts[row["label"]], "n_examples": n_examples[row["label"]]}
        for row in counted.to_dicts()
    ]


def _card(examples: Examples, message: str) -> Row:
    older, newest = examples.part("learned").rows, examples.part("measured").rows
    return {
        "n_examples": examples.rows.height,
        "n_learned": older.height,
        "n_measured": newest.height,
        "learned_from_at": older["created_at"].min(),
        "learned_to_at": newest["created_at"].max(),
        "measured_from_at": newest["created_at"].min(),
        "message": message,
    }
