"""A build in two parts: each model is built once, each data test runs once."""

from pathlib import Path

from example_night import dbt

from pipelines.transform import FIRST_PART, SECOND_PART, WITHOUT_UNIT_TESTS, _build_error
from pipelines.warehouse import Warehouse


def test_the_two_parts_of_a_build_are_everything_and_share_nothing(tmp_path: Path) -> None:
    def listed(*words: str) -> set[str]:
        done = dbt(Warehouse(tmp_path), "--quiet", "ls", *WITHOUT_UNIT_TESTS, *words)
        assert done.returncode == 0, done.stdout
        return set(done.stdout.split())

    built = ("model", "seed", "snapshot", "test")
    kinds = [word for kind in built for word in ("--resource-type", kind)]
    first, second = listed(*FIRST_PART, *kinds), listed(*SECOND_PART, *kinds)
    assert first | second == listed(*kinds)
    assert not first & second
    assert "headway.intermediate.text_model.int_text_terms__counted" in first
    assert "headway.intermediate.text_model.int_text_scores__summed" in second


def test_results_that_end_half_way_do_not_hide_what_dbt_said(tmp_path: Path) -> None:
    results = tmp_path / "run_results.json"
    results.write_text('{"metadata": {')

    assert "No space left on device" in str(_build_error(results, "No space left on device"))
