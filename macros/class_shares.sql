{#-
    The five shares of a total by work class, the same arithmetic for effort, items and estimate.
    strategic and operational: of what is classified. low, high: all unclassified counted one way, then the other.
    Counted in decimals and cast before they are divided: sums of doubles can make a share of more than 1.
    shown_if: where it does not hold, the two shares of what is classified are withheld.
-#}
{% macro class_shares(strategic, operational, total, suffix='', shown_if='true') -%}
    case when {{ shown_if }}
        then {{ strategic }}::double / nullif(({{ strategic }} + {{ operational }})::double, 0)
    end as strategic_share{{ suffix }},
    {{ strategic }}::double / nullif({{ total }}::double, 0) as strategic_share_low{{ suffix }},
    ({{ total }} - {{ operational }})::double / nullif({{ total }}::double, 0)
        as strategic_share_high{{ suffix }},
    case when {{ shown_if }}
        then {{ operational }}::double / nullif(({{ strategic }} + {{ operational }})::double, 0)
    end as operational_share{{ suffix }},
    ({{ strategic }} + {{ operational }})::double / nullif({{ total }}::double, 0)
        as coverage_share{{ suffix }}
{%- endmacro %}
