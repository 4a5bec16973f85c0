-- Grain: one row per work item and stretch of nights whose class is not today's.
-- The reason is that of the item's last change of class. An item counts under its first class before it was seen.
with
remembered as (select * from {{ ref('int_stretches__remembered') }}),

begun as (select * from {{ ref('int_stretches__begun') }}),

said as (select * from {{ ref('int_classifications__said') }}),

change_reasons as (select * from {{ ref('change_reasons') }}),

stretches as (
    select
        remembered.work_item_id,
        remembered.work_class,
        remembered.change_reason,
        remembered.said_from,
        false as is_begun
    from remembered
    union all
    select
        begun.work_item_id,
        begun.work_class,
        begun.change_reason,
        -- On a night that is not remembered no stretch ends.
        case when begun.is_remembered then begun.said_from end as said_from,
        true as is_begun
    from begun
),

ordered as (
    select
        stretches.*,
        lag(stretches.work_class) over (
            partition by stretches.work_item_id order by stretches.is_begun, stretches.said_from
        ) as previous_work_class,
        lead(stretches.said_from) over (
            partition by stretches.work_item_id order by stretches.is_begun, stretches.said_from
        ) as next_said_from,
        row_number() over (
            partition by stretches.work_item_id order by stretches.is_begun, stretches.said_from
        ) as stretch_number
    from stretches
),

last_changes as (
    select
        ordered.work_item_id,
        change_reasons.restatement_part
    from ordered
    inner join change_reasons on ordered.change_reason = change_reasons.change_reason
    where ordered.work_class <> ordered.previous_work_class
    qualify
        row_number() over (partition by ordered.work_item_id order by ordered.stretch_number desc)
        = 1
)

select
    ordered.work_item_id,
    case when ordered.stretch_number > 1 then ordered.said_from end as counts_from,
    ordered.next_said_from as counts_to,
    ordered.work_class as work_class_then,
    said.work_class as work_class_now,
    last_changes.restatement_part
from ordered
-- The inner join leaves out items that are gone: no effort of theirs is left to restate.
inner join said on ordered.work_item_id = said.work_item_id
inner join last_changes on ordered.work_item_id = last_changes.work_item_id
where ordered.work_class <> said.work_class
