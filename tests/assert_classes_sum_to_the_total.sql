-- A headline share whose parts do not add up cannot be defended in front of anyone.
select
    alignment.team_id,
    alignment.week_on
from {{ ref('metrics_alignment_by_team_week') }} as alignment
where
    abs(
        alignment.strategic_effort_days + alignment.operational_effort_days
        + alignment.unclassified_effort_days - alignment.effort_days
    ) > 0.000001
    or alignment.n_completed_strategic_items + alignment.n_completed_operational_items
    + alignment.n_completed_unclassified_items <> alignment.n_completed_items
    or alignment.strategic_share_low > alignment.strategic_share + 0.000000001
    or alignment.strategic_share > alignment.strategic_share_high + 0.000000001
    or alignment.strategic_share_low < 0
    or alignment.strategic_share_high > 1.000000001
