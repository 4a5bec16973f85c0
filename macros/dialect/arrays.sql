{#- One row per element: `cross join <explode_array('issues.labels')> as exploded (label)`; empty and null give none. -#}
{% macro explode_array(array_expression) -%}
    {{ return(adapter.dispatch('explode_array', 'headway')(array_expression)) }}
{%- endmacro %}

{% macro duckdb__explode_array(array_expression) -%}
    unnest({{ array_expression }})
{%- endmacro %}

{% macro spark__explode_array(array_expression) -%}
    lateral explode({{ array_expression }})
{%- endmacro %}

{% macro array_of(elements) -%}
    {{ return(adapter.dispatch('array_of', 'headway')(elements)) }}
{%- endmacro %}

{% macro duckdb__array_of(elements) -%}
    [{{ elements | join(', ') }}]
{%- endmacro %}

{% macro spark__array_of(elements) -%}
    array({{ elements | join(', ') }})
{%- endmacro %}

{#- True where the two arrays share an element. -#}
{% macro array_any(left_array, right_array) -%}
    {{ return(adapter.dispatch('array_any', 'headway')(left_array, right_array)) }}
{%- endmacro %}

{% macro duckdb__array_any(left_array, right_array) -%}
    list_has_any({{ left_array }}, {{ right_array }})
{%- endmacro %}

{% macro spark__array_any(left_array, right_array) -%}
    arrays_overlap({{ left_array }}, {{ right_array }})
{%- endmacro %}

{#- The elements of a column as one array, sorted so that two builds give the same bytes. -#}
{% macro array_of_group(expression) -%}
    {{ return(adapter.dispatch('array_of_group', 'headway')(expression)) }}
{%- endmacro %}

{% macro duckdb__array_of_group(expression) -%}
    list({{ expression }} order by {{ expression }})
{%- endmacro %}

{% macro spark__array_of_group(expression) -%}
    sort_array(collect_list({{ expression }}))
{%- endmacro %}

{#- Every day from the first to the last, both included, as an array of dates. -#}
{% macro days_from_to(first_day, last_day) -%}
    {{ return(adapter.dispatch('days_from_to', 'headway')(first_day, last_day)) }}
{%- endmacro %}

{% macro duckdb__days_from_to(first_day, last_day) -%}
    list_transform(
        generate_series(({{ first_day }})::timestamp, ({{ last_day }})::timestamp, interval '1 day'),
        lambda day_at: day_at::date
    )
{%- endmacro %}

{% macro spark__days_from_to(first_day, last_day) -%}
    case when {{ first_day }} <= {{ last_day }}
        then sequence({{ first_day }}, {{ last_day }}, interval 1 day)
    end
{%- endmacro %}
