-- Grain: one row per unbroken stay of a work item in a sprint, begun before as_of.
with
sprint_stays as (select * from {{ ref('int_sprint_stays__from_jira') }})

select
    sprint_stays.work_item_id,
    sprint_stays.sprint_id,
    row_number() over (
        partition by sprint_stays.work_item_id, sprint_stays.sprint_id
        order by sprint_stays.entered_by
    ) as stay_number,
    {{ without_addresses('sprint_stays.sprint_name') }} as sprint_name,
    sprint_stays.entered_at,
    case when sprint_stays.left_at < {{ as_of_at() }} then sprint_stays.left_at end as left_at,
    sprint_stays.sprint_starts_at,
    sprint_stays.sprint_ends_at,
    case
        when sprint_stays.sprint_closed_at < {{ as_of_at() }} then sprint_stays.sprint_closed_at
    end as sprint_closed_at
from sprint_stays
where sprint_stays.entered_at < {{ as_of_at() }}
