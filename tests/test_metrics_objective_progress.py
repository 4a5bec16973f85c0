"""Progress of objectives on the example organisation, against facts and what is planted."""

import polars as pl
from example_night import ExampleNight
from progress_made_again import progress_rows
from published import answer, assert_published

PROGRESS = "metrics_objective_progress_by_week"


def test_the_published_progress_is_that_of_the_items(night: ExampleNight) -> None:
    made = pl.DataFrame(progress_rows(night), infer_schema_length=None)
    assert made["forecast_p85_with_growth_on"].null_count() < made.height
    assert_published(night, PROGRESS, ["objective_id", "week_on"], made)


def test_only_the_starved_objective_starves(night: ExampleNight) -> None:
    fact = night.organisation.planted["starved_objective"]
    starved = night.ask(f"from {PROGRESS} where is_starved")
    assert set(starved["objective_id"]) == {fact["objective_id"]}
    newest = starved.sort("week_on").row(-1, named=True)
    assert newest["week_on"] == night.ask(f"select max(week_on) from {PROGRESS}").item()
    assert newest["planned_share"] == fact["planned_share"]


def test_an_objective_that_stands_still_has_no_forecast_and_comes_first(
    night: ExampleNight,
) -> None:
    asked = answer(night, "will_we_get_there_in_time")
    first = asked.row(0, named=True)
    starved = night.organisation.planted["starved_objective"]["objective_id"]
    names = dict(night.ask("select objective_id, objective_name from dim_objectives").rows())
    assert first["objective_name"] == names[starved]
    assert first["answer"] == "no_forecast"
    assert first["forecast_p50_on"] is None
    assert asked.filter(answer="no_forecast").height == 1


def test_the_objective_of_the_drifting_team_is_late_by_its_results(night: ExampleNight) -> None:
    asked = answer(night, "will_we_get_there_in_time")
    late = asked.filter(owner="Director of payments").row(0, named=True)
    assert late["answer"] == "key_results_late"
    assert late["key_result_pace"] < 0.75


def test_what_changed_last_week_is_measured_against_what_is_usual(night: ExampleNight) -> None:
    changed = answer(night, "what_changed_since_last_week")
    moved = changed.filter(subject_id="organisation", measure="strategic_share")
    shares = night.ask(
        """
        select strategic_share from metrics_alignment_by_team_week
        where team_id = 'organisation' order by week_on desc limit 2
        """
    )["strategic_share"]
    assert moved["change"].item() == shares[0] - shares[1]
    assert set(changed["week_on"]) == {night.ask(f"select max(week_on) from {PROGRESS}").item()}
