-- Grain: one row per work item and stretch of nights whose publications gave it one class.
-- Empty as long as no history is kept: then no change of a definition is known.
select
    null::text as work_item_id,
    null::text as work_class,
    null::text as change_reason,
    null::date as said_from
where false
