{% macro matches_regex(text_expression, pattern) -%}
    {{ return(adapter.dispatch('matches_regex', 'headway')(text_expression, pattern)) }}
{%- endmacro %}

{% macro duckdb__matches_regex(text_expression, pattern) -%}
    regexp_matches({{ text_expression }}, {{ pattern }})
{%- endmacro %}

{% macro spark__matches_regex(text_expression, pattern) -%}
    regexp_like({{ text_expression }}, {{ pattern }})
{%- endmacro %}

{#-
    The first match's group, or null where nothing matches. pattern: a SQL text expression; Spark reads a backslash in
    a literal as an escape, so there it is doubled.
-#}
{% macro regex_first(text_expression, pattern, group=0) -%}
    {{ return(adapter.dispatch('regex_first', 'headway')(text_expression, pattern, group)) }}
{%- endmacro %}

{% macro duckdb__regex_first(text_expression, pattern, group) -%}
    nullif(regexp_extract({{ text_expression }}, {{ pattern }}, {{ group }}), '')
{%- endmacro %}

{% macro spark__regex_first(text_expression, pattern, group) -%}
    nullif(regexp_extract({{ text_expression }}, {{ pattern | replace('\\', '\\\\') }}, {{ group }}), '')
{%- endmacro %}

{#- Every match's group, as an array of text. -#}
{% macro regex_all(text_expression, pattern, group=0) -%}
    {{ return(adapter.dispatch('regex_all', 'headway')(text_expression, pattern, group)) }}
{%- endmacro %}

{% macro duckdb__regex_all(text_expression, pattern, group) -%}
    regexp_extract_all({{ text_expression }}, {{ pattern }}, {{ group }})
{%- endmacro %}

{% macro spark__regex_all(text_expression, pattern, group) -%}
    regexp_extract_all({{ text_expression }}, {{ pattern | replace('\\', '\\\\') }}, {{ group }})
{%- endmacro %}

{#- The text with a blank in the place of every match. -#}
{% macro regex_blanked(text_expression, pattern) -%}
    {{ return(adapter.dispatch('regex_blanked', 'headway')(text_expression, pattern)) }}
{%- endmacro %}

{% macro duckdb__regex_blanked(text_expression, pattern) -%}
    regexp_replace({{ text_expression }}, {{ pattern }}, ' ', 'g')
{%- endmacro %}

{% macro spark__regex_blanked(text_expression, pattern) -%}
    regexp_replace({{ text_expression }}, {{ pattern | replace('\\', '\\\\') }}, ' ')
{%- endmacro %}

{#- The alternatives of an `a|b` cell as an array, blanks around them cut; null for a blank cell. -#}
{% macro alternatives(cell) -%}
    {{ return(adapter.dispatch('alternatives', 'headway')(cell)) }}
{%- endmacro %}

{% macro duckdb__alternatives(cell) -%}
    regexp_split_to_array(trim({{ cell }}), '\s*[|]\s*')
{%- endmacro %}

{% macro spark__alternatives(cell) -%}
    split(trim({{ cell }}), '\\s*[|]\\s*')
{%- endmacro %}

{#- The keyed pseudonym of a person: the key never appears in SQL (see pipelines/pseudonyms.py). -#}
{% macro pseudonym(text_expression) -%}
    headway_pseudonym({{ text_expression }})
{%- endmacro %}

{#- A text as a SQL literal: whatever stands in it stays text. -#}
{% macro text_literal(value) -%}
    {{ return(adapter.dispatch('text_literal', 'headway')(value)) }}
{%- endmacro %}

{% macro duckdb__text_literal(value) -%}
    '{{ value | replace("'", "''") }}'
{%- endmacro %}

{% macro spark__text_literal(value) -%}
    '{{ value | replace("\\", "\\\\") | replace("'", "\\'") }}'
{%- endmacro %}

{#- Equal for rows that are equal in these columns and for no others: JSON escapes what would blur the borders. -#}
{% macro row_fingerprint(columns) -%}
    {{ return(adapter.dispatch('row_fingerprint', 'headway')(columns)) }}
{%- endmacro %}

{% macro duckdb__row_fingerprint(columns) -%}
    md5(to_json(row({{ columns | join(', ') }}))::text)
{%- endmacro %}

{% macro spark__row_fingerprint(columns) -%}
    md5(to_json(struct({{ columns | join(', ') }}), map('ignoreNullFields', 'false')))
{%- endmacro %}
