-- How often do people agree? What is classified, how often people agree, and the headline as they would have it.
select
    quality.week_on,
    quality.coverage_share,
    quality.n_labelled_items,
    quality.strategic_precision_share,
    quality.strategic_precision_share_low,
    quality.strategic_recall_share,
    quality.operational_precision_share,
    quality.machine_kappa,
    quality.people_kappa,
    quality.headline_strategic_share,
    quality.corrected_strategic_share,
    quality.corrected_strategic_share_low,
    quality.corrected_strategic_share_high
from {{ ref('metrics_classification_quality_by_week') }} as quality
order by quality.week_on desc
limit 1
