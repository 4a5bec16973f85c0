{#- A folder's schema is used as it is, without the target's name in front: names are a contract. -#}
{% macro generate_schema_name(custom_schema_name, node) -%}
    {{ custom_schema_name or target.schema }}
{%- endmacro %}
