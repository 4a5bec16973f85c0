{#-
    Resampling without walking: how often each sample was drawn, times what it is worth, is what the
    draws so far are worth. One column a sample, as many as forecast_sample_weeks.
-#}
{% macro sample_numbers() -%}
    {{ return(range(1, var('forecast_sample_weeks') + 1)) }}
{%- endmacro %}

{#- Columns times_drawn_<n>: how often sample n was drawn so far; sample: a SQL number; window: its name. -#}
{% macro times_drawn(sample, window) -%}
    {%- for number in headway.sample_numbers() %}
    count(*) filter (where {{ sample }} = {{ number }}) over {{ window }} as times_drawn_{{ number }}
        {{- ',' if not loop.last }}
    {%- endfor %}
{%- endmacro %}

{#- Columns <name>_<n>: an integer of each sample, zero where there are fewer samples. -#}
{% macro worth_by_sample(expression, sample, name) -%}
    {%- for number in headway.sample_numbers() %}
    coalesce(max(case when {{ sample }} = {{ number }} then {{ expression }} end), 0)
        as {{ name }}_{{ number }}
        {{- ',' if not loop.last }}
    {%- endfor %}
{%- endmacro %}

{#- What the draws so far are worth. -#}
{% macro worth_drawn(drawn, worth, name) -%}
    {%- for number in headway.sample_numbers() -%}
    {{ drawn }}.times_drawn_{{ number }} * {{ worth }}.{{ name }}_{{ number }}
        {{- ' + ' if not loop.last }}
    {%- endfor -%}
{%- endmacro %}

{#- The Sunday that ends the week some weeks ahead; null where that is further than the horizon. -#}
{% macro week_end_ahead(week_on, weeks) -%}
    case
        when {{ weeks }} <= {{ var('forecast_horizon_weeks') }}
            then ({{ week_on }} + interval '6 days' + {{ weeks }} * interval '7 days')::date
    end
{%- endmacro %}
