{#- The largest of a group's values; null if one of them is, which max alone would pass over. -#}
{% macro max_or_unknown(expression) -%}
    case when count({{ expression }}) = count(*) then max({{ expression }}) end
{%- endmacro %}
