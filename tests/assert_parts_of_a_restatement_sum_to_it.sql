-- A difference whose parts do not add up explains nothing to whoever signed the first number.
select
    restated.metric_name,
    restated.team_id,
    restated.week_on,
    restated.published_as_of
from {{ ref('metrics_as_published') }} as restated
where
    abs(
        restated.difference - restated.due_to_new_data - restated.due_to_changed_rules
        - restated.due_to_changed_classification
    ) > 0.000000001
    or (restated.difference is null) <> (
        restated.due_to_new_data is null or restated.due_to_changed_rules is null
        or restated.due_to_changed_classification is null
    )
