{#-
    Numerator and denominator of the share that a name stands for, as class_shares has it; null for any other name.
    metric_name: a SQL text expression. strategic, operational, total: decimals, which add up to no more than the whole.
-#}
{% macro class_share_numerator(metric_name, strategic, operational, total) -%}
    case {{ metric_name }}
        when 'strategic_share' then {{ strategic }}
        when 'strategic_share_low' then {{ strategic }}
        when 'strategic_share_high' then {{ total }} - {{ operational }}
        when 'operational_share' then {{ operational }}
        when 'coverage_share' then {{ strategic }} + {{ operational }}
    end
{%- endmacro %}

{% macro class_share_denominator(metric_name, strategic, operational, total) -%}
    case
        when {{ metric_name }} in ('strategic_share', 'operational_share')
            then {{ strategic }} + {{ operational }}
        else {{ total }}
    end
{%- endmacro %}

{% macro class_share(metric_name, strategic, operational, total) -%}
    ({{ headway.class_share_numerator(metric_name, strategic, operational, total) }})::double
    / nullif(
        ({{ headway.class_share_denominator(metric_name, strategic, operational, total) }})::double, 0
    )
{%- endmacro %}
