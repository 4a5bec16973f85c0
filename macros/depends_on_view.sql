{#-
    True where one of the bounds, by effort, items or estimate, lies above the plan and another does not.
    Beside class_shares for the three views; a view without data has no bounds and is not asked.
-#}
{% macro depends_on_view(plan) -%}
    greatest(
        strategic_share_high, strategic_share_high_by_items, strategic_share_high_by_estimate
    ) > {{ plan }}
    and least(
        strategic_share_low, strategic_share_low_by_items, strategic_share_low_by_estimate
    ) <= {{ plan }}
{%- endmacro %}
