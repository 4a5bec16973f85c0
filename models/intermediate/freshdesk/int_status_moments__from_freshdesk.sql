-- Grain: one row per Freshdesk ticket and moment its stats tell or prove; step orders equal times.
-- Freshdesk keeps the last time of each kind only; a reopening clears the resolution before it.
with tickets as (

    select * from {{ ref('stg_freshdesk__tickets') }}

),

moments as (

    select
        tickets.ticket_id,
        1 as step,
        '2' as status_code,
        'to_do' as status_group,
        tickets.created_at as changed_at
    from tickets

    union all

    -- An agent who answers is at work on it; an answer after the end starts nothing.
    select
        tickets.ticket_id,
        2 as step,
        '2' as status_code,
        'in_progress' as status_group,
        tickets.first_responded_at as changed_at
    from tickets
    where coalesce(
            tickets.first_responded_at
            <= least(tickets.reopened_at, tickets.resolved_at, tickets.closed_at),
            true
        )

    union all

    -- The end a reopening proves, its time being lost, is put at the reopening so that it counts.
    select
        tickets.ticket_id,
        3 as step,
        '4' as status_code,
        'done' as status_group,
        tickets.reopened_at as changed_at
    from tickets
    where not coalesce(
            least(tickets.resolved_at, tickets.closed_at) <= tickets.reopened_at, false
        )

    union all

    select
        tickets.ticket_id,
        4 as step,
        '4' as status_code,
        'done' as status_group,
        tickets.resolved_at as changed_at
    from tickets

    union all

    select
        tickets.ticket_id,
        5 as step,
        '5' as status_code,
        'done' as status_group,
        tickets.closed_at as changed_at
    from tickets

    union all

    select
        tickets.ticket_id,
        6 as step,
        '2' as status_code,
        'in_progress' as status_group,
        tickets.reopened_at as changed_at
    from tickets

)

select
    moments.ticket_id,
    moments.step,
    moments.status_code,
    moments.status_group,
    moments.changed_at
from moments
where moments.changed_at is not null
