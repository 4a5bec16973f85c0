-- Grain: one row per week and comparison of two judges.
-- Cohen's kappa: how far they agree beyond what their habits alone would give by chance.
with
confusions as (select * from {{ ref('int_confusions__weekly') }}),

observed as (
    select
        confusions.week_on,
        confusions.comparison,
        sum(confusions.n_pairs)::bigint as n_pairs,
        sum(confusions.weight)::double as weight,
        coalesce(
            sum(confusions.weight) filter (where confusions.first_class = confusions.second_class),
            0
        )::double / sum(confusions.weight)::double as agreement_share
    from confusions
    group by confusions.week_on, confusions.comparison
),

first_judge as (
    select
        confusions.week_on,
        confusions.comparison,
        confusions.first_class as judged_class,
        sum(confusions.weight)::double as weight
    from confusions
    group by confusions.week_on, confusions.comparison, confusions.first_class
),

second_judge as (
    select
        confusions.week_on,
        confusions.comparison,
        confusions.second_class as judged_class,
        sum(confusions.weight)::double as weight
    from confusions
    group by confusions.week_on, confusions.comparison, confusions.second_class
),

compared as (
    select
        observed.week_on,
        observed.comparison,
        observed.n_pairs,
        observed.agreement_share,
        coalesce(
            sum((
                first_judge.weight / observed.weight * second_judge.weight / observed.weight
            )::decimal(38, 18)), 0
        )::double as chance_agreement_share
    from observed
    inner join first_judge
        on observed.week_on = first_judge.week_on
        and observed.comparison = first_judge.comparison
    left join second_judge
        on observed.week_on = second_judge.week_on
        and observed.comparison = second_judge.comparison
        and first_judge.judged_class = second_judge.judged_class
    group by
        observed.week_on, observed.comparison, observed.n_pairs, observed.agreement_share
)

select
    compared.week_on,
    compared.comparison,
    compared.n_pairs,
    case
        when compared.n_pairs >= {{ var('min_labels_for_quality') }} then compared.agreement_share
    end as agreement_share,
    -- Undefined too where both judges only ever gave one and the same class.
    case
        when compared.n_pairs >= {{ var('min_labels_for_quality') }} then (
            (compared.agreement_share - compared.chance_agreement_share)
            / nullif(1 - compared.chance_agreement_share, 0)
        )
    end as kappa
from compared
