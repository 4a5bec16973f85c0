{#-
    The five shares of a total by work class, the same arithmetic for effort, items and estimate.
    strategic and operational: of what is classified. low, high: all unclassified counted one way, then the other.
    shown_if: where it does not hold, the two shares of what is classified are withheld.
-#}
{% macro class_shares(strategic, operational, total, suffix='', shown_if='true') -%}
    case when {{ shown_if }}
        then ({{ strategic }} / nullif({{ strategic }} + {{ operational }}, 0))::double
    end as strategic_share{{ suffix }},
    ({{ strategic }} / nullif({{ total }}, 0))::double as strategic_share_low{{ suffix }},
    (({{ total }} - {{ operational }}) / nullif({{ total }}, 0))::double
        as strategic_share_high{{ suffix }},
    case when {{ shown_if }}
        then ({{ operational }} / nullif({{ strategic }} + {{ operational }}, 0))::double
    end as operational_share{{ suffix }},
    (({{ strategic }} + {{ operational }}) / nullif({{ total }}, 0))::double
        as coverage_share{{ suffix }}
{%- endmacro %}
