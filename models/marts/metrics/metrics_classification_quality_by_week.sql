-- Grain: one row per whole week of the organisation.
-- Labels count from the week they were given in on; what they are held against is today's classes.
with
effort as (select * from {{ ref('int_stratum_effort__weekly') }}),

agreement as (select * from {{ ref('int_label_agreement__weekly') }}),

class_quality as (select * from {{ ref('int_class_quality__measured') }}),

kappas as (select * from {{ ref('int_kappas__measured') }}),

corrected as (select * from {{ ref('int_headline__corrected') }}),

weekly as (
    select
        effort.week_on,
        coalesce(
            sum(effort.effort_days) filter (where effort.work_class <> 'unclassified'), 0
        )::double as classified_effort_days,
        sum(effort.effort_days)::double as effort_days,
        coalesce(
            sum(effort.headline_effort_days) filter (where effort.work_class = 'strategic'), 0
        )::double as strategic_days,
        coalesce(
            sum(effort.headline_effort_days) filter (where effort.work_class = 'operational'), 0
        )::double as operational_days,
        sum(effort.headline_effort_days)::double as headline_days
    from effort
    group by effort.week_on
),

labels as (
    select
        agreement.week_on,
        sum(agreement.n_labels)::bigint as n_labels,
        count(*) as n_labelled_items,
        count(*) filter (where agreement.labelled_class is null) as n_without_consensus,
        count(*) filter (where agreement.labelled_class = 'unclassified') as n_not_told,
        count(*) filter (where agreement.labelled_class <> 'unclassified') as n_told
    from agreement
    group by agreement.week_on
)

select
    weekly.week_on,
    weekly.classified_effort_days / nullif(weekly.effort_days, 0) as coverage_share,
    weekly.classified_effort_days,
    weekly.effort_days,
    coalesce(labels.n_labels, 0) as n_labels,
    coalesce(labels.n_labelled_items, 0) as n_labelled_items,
    coalesce(labels.n_without_consensus, 0) as n_labelled_items_without_consensus,
    coalesce(labels.n_not_told, 0) as n_labelled_items_not_told,
    strategic.precision_share as strategic_precision_share,
    strategic.precision_share_low as strategic_precision_share_low,
    strategic.precision_share_high as strategic_precision_share_high,
    strategic.recall_share as strategic_recall_share,
    strategic.recall_share_low as strategic_recall_share_low,
    strategic.recall_share_high as strategic_recall_share_high,
    strategic.agreed_items as estimated_strategic_items_agreed,
    strategic.items_by_machine as estimated_strategic_items_by_machine,
    strategic.items_by_people as estimated_strategic_items_by_people,
    coalesce(strategic.n_agreed, 0) as n_strategic_labelled_items_agreed,
    coalesce(strategic.n_by_machine, 0) as n_strategic_labelled_items_by_machine,
    coalesce(strategic.n_by_people, 0) as n_strategic_labelled_items_by_people,
    operational.precision_share as operational_precision_share,
    operational.precision_share_low as operational_precision_share_low,
    operational.precision_share_high as operational_precision_share_high,
    operational.recall_share as operational_recall_share,
    operational.recall_share_low as operational_recall_share_low,
    operational.recall_share_high as operational_recall_share_high,
    operational.agreed_items as estimated_operational_items_agreed,
    operational.items_by_machine as estimated_operational_items_by_machine,
    operational.items_by_people as estimated_operational_items_by_people,
    coalesce(operational.n_agreed, 0) as n_operational_labelled_items_agreed,
    coalesce(operational.n_by_machine, 0) as n_operational_labelled_items_by_machine,
    coalesce(operational.n_by_people, 0) as n_operational_labelled_items_by_people,
    of_machine.agreement_share as machine_agreement_share,
    of_machine.kappa as machine_kappa,
    coalesce(of_machine.n_pairs, 0) as n_machine_pairs,
    of_people.agreement_share as people_agreement_share,
    of_people.kappa as people_kappa,
    coalesce(of_people.n_pairs, 0) as n_people_pairs,
    weekly.strategic_days / nullif(weekly.strategic_days + weekly.operational_days, 0)
        as headline_strategic_share,
    weekly.strategic_days as headline_strategic_effort_days,
    weekly.operational_days as headline_operational_effort_days,
    weekly.headline_days as headline_effort_days,
    corrected.strategic_share as corrected_strategic_share,
    corrected.strategic_share_low as corrected_strategic_share_low,
    corrected.strategic_share_high as corrected_strategic_share_high,
    corrected.strategic_share * weekly.headline_days as corrected_strategic_effort_days
from weekly
left join labels on weekly.week_on = labels.week_on
left join class_quality as strategic
    on weekly.week_on = strategic.week_on
    and strategic.work_class = 'strategic'
left join class_quality as operational
    on weekly.week_on = operational.week_on
    and operational.work_class = 'operational'
left join kappas as of_machine
    on weekly.week_on = of_machine.week_on
    and of_machine.comparison = 'machine_with_people'
left join kappas as of_people
    on weekly.week_on = of_people.week_on
    and of_people.comparison = 'people_with_people'
left join corrected
    on weekly.week_on = corrected.week_on
    and labels.n_told >= {{ var('min_labels_for_quality') }}
