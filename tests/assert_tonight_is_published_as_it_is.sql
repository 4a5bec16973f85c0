-- What a night remembers of itself must be what its alignment table says, or every later restatement is wrong.
select
    alignment.team_id,
    alignment.week_on
from {{ ref('metrics_alignment_by_team_week') }} as alignment
inner join {{ ref('int_nights__known') }} as nights
    on nights.is_this_night
    and nights.is_remembered
    and {{ days_between('alignment.week_on', "date_trunc('week', nights.as_of_on)") }}
    <= 7 * {{ var('as_published_weeks') }}
cross join (values ('strategic_share'), ('coverage_share')) as checked (metric_name)
left join {{ ref('metrics_as_published') }} as restated
    on alignment.team_id = restated.team_id
    and alignment.week_on = restated.week_on
    and nights.as_of_on = restated.published_as_of
    and checked.metric_name = restated.metric_name
where
    restated.metric_name is null
    or case checked.metric_name
        when 'strategic_share' then alignment.strategic_share
        else alignment.coverage_share
    end is distinct from restated.published_value
    or coalesce(restated.difference, 0) <> 0
    or coalesce(restated.due_to_new_data, 0) <> 0
