-- Grain: one row per team and week that can be judged, with its moving average and cumulative sums.
-- Closed forms of the recursions. Gaps are decimals, as sums of doubles depend on their order.
with
weeks as (
    select
        measured.team_id,
        measured.week_on,
        measured.gap_share,
        row_number() over (partition by measured.team_id order by measured.week_on) as week_number,
        abs(measured.gap_share - lag(measured.gap_share) over (
            partition by measured.team_id order by measured.week_on
        )) as moved_share
    from {{ ref('int_drift_weeks__measured') }} as measured
    where measured.not_judged_because is null
),

-- Of normal noise, two neighbours differ by 2 / sqrt(pi) standard deviations on average. A lasting
-- step moves one pair of neighbours only, so that it hardly counts as noise; the week itself never.
noise as (
    select
        weeks.*,
        count(weeks.moved_share) over earlier as n_noise_weeks,
        greatest(
            {{ var('drift_min_noise_share') }}::double,
            sum(weeks.moved_share) over earlier::double
            / nullif(count(weeks.moved_share) over earlier, 0) * sqrt(pi()) / 2
        ) as noise_share
    from weeks
    window earlier as (
        partition by weeks.team_id order by weeks.week_on
        rows between {{ var('drift_noise_weeks') }} preceding and 1 preceding
    )
),

moving_averages as (
    select
        weeks.team_id,
        weeks.week_on,
        sum((
            {{ var('drift_ewma_weight') }}
            * power(1 - {{ var('drift_ewma_weight') }}, weeks.week_number - earlier.week_number)
            * earlier.gap_share
        )::decimal(28, 15))::double as ewma_gap_share
    from weeks
    inner join weeks as earlier
        on weeks.team_id = earlier.team_id
        and weeks.week_number >= earlier.week_number
    group by weeks.team_id, weeks.week_on
),

known as (
    select
        noise.*,
        case
            when noise.n_noise_weeks >= {{ var('drift_min_noise_weeks') }} then noise.noise_share
        end as known_noise_share,
        max(
            case
                when noise.n_noise_weeks = {{ var('drift_min_noise_weeks') }}
                    then noise.noise_share
            end
        ) over (partition by noise.team_id) as first_noise_share
    from noise
),

-- Weeks before the noise is known are counted by the first that is.
steps as (
    select
        known.*,
        (
            known.gap_share / coalesce(known.known_noise_share, known.first_noise_share)
        )::decimal(28, 15) as gap_deviations
    from known
),

walks as (
    select
        steps.*,
        sum(
            coalesce(-steps.gap_deviations - {{ var('drift_cusum_slack') }}, 0)::decimal(28, 15)
        ) over (partition by steps.team_id order by steps.week_on) as walk_below,
        sum(
            coalesce(steps.gap_deviations - {{ var('drift_cusum_slack') }}, 0)::decimal(28, 15)
        ) over (partition by steps.team_id order by steps.week_on) as walk_above
    from steps
)

select
    walks.team_id,
    walks.week_on,
    walks.n_noise_weeks,
    walks.noise_share,
    moving_averages.ewma_gap_share,
    -- A cumulative sum held at or above zero is the walk minus its lowest point so far.
    (walks.walk_below - least(0, min(walks.walk_below) over so_far))::double as cusum_below,
    (walks.walk_above - least(0, min(walks.walk_above) over so_far))::double as cusum_above
from walks
inner join moving_averages
    on walks.team_id = moving_averages.team_id
    and walks.week_on = moving_averages.week_on
window so_far as (partition by walks.team_id order by walks.week_on)
