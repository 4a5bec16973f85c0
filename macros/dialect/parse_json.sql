{#-
    One parse of a JSON column into a typed struct, read with dots: a missing or wrongly typed member is null.
    structure: a dict of name -> 'text' | 'bigint' | 'double' | 'boolean' | 'json' | nested dict | [element].
-#}
{% macro parse_json(column, structure) -%}
    {{ return(adapter.dispatch('parse_json', 'headway')(column, structure)) }}
{%- endmacro %}

{% macro duckdb__parse_json(column, structure) -%}
    from_json({{ column }}, '{{ headway.duckdb_json_structure(structure) }}')
{%- endmacro %}

{% macro spark__parse_json(column, structure) -%}
    from_json({{ column }}, '{{ headway.spark_json_structure(structure) }}')
{%- endmacro %}

{% macro duckdb_json_structure(structure) -%}
    {%- set types = {'text': 'VARCHAR', 'bigint': 'BIGINT', 'double': 'DOUBLE', 'boolean': 'BOOLEAN', 'json': 'JSON'} -%}
    {%- if structure is string -%}
        "{{ types[structure] }}"
    {%- elif structure is mapping -%}
        {%- set members = [] -%}
        {%- for name, kind in structure.items() -%}
            {%- do members.append('"' ~ name ~ '":' ~ headway.duckdb_json_structure(kind)) -%}
        {%- endfor -%}
        { {{- members | join(',') -}} }
    {%- else -%}
        [{{ headway.duckdb_json_structure(structure[0]) }}]
    {%- endif -%}
{%- endmacro %}

{% macro spark_json_structure(structure) -%}
    {%- set types = {'text': 'STRING', 'bigint': 'BIGINT', 'double': 'DOUBLE', 'boolean': 'BOOLEAN', 'json': 'STRING'} -%}
    {%- if structure is string -%}
        {{ types[structure] }}
    {%- elif structure is mapping -%}
        {%- set members = [] -%}
        {%- for name, kind in structure.items() -%}
            {%- do members.append('`' ~ name ~ '`:' ~ headway.spark_json_structure(kind)) -%}
        {%- endfor -%}
        STRUCT<{{ members | join(',') }}>
    {%- else -%}
        ARRAY<{{ headway.spark_json_structure(structure[0]) }}>
    {%- endif -%}
{%- endmacro %}

{#- One text out of JSON at a path given by a SQL expression: for members whose name is data (custom fields). -#}
{% macro json_text(column, path) -%}
    {{ return(adapter.dispatch('json_text', 'headway')(column, path)) }}
{%- endmacro %}

{% macro duckdb__json_text(column, path) -%}
    json_extract_string({{ column }}, {{ path }})
{%- endmacro %}

{% macro spark__json_text(column, path) -%}
    get_json_object({{ column }}, {{ path }})
{%- endmacro %}
