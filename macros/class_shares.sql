{#-
    The five shares of a total by work class, the same arithmetic for effort, items and estimate.
    strategic and operational: of what is classified. low, high: all unclassified counted one way, then the other.
-#}
{% macro class_shares(strategic, operational, total, suffix='') -%}
    ({{ strategic }} / nullif({{ strategic }} + {{ operational }}, 0))::double
        as strategic_share{{ suffix }},
    ({{ strategic }} / nullif({{ total }}, 0))::double as strategic_share_low{{ suffix }},
    (({{ total }} - {{ operational }}) / nullif({{ total }}, 0))::double
        as strategic_share_high{{ suffix }},
    ({{ operational }} / nullif({{ strategic }} + {{ operational }}, 0))::double
        as operational_share{{ suffix }},
    (({{ strategic }} + {{ operational }}) / nullif({{ total }}, 0))::double
        as coverage_share{{ suffix }}
{%- endmacro %}
