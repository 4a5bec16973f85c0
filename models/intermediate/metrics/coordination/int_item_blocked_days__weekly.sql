-- Grain: one row per work item and whole week in which it was open: days open, and blocked of these.
-- Blocked: in a waiting status, or behind an open item that blocks it; both at once count once.
-- Calendar days: an item that waits over a weekend waits.
with
waits as (select * from {{ ref('fct_item_waits') }}),

open_periods as (select * from {{ ref('int_open_periods__derived') }}),

weeks as (select * from {{ ref('int_weeks__whole') }}),

reached as (
    select
        waits.work_item_id,
        waits.started_at,
        coalesce(waits.ended_at, {{ as_of_at() }}) as ended_at,
        max(coalesce(waits.ended_at, {{ as_of_at() }})) over (
            partition by waits.work_item_id
            order by waits.started_at, coalesce(waits.ended_at, {{ as_of_at() }})
            rows between unbounded preceding and 1 preceding
        ) as reached_at
    from waits
    where waits.wait_kind in ('waiting_status', 'blocks')
),

-- What an earlier wait covers already is cut off: the pieces that are left never overlap.
pieces as (
    select
        reached.work_item_id,
        'blocked' as piece_kind,
        greatest(reached.started_at, coalesce(reached.reached_at, reached.started_at))
            as started_at,
        reached.ended_at
    from reached
    where reached.ended_at > coalesce(reached.reached_at, reached.started_at)
    union all
    select
        open_periods.work_item_id,
        'open' as piece_kind,
        open_periods.started_at,
        coalesce(open_periods.ended_at, {{ as_of_at() }}) as ended_at
    from open_periods
),

clipped as (
    select
        pieces.work_item_id,
        weeks.week_on,
        pieces.piece_kind,
        ({{ hours_between(
            'greatest(pieces.started_at, weeks.starts_at)',
            'least(pieces.ended_at, weeks.ends_at)'
        ) }} / 24)::decimal(28, 15) as days
    from pieces
    inner join weeks
        on pieces.started_at < weeks.ends_at
        and pieces.ended_at > weeks.starts_at
)

select
    clipped.work_item_id,
    clipped.week_on,
    coalesce(sum(clipped.days) filter (where clipped.piece_kind = 'open'), 0) as open_days,
    coalesce(sum(clipped.days) filter (where clipped.piece_kind = 'blocked'), 0) as blocked_days
from clipped
group by clipped.work_item_id, clipped.week_on
