-- Grain: one row per team and week in which something of its scope was due or a sprint of it ended.
with
due_items as (select * from {{ ref('int_due_items__judged') }}),

sprint_commitments as (select * from {{ ref('int_sprint_commitments__judged') }}),

team_ancestors as (select * from {{ ref('int_team_ancestors__resolved') }}),

promises as (
    select
        due_items.team_id,
        due_items.week_on,
        'due_date' as promise_kind,
        due_items.work_class = 'strategic' as is_strategic,
        due_items.is_done_when_due as is_kept
    from due_items
    union all
    select
        sprint_commitments.team_id,
        sprint_commitments.week_on,
        'sprint' as promise_kind,
        false as is_strategic,
        sprint_commitments.is_done_at_end as is_kept
    from sprint_commitments
)

select
    team_ancestors.ancestor_team_id as team_id,
    promises.week_on,
    count(*) filter (where promises.promise_kind = 'due_date') as n_due_items,
    count(*) filter (where promises.promise_kind = 'due_date' and promises.is_kept)
        as n_due_done_items,
    count(*) filter (where promises.is_strategic) as n_due_strategic_items,
    count(*) filter (where promises.is_strategic and promises.is_kept)
        as n_due_done_strategic_items,
    count(*) filter (where promises.promise_kind = 'sprint') as n_sprint_committed_items,
    count(*) filter (where promises.promise_kind = 'sprint' and promises.is_kept)
        as n_sprint_done_items
from promises
inner join team_ancestors on promises.team_id = team_ancestors.team_id
group by team_ancestors.ancestor_team_id, promises.week_on
