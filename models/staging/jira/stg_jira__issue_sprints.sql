-- Grain: one row per Jira issue and sprint it is or was planned into.
-- Sprints come as objects (`"id":7`), in old data as Java-like strings (`[id=7,`).

with

sprint_values as (
    select
        agile_values.issue_id,
        exploded.sprint_id
    from {{ ref('stg_jira__issue_agile_values') }} as agile_values
    cross join {{ explode_array(
        regex_all('agile_values.value_text', "'(?:\"id\": ?|[[,]id=)([0-9]+)'", 1)
    ) }} as exploded (sprint_id)
    where agile_values.agile_role = 'sprint'
)

select
    sprint_values.issue_id || '/' || sprint_values.sprint_id as issue_sprint_id,
    sprint_values.issue_id,
    sprint_values.sprint_id
from sprint_values
group by sprint_values.issue_id, sprint_values.sprint_id
