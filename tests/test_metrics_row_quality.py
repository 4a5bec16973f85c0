"""What each metric row rests on, made again from the facts for every published metric table."""

import polars as pl
import pytest
from alignment_again import quality, team_weeks
from metric_facts import KEYS, Facts, ratio
from published import ROW_QUALITY

from pipelines.transform import project_folder

SAYS_IT_OTHERWISE = {
    "metrics_as_published": "what was said then; the restated rows beside it say it of today",
    "metrics_classification_quality_by_week": "is itself what the classification rests on",
    "metrics_method_share_by_week": "is itself what was inferred, method by method",
    "metrics_recent_alignment_by_team": "sums four weeks: test_metrics_alignment makes them again",
}
MARTS = project_folder() / "models" / "marts" / "metrics"
TABLES = sorted(path.stem for path in MARTS.glob("*.sql"))


def resting(facts: Facts, period: str | None) -> pl.DataFrame:
    """Give what a team's rows rest on in each week, in each month, or in its newest week."""
    weeks = team_weeks(facts).join(quality(facts), on=KEYS).rename({"total": "effort_days"})
    weeks = weeks.with_columns(
        (pl.col("strategic") + pl.col("operational")).alias("classified_effort_days"),
        pl.col("week_on").dt.month_start().alias("month_on"),
    )
    if period is None:
        weeks = weeks.filter(pl.col("week_on") == pl.col("week_on").max().over("team_id"))
    keys = ["team_id", *([period] if period else [])]
    summed = weeks.group_by(keys).agg(
        pl.col("effort_days", "classified_effort_days", "inferred_effort_days").sum(),
        pl.col("n_stale_tools", "tool_age_days", "census_age_days").max(),
    )
    return summed.with_columns(
        coverage_share=ratio("classified_effort_days", "effort_days"),
        inferred_share=ratio("inferred_effort_days", "classified_effort_days"),
    ).select(*keys, *ROW_QUALITY)


@pytest.mark.parametrize("table", [name for name in TABLES if name not in SAYS_IT_OTHERWISE])
def test_every_metric_row_tells_what_it_rests_on(facts: Facts, table: str) -> None:
    published = facts.table(table)
    assert set(ROW_QUALITY) <= set(published.columns)
    period = next((name for name in ("week_on", "month_on") if name in published.columns), None)
    if "team_id" not in published.columns:
        published = published.with_columns(team_id=pl.lit("organisation"))
    keys = ["team_id", *([period] if period else [])]
    both = published.join(resting(facts, period), on=keys, how="left", suffix="_made")
    assert both["coverage_share"].is_not_null().mean() > 0.9, "most rows rest on something known"
    for name in ROW_QUALITY:
        told, made = both[name].cast(pl.Float64), both[f"{name}_made"].cast(pl.Float64)
        assert told.is_null().equals(made.is_null()), name
        assert ((told - made).abs().drop_nulls() < 1e-9).all(), name


def test_no_metric_table_is_left_out_without_a_reason() -> None:
    assert set(SAYS_IT_OTHERWISE) < set(TABLES)
