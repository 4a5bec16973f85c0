-- A share outside its own interval, or an interval outside 0 and 1, discredits every other number.
with
quality as (select * from {{ ref('metrics_classification_quality_by_week') }}),

intervals as (
    select
        quality.week_on,
        quality.strategic_precision_share as share,
        quality.strategic_precision_share_low as low,
        quality.strategic_precision_share_high as high
    from quality
    union all
    select
        quality.week_on,
        quality.strategic_recall_share,
        quality.strategic_recall_share_low,
        quality.strategic_recall_share_high
    from quality
    union all
    select
        quality.week_on,
        quality.operational_precision_share,
        quality.operational_precision_share_low,
        quality.operational_precision_share_high
    from quality
    union all
    select
        quality.week_on,
        quality.operational_recall_share,
        quality.operational_recall_share_low,
        quality.operational_recall_share_high
    from quality
    union all
    select
        quality.week_on,
        quality.corrected_strategic_share,
        quality.corrected_strategic_share_low,
        quality.corrected_strategic_share_high
    from quality
)

select
    intervals.week_on,
    intervals.share,
    intervals.low,
    intervals.high
from intervals
where
    intervals.low not between 0 and intervals.share + 0.000000001
    or intervals.high not between intervals.share - 0.000000001 and 1
