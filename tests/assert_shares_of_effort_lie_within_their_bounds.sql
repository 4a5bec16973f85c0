-- A share of more than the whole, or outside its own bounds, discredits every other number.
-- Exact, without tolerance: a reader who filters for `= 1` or checks `<= 1` has none either.
with
alignment as (select * from {{ ref('metrics_alignment_by_team_week') }})

select
    alignment.team_id,
    alignment.week_on,
    alignment.coverage_share,
    alignment.strategic_share_high
from alignment
where
    alignment.coverage_share not between 0 and 1
    or alignment.strategic_share_high not between alignment.strategic_share_low and 1
    or (alignment.unclassified_effort_days = 0) <> (alignment.coverage_share = 1)
