"""Labels of a sample measure what is decided on the example organisation, and decide nothing."""

import pytest
from example_agreement import SAMPLE_SIZE, labelled_with_the_truth, second_opinion
from example_night import ExampleNight


@pytest.fixture(scope="module")
def labelled(night: ExampleNight, tmp_path_factory: pytest.TempPathFactory) -> ExampleNight:
    return labelled_with_the_truth(night, tmp_path_factory.mktemp("labelled") / "demo", seed=1)


def quality(night: ExampleNight) -> dict[str, float]:
    """Give the last week's agreement with people."""
    week = "from metrics_classification_quality_by_week order by week_on desc limit 1"
    return night.ask(week).row(0, named=True)


def test_labels_of_a_sample_measure_the_truth(labelled: ExampleNight) -> None:
    found = quality(labelled)
    assert found["n_labels"] == found["n_labelled_items"] == SAMPLE_SIZE
    truly = labelled.ask(
        """
        select
            sum(effort.effort_days) filter (where true_class = 'strategic')
                / sum(effort.effort_days) as corrected_strategic_share
        from fct_effort_by_item_week as effort inner join truth using (work_item_id)
        where week_on between '2026-08-31' and '2026-09-21'
        """
    ).row(0, named=True)
    for name in ("strategic", "operational"):
        truly |= labelled.ask(
            f"""
            select
                count(*) filter (where work_class = true_class)
                    / count(*) filter (where work_class = '{name}') as {name}_precision_share,
                count(*) filter (where work_class = true_class)
                    / count(*) filter (where true_class = '{name}') as {name}_recall_share
            from fct_work_items inner join truth using (work_item_id)
            where not is_deleted and '{name}' in (work_class, true_class)
            """
        ).row(0, named=True)
    assert len(truly) == 5
    for measure, value in truly.items():
        assert found[f"{measure}_low"] <= value <= found[f"{measure}_high"], measure


def test_agreement_is_what_plain_arithmetic_makes_of_facts_and_labels(
    labelled: ExampleNight,
) -> None:
    found, expected = quality(labelled), second_opinion(labelled)
    assert len(expected) == 16
    assert {name: found[name] for name in expected} == pytest.approx(expected, abs=1e-7)


def test_labels_decide_nothing(night: ExampleNight, labelled: ExampleNight) -> None:
    decided = """
        select * exclude (confidence, confidence_basis) from fct_work_items order by work_item_id
    """
    assert night.ask(decided).equals(labelled.ask(decided))
    confidence = "select confidence_basis, confidence from fct_work_items order by work_item_id"
    assert not night.ask(confidence).equals(labelled.ask(confidence)), "they do measure"
