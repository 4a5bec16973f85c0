"""The whole night on the example organisation, held against its planted truth."""

import duckdb
import pytest
from example_night import ExampleNight, dbt, demonstrate


def share(night: ExampleNight, team_id: str, first: str, last: str) -> float:
    """Give a team's strategic share over some weeks, by summed effort."""
    return night.ask(
        f"""
        select sum(strategic_effort_days)
            / sum(strategic_effort_days + operational_effort_days) as share
        from metrics_alignment_by_team_week
        where team_id = '{team_id}' and week_on >= '{first}' and week_on < '{last}'
        """
    ).item()


def test_the_answer_is_on_screen_with_the_paths_to_everything(night: ExampleNight) -> None:
    assert "of classified effort advanced a named objective" in night.printed
    for team in ("Payments", "Workplace IT", "Customer support"):
        assert team in night.printed
    for path in (night.warehouse.published, night.warehouse.exports / "latest"):
        assert path.exists()
        assert str(path) in night.printed
    assert str(night.warehouse.ledger) in night.printed


def test_no_item_is_lost_or_invented(night: ExampleNight) -> None:
    items = night.ask("select work_item_id from fct_work_items")
    assert items.height == items["work_item_id"].n_unique()
    assert set(items["work_item_id"]) == set(night.truth()["work_item_id"])


def test_the_true_share_lies_within_the_published_bounds(night: ExampleNight) -> None:
    outside = night.ask(
        """
        with true_shares as (
            select
                team_id,
                sum(effort_days) filter (where true_class = 'strategic')
                    / sum(effort_days) as true_share
            from fct_effort_by_item_week
            inner join (select work_item_id, true_class from truth) as truths
                using (work_item_id)
            group by team_id
        ),
        bounds as (
            select
                team_id,
                sum(strategic_effort_days) / sum(effort_days) as low,
                1 - sum(operational_effort_days) / sum(effort_days) as high
            from metrics_alignment_by_team_week
            group by team_id
        )
        select * from bounds inner join true_shares using (team_id)
        where true_share not between low - 0.03 and high + 0.03
        """
    )
    assert outside.is_empty(), outside


def test_the_planted_drift_shows_in_its_team_and_week(night: ExampleNight) -> None:
    drift = night.organisation.planted["drift"]
    before = share(night, drift["team_id"], "2025-03-31", str(drift["week_on"]))
    after = share(night, drift["team_id"], str(drift["week_on"]), "2026-09-28")
    assert before > 0.55
    assert after < 0.40
    for team_id in night.organisation.planted["stable_team_ids"]:
        first_half = share(night, team_id, "2025-03-31", str(drift["week_on"]))
        second_half = share(night, team_id, str(drift["week_on"]), "2026-09-28")
        assert abs(first_half - second_half) < 0.10, team_id


def test_the_starved_objective_and_the_stagnant_team_are_seen(night: ExampleNight) -> None:
    starved = night.organisation.planted["starved_objective"]
    allocation = night.ask(
        f"""
        select
            sum(objective_effort_days) / sum(team_effort_days) as actual_share,
            avg(planned_share) as planned_share
        from metrics_allocation_by_team_objective_week
        where team_id = 'organisation' and objective_id = '{starved["objective_id"]}'
        """
    )
    assert allocation["planned_share"].item() == pytest.approx(starved["planned_share"])
    assert allocation["actual_share"].item() < 0.04
    stagnant = night.organisation.planted["efficient_but_stagnant"]["team_id"]
    assert share(night, stagnant, "2025-03-31", "2026-09-28") < 0.06


def test_each_working_person_gives_about_five_days_a_week(night: ExampleNight) -> None:
    days = night.ask(
        """
        select sum(effort_days) / sum(n_people) as days_per_person
        from metrics_alignment_by_team_week where team_id = 'organisation'
        """
    ).item()
    assert 4.3 < days <= 5.0


def test_nobody_is_named_in_what_is_published(night: ExampleNight) -> None:
    accounts = night.organisation.documents["jira"]["users"].values()
    names = {user["displayName"] for user in accounts if user["accountType"] == "atlassian"}
    addresses = {user.get("emailAddress") for user in accounts} - {None, ""}
    assert len(names) > 100
    with duckdb.connect(str(night.warehouse.published), read_only=True) as connection:
        columns = connection.sql(
            "select table_name, column_name from duckdb_columns() where not internal "
            "and data_type = 'VARCHAR' "
            "and column_name not in ('title', 'evidence', 'runner_up_evidence')"
        ).fetchall()
        for table, column in columns:
            rows = connection.sql(f'select distinct "{column}" from "{table}"').fetchall()
            assert not ({row[0] for row in rows} & (names | addresses)), (table, column)


def test_every_published_column_is_described(night: ExampleNight) -> None:
    with duckdb.connect(str(night.warehouse.published), read_only=True) as connection:
        silent = connection.sql(
            "select table_name, column_name from duckdb_columns() "
            "where not internal and comment is null"
        ).fetchall()
        assert not silent
        tables = {row[0] for row in connection.sql("show tables").fetchall()}
    assert {"fct_work_items", "dim_metrics", "meta_runs", "meta_sources"} <= tables


def test_every_unit_test_of_the_models_passes(night: ExampleNight) -> None:
    done = dbt(night.warehouse, "test", "--select", "test_type:unit")
    assert done.returncode == 0, done.stdout[-4000:]
    assert "unit tests" in done.stdout


def test_a_second_night_pulls_only_the_overlap_and_changes_no_byte(night: ExampleNight) -> None:
    before = night.exports()
    assert len(before) >= 11
    first = night.pulls()
    demonstrate(night.warehouse.workspace)
    second = night.pulls()
    assert second.keys() == first.keys() == {"jira", "github", "zendesk", "freshdesk"}
    for tool, pulled in second.items():
        assert pulled["outcome"] == "complete"
        assert pulled["n_rows_loaded"] < 0.1 * first[tool]["n_rows_loaded"], tool
        assert pulled["n_requests"] < 0.15 * first[tool]["n_requests"], tool
    after = night.exports()
    assert after.keys() == before.keys()
    assert [name for name in before if after[name] != before[name]] == []
