{#-
    The five columns that say what a metric row rests on.
    rested: a row of int_team_week_quality__measured, or of another relation that has them.
-#}
{% macro row_quality(rested) -%}
    {{ rested }}.coverage_share,
    {{ rested }}.inferred_share,
    {{ rested }}.n_stale_tools,
    {{ rested }}.tool_age_days,
    {{ rested }}.census_age_days
{%- endmacro %}
