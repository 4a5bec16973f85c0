"""What another strategy would change: told before it is adopted, and nothing touched by asking."""

import signal
import subprocess
import sys
import time
from decimal import Decimal
from pathlib import Path
from shutil import copytree

import polars as pl
import pytest
from example_night import ExampleNight
from example_preview import Preview, digests, leftovers, preview_of, said
from strategy_folders import folder_of

from pipelines import scratch
from pipelines.scratch import PREFIX


@pytest.fixture(scope="module")
def preview(night: ExampleNight, tmp_path_factory: pytest.TempPathFactory) -> Preview:
    return preview_of(night, tmp_path_factory.mktemp("whatif"))


def test_nothing_published_or_built_is_touched_and_the_copy_is_gone(preview: Preview) -> None:
    assert preview.is_untouched


def test_the_flips_are_exactly_the_items_the_changed_rule_places(
    preview: Preview, night: ExampleNight
) -> None:
    """Access requests, as the tool's documents say, but for those with stronger evidence."""
    documents = night.organisation.documents["freshdesk"]["tickets"]
    asked = {
        f"freshdesk:{id_}"
        for id_, ticket in documents.items()
        if ticket["type"] == "Access request"
    }
    stronger = night.ask(
        "select work_item_id from fct_work_items "
        "where classification_method in ('override', 'objective_link', 'cross_tool')"
    )["work_item_id"]
    flips = preview.flipped_by("access-requests")

    assert {flip["work_item_id"] for flip in flips} == asked - set(stronger)
    assert len(flips) > 100
    for flip in flips:
        assert (flip["before_work_class"], flip["before_work_category"]) == (
            "operational",
            "internal_process",
        )
        assert (flip["after_work_class"], flip["after_work_category"]) == (
            "operational",
            "enablement",
        )


def test_adopted_suggestions_add_exactly_the_effort_they_promised(
    preview: Preview, night: ExampleNight
) -> None:
    added = [flip for flip in preview.flips if flip["before_work_class"] == "unclassified"]
    rules = [one.rule_id for one in preview.promised]
    assert len(rules) >= 3
    assert sum(one.n_items_reached for one in preview.promised) > 0, "what is handed down counts"
    assert {flip["work_item_id"] for flip in added} <= {
        flip["work_item_id"] for flip in preview.flipped_by(*rules)
    }
    assert len(added) == sum(one.n_items for one in preview.promised)
    effort = sum(Decimal(flip["effort_days"]) for flip in added)
    assert effort == sum(one.effort_days for one in preview.promised)

    [(before, total)] = night.ask(
        "select sum(effort_days) filter (work_class <> 'unclassified'), sum(effort_days) "
        "from fct_work_items"
    ).iter_rows()
    was, would_be = f"{before / total:.1%}", f"{(before + effort) / total:.1%}"
    assert f"raise coverage from {was} to {would_be} of effort" in preview.suggested
    assert f"{was} is classified; it would be {would_be}." in preview.output


def test_only_changed_rules_flip_items_and_all_are_told(preview: Preview) -> None:
    rules = [*(one.rule_id for one in preview.promised), "access-requests"]
    assert len(preview.flips) == len(preview.flipped_by(*rules))
    assert f"{len(preview.flips):,} of" in preview.output
    efforts = [Decimal(flip["effort_days"]) for flip in preview.flips]
    assert efforts == sorted(efforts, reverse=True)


def test_each_metric_after_can_be_made_from_the_facts_and_the_flips(
    preview: Preview, night: ExampleNight
) -> None:
    """Every team's shares in the headline weeks, in polars, from published facts and flips.csv."""
    flipped = {flip["work_item_id"]: flip["after_work_class"] for flip in preview.flips}
    parents = dict(night.ask("select team_id, parent_team_id from dim_teams").iter_rows())

    def lineage(team_id: str | None) -> list[str]:
        return [team_id, *lineage(parents[team_id])] if team_id else []

    lineages = pl.DataFrame({"team_id": list(parents), "above": [lineage(t) for t in parents]})
    weeks = night.ask(
        "select alignment.team_id, alignment.week_on "
        "from metrics_alignment_by_team_week as alignment "
        "inner join metrics_recent_alignment_by_team as recent "
        "on alignment.team_id = recent.team_id "
        "and alignment.week_on between recent.first_week_on and recent.last_week_on"
    )
    classes = night.ask("select work_item_id, work_class from fct_work_items").with_columns(
        work_class=pl.col("work_item_id").replace_strict(flipped, default=pl.col("work_class"))
    )
    sums = (
        night.ask("from fct_effort_by_item_week")
        .join(classes, on="work_item_id")
        .join(lineages.explode("above"), on="team_id")
        .drop("team_id")
        .rename({"above": "team_id"})
        .join(weeks, on=["team_id", "week_on"])
        .with_columns(pl.col("effort_days").cast(pl.Float64))
        .group_by("team_id")
        .agg(
            pl.col("effort_days").filter(pl.col("work_class") == work_class).sum().alias(work_class)
            for work_class in ("strategic", "operational", "unclassified")
        )
        .with_columns(total=pl.sum_horizontal("strategic", "operational", "unclassified"))
    )
    expected = {
        (row["team_id"], metric): share
        for row in sums.iter_rows(named=True)
        for metric, share in {
            "strategic_share": row["strategic"] / (row["strategic"] + row["operational"]),
            "strategic_share_low": row["strategic"] / row["total"],
            "strategic_share_high": 1 - row["operational"] / row["total"],
            "coverage_share": 1 - row["unclassified"] / row["total"],
        }.items()
    }
    told = {(row["team_id"], row["metric"]): float(row["after"]) for row in preview.metrics}
    assert told == pytest.approx(expected, abs=1e-9)
    published = night.ask("from metrics_recent_alignment_by_team")
    for row in preview.metrics:
        share = published.filter(pl.col("team_id") == row["team_id"])[row["metric"]].item()
        assert float(row["before"]) == share
        assert float(row["change"]) == pytest.approx(float(row["after"]) - share)
    coverage = [row for row in preview.metrics if row["metric"] == "coverage_share"]
    assert any(float(row["change"]) > 0.001 for row in coverage), "the adopted rule must show"


def test_the_same_strategy_changes_nothing_and_says_so(night: ExampleNight) -> None:
    code, output = said(
        "whatif", "-w", night.warehouse.workspace, "--strategy", night.warehouse.strategy
    )
    assert code == 0
    assert "no row differs from the published strategy" in output
    assert "No item would change its class, category or objective." in output
    assert "No headline metric of any team would move." in output


def test_a_what_if_that_is_stopped_leaves_nothing_behind(
    night: ExampleNight, tmp_path: Path
) -> None:
    strategy = tmp_path / "strategy"
    copytree(night.warehouse.strategy, strategy)
    rules = strategy / "classification_rules.csv"
    rules.write_text(rules.read_text().replace(",900,", ",901,"))
    before = digests(night.warehouse)
    command = [sys.executable, "-m", "pipelines", "whatif", "-w", str(night.warehouse.workspace)]
    with subprocess.Popen(
        [*command, "--strategy", str(strategy)], cwd=Path(scratch.__file__).parents[1]
    ) as process:
        until = time.monotonic() + 60
        while not list(night.warehouse.folder.glob(f"{PREFIX}*/target")):
            assert time.monotonic() < until
            assert process.poll() is None
            time.sleep(0.05)
        assert leftovers(night.warehouse)[0].stat().st_mode & 0o077 == 0
        process.send_signal(signal.SIGTERM)
        assert process.wait(30) == 128 + signal.SIGTERM
    assert leftovers(night.warehouse) == []
    assert digests(night.warehouse) == before


def test_a_strategy_with_mistakes_is_refused_as_the_night_would(
    night: ExampleNight, tmp_path: Path
) -> None:
    folder = folder_of(
        tmp_path, classification_rules="rule_id,priority,label,work_class\nx,1,a,both\n"
    )
    code, output = said("whatif", "-w", night.warehouse.workspace, "--strategy", folder)
    assert code == 2
    assert 'classification_rules.csv:2 work_class "both"' in output
    code, output = said("whatif", "-w", night.warehouse.workspace, "--strategy", tmp_path / "none")
    assert code == 2
    assert "There is no strategy folder" in output
