"""What the text model learns: never by luck, never without enough examples, twice the same."""

from datetime import UTC, datetime, timedelta
from random import Random

import duckdb
import polars as pl
import pytest

from pipelines import text_model
from pipelines.text_training import lower_bound

SETTINGS = {
    "min_precision": 0.90, "assurance": 0.95, "n_least_certain": 100, "min_examples": 200,
    "min_items_per_term": 2, "fit": 10.0,
}  # fmt: skip
CLASS_OF = {"OBJ-A": "strategic", "defect": "operational"}


def organisation(texts: list[tuple[str, str]]) -> duckdb.DuckDBPyConnection:
    """Give a work file whose decided items, oldest first, have these labels and words."""
    connection = duckdb.connect()
    connection.execute("create schema intermediate")
    first = datetime(2026, 1, 1, tzinfo=UTC)
    examples = pl.DataFrame(
        {
            "work_item_id": f"jira:{n:05}",
            "label": label,
            "work_class": CLASS_OF[label],
            "work_category": "objective_work" if label == "OBJ-A" else label,
            "objective_id": label if label == "OBJ-A" else None,
            "example_part": "learned" if n < 0.8 * len(texts) else "measured",
            "created_at": first + timedelta(hours=n),
        }
        for n, (label, _) in enumerate(texts)
    )
    terms = pl.DataFrame(
        {"work_item_id": f"jira:{n:05}", "term": word, "n": text.split().count(word)}
        for n, (_, text) in enumerate(texts)
        for word in sorted(set(text.split()))
    )
    tables = {
        "int_text_examples__parted": examples,
        "int_text_terms__counted": terms,
        "int_text_model_settings__read": pl.DataFrame([SETTINGS]),
    }
    for name, frame in tables.items():
        connection.register("frame", frame.to_arrow())
        connection.execute(f"create table intermediate.{name} as select * from frame")
        connection.unregister("frame")
    return connection


def table(connection: duckdb.DuckDBPyConnection, name: str) -> pl.DataFrame:
    return connection.sql(f"select * from raw_text_model.{name}").pl()


def separable(n: int) -> list[tuple[str, str]]:
    """Two subjects with words of their own among words that both use."""
    rng = Random(3)
    common = ["please", "check", "the", "new", "page"]
    own = {"OBJ-A": ["payout", "ledger", "bank"], "defect": ["printer", "paper", "broken"]}
    return [
        (label, " ".join([rng.choice(own[label]), *rng.sample(common, 3)]))
        for label in (rng.choice(sorted(own)) for _ in range(n))
    ]


def test_too_few_decided_items_give_no_model_and_a_sentence_with_the_numbers() -> None:
    connection = organisation(separable(199))
    n_examples, message = text_model.learn(connection)
    assert n_examples == 199
    assert message == (
        "no text model: 199 decided items of 2 classes could teach it, 200 of 2 classes are needed"
    )
    assert table(connection, "card")["message"].item() == message
    for name in ("terms", "weights", "labels", "classes"):
        assert table(connection, name).is_empty()


def test_one_class_alone_teaches_nothing() -> None:
    connection = organisation([("defect", "printer broken")] * 300)
    assert "of 1 classes" in text_model.learn(connection)[1]
    assert table(connection, "weights").is_empty()


def test_words_that_tell_two_subjects_apart_are_learned_and_measured_on_newer_items() -> None:
    connection = organisation(separable(600))
    assert text_model.learn(connection) == (600, "speaks for operational and strategic")
    classes = table(connection, "classes")
    assert classes["n_spoken"].sum() == 120
    assert classes["n_right"].sum() == 120
    assert (classes["threshold"] > 0.5).all()
    weights = {
        (row["term"], row["label"]): row["weight"]
        for row in table(connection, "weights").iter_rows(named=True)
    }
    assert weights["payout", "OBJ-A"] > 1 > 0 > weights["printer", "OBJ-A"]
    assert weights["printer", "defect"] > 1
    assert abs(weights["please", "defect"]) < weights["printer", "defect"] / 5
    card = table(connection, "card").row(0, named=True)
    assert (card["n_learned"], card["n_measured"]) == (480, 120)
    assert card["measured_from_at"] == datetime(2026, 1, 21, tzinfo=UTC)


def test_words_that_prove_nothing_keep_the_model_silent() -> None:
    rng = Random(5)
    texts = [
        (rng.choice(["OBJ-A", "defect"]), " ".join(rng.choices("abcdefgh", k=4)))
        for _ in range(1200)
    ]
    connection = organisation(texts)
    assert text_model.learn(connection)[1] == "silent: not precise enough"
    assert table(connection, "classes")["threshold"].is_null().all()


@pytest.mark.parametrize("wrong_share", [0.02, 0.05, 0.08, 0.12, 0.2, 0.4])
def test_no_threshold_stands_where_the_precision_may_be_luck(wrong_share: float) -> None:
    rng = Random(7)
    flipped = {"OBJ-A": "defect", "defect": "OBJ-A"}
    texts = [
        (flipped[label] if rng.random() < wrong_share else label, text)
        for label, text in separable(2000)
    ]
    connection = organisation(texts)
    text_model.learn(connection)
    classes = table(connection, "classes").drop_nulls("threshold")
    assert (classes["precision_low"] >= 0.90).all()
    assert (classes["n_right"] / classes["n_spoken"] > 0.90).all()
    assert (classes.height > 0) == (wrong_share < 0.08)


def test_many_easy_items_do_not_carry_doubtful_ones() -> None:
    """850 items are plain, 150 of another wording are right three times in four: not said."""
    rng = Random(11)
    texts = []
    for label, text in separable(5000):
        if label == "OBJ-A" and rng.random() < 0.25:
            texts.append((label if rng.random() < 0.75 else "defect", "rollout wave pilot"))
        else:
            texts.append((label, text))
    connection = organisation(texts)
    text_model.learn(connection)
    strategic = table(connection, "classes").filter(work_class="strategic").row(0, named=True)
    plain = sum(1 for label, text in texts[4000:] if label == "OBJ-A" and "pilot" not in text)
    assert strategic["n_spoken"] == strategic["n_right"] == plain


def test_the_same_examples_give_the_same_tables_whatever_order_they_lie_in() -> None:
    lessons = []
    for order in ("work_item_id", "hash(work_item_id)"):
        connection = organisation(separable(600))
        for name in ("int_text_examples__parted", "int_text_terms__counted"):
            connection.execute(
                f"create or replace table intermediate.{name} as "
                f"select * from intermediate.{name} order by {order}"
            )
        examples = text_model.read_examples(connection, min_items_per_term=2)
        assert examples.rows["work_item_id"].is_sorted()
        assert examples.terms == sorted(examples.terms)
        text_model.learn(connection)
        lessons.append([table(connection, name) for name in text_model.TABLES])
    for once, again in zip(*lessons, strict=True):
        assert once.equals(again)


def test_before_the_first_lesson_the_tables_are_there_and_a_lesson_is_not_overwritten() -> None:
    connection = organisation(separable(600))
    text_model.ensure_tables(connection)
    assert all(table(connection, name).is_empty() for name in text_model.TABLES)
    text_model.learn(connection)
    text_model.ensure_tables(connection)
    assert table(connection, "card").height == 1


def test_the_lower_bound_is_wilson_s() -> None:
    assert lower_bound(95, 100, 0.95) == pytest.approx(0.900839, abs=1e-6)
    assert lower_bound(10, 10, 0.95) < 0.90
