{#-
    The text with a blank in the place of every e-mail address that people wrote into it. Whatever a tool lets people
    name (titles, labels, groups, statuses) goes through here once, where the tools' rows are united, before it is
    published.
-#}
{% macro without_addresses(text_expression) -%}
    {{ regex_blanked(text_expression, "'[^\\s@<>]+@[^\\s@<>]+\\.[A-Za-z]{2,}'") }}
{%- endmacro %}
