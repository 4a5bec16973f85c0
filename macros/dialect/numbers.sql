{#- A number from 0 to below 1 out of a text, the same on every engine: the first 48 bits of its MD5. -#}
{% macro hash_fraction(text_expression) -%}
    {{ return(adapter.dispatch('hash_fraction', 'headway')(text_expression)) }}
{%- endmacro %}

{% macro duckdb__hash_fraction(text_expression) -%}
    (('0x' || substr(md5({{ text_expression }}), 1, 12))::bigint / 281474976710656.0::double)
{%- endmacro %}

{% macro spark__hash_fraction(text_expression) -%}
    (conv(substr(md5({{ text_expression }}), 1, 12), 16, 10)::bigint / 281474976710656.0D)
{%- endmacro %}

{#- The whole numbers from the first to the last, both included, as an array. -#}
{% macro numbers_from_to(first_number, last_number) -%}
    {{ return(adapter.dispatch('numbers_from_to', 'headway')(first_number, last_number)) }}
{%- endmacro %}

{% macro duckdb__numbers_from_to(first_number, last_number) -%}
    generate_series({{ first_number }}, {{ last_number }})
{%- endmacro %}

{% macro spark__numbers_from_to(first_number, last_number) -%}
    case when {{ first_number }} <= {{ last_number }}
        then sequence({{ first_number }}, {{ last_number }})
    end
{%- endmacro %}
