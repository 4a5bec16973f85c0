{#- ISO 8601 text with `Z`, `+0800` or `+08:00`, with or without fraction, as timestamptz; anything else is null. -#}
{% macro to_timestamp_utc(expression) -%}
    {{ return(adapter.dispatch('to_timestamp_utc', 'headway')(expression)) }}
{%- endmacro %}

{% macro duckdb__to_timestamp_utc(expression) -%}
    try_cast(regexp_replace({{ expression }}, '([+-][0-9]{2})([0-9]{2})$', '\1:\2') as timestamptz)
{%- endmacro %}

{% macro spark__to_timestamp_utc(expression) -%}
    try_cast(regexp_replace({{ expression }}, '([+-][0-9]{2})([0-9]{2})$', '$1:$2') as timestamp)
{%- endmacro %}

{% macro epoch_ms_to_timestamp(expression) -%}
    {{ return(adapter.dispatch('epoch_ms_to_timestamp', 'headway')(expression)) }}
{%- endmacro %}

{% macro duckdb__epoch_ms_to_timestamp(expression) -%}
    make_timestamptz(({{ expression }})::bigint * 1000)
{%- endmacro %}

{% macro spark__epoch_ms_to_timestamp(expression) -%}
    timestamp_millis(({{ expression }})::bigint)
{%- endmacro %}

{#- Whole days from one date to another. -#}
{% macro days_between(earlier, later) -%}
    {{ return(adapter.dispatch('days_between', 'headway')(earlier, later)) }}
{%- endmacro %}

{% macro duckdb__days_between(earlier, later) -%}
    date_diff('day', ({{ earlier }})::date, ({{ later }})::date)
{%- endmacro %}

{% macro spark__days_between(earlier, later) -%}
    datediff(({{ later }})::date, ({{ earlier }})::date)
{%- endmacro %}

{#- Hours from one instant to another, with their fraction. -#}
{% macro hours_between(earlier, later) -%}
    {{ return(adapter.dispatch('hours_between', 'headway')(earlier, later)) }}
{%- endmacro %}

{% macro duckdb__hours_between(earlier, later) -%}
    ((epoch_us({{ later }}) - epoch_us({{ earlier }})) / 3600000000.0)
{%- endmacro %}

{% macro spark__hours_between(earlier, later) -%}
    ((unix_micros({{ later }}) - unix_micros({{ earlier }})) / 3600000000.0)
{%- endmacro %}

{#- The instant of a wall-clock time in a time zone: `timestamp` without zone in, timestamptz out. -#}
{% macro at_time_zone(wall_clock, time_zone) -%}
    {{ return(adapter.dispatch('at_time_zone', 'headway')(wall_clock, time_zone)) }}
{%- endmacro %}

{% macro duckdb__at_time_zone(wall_clock, time_zone) -%}
    timezone({{ time_zone }}, {{ wall_clock }})
{%- endmacro %}

{% macro spark__at_time_zone(wall_clock, time_zone) -%}
    to_utc_timestamp({{ wall_clock }}, {{ time_zone }})
{%- endmacro %}

{#- The wall-clock date of an instant in a time zone. -#}
{% macro date_in_time_zone(instant, time_zone) -%}
    {{ return(adapter.dispatch('date_in_time_zone', 'headway')(instant, time_zone)) }}
{%- endmacro %}

{% macro duckdb__date_in_time_zone(instant, time_zone) -%}
    timezone({{ time_zone }}, {{ instant }})::date
{%- endmacro %}

{% macro spark__date_in_time_zone(instant, time_zone) -%}
    from_utc_timestamp({{ instant }}, {{ time_zone }})::date
{%- endmacro %}

{#- The instant some hours, with their fraction, after another; to the microsecond. -#}
{% macro hours_after(instant, hours) -%}
    {{ return(adapter.dispatch('hours_after', 'headway')(instant, hours)) }}
{%- endmacro %}

{% macro duckdb__hours_after(instant, hours) -%}
    ({{ instant }} + to_microseconds(round(({{ hours }})::double * 3600000000)::bigint))
{%- endmacro %}

{% macro spark__hours_after(instant, hours) -%}
    timestampadd(microsecond, round(({{ hours }})::double * 3600000000)::bigint, {{ instant }})
{%- endmacro %}
