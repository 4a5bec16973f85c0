{#- Health by one signal: 1 at the good bound or better, 0 at the bad one or worse, a straight line between. -#}
{% macro signal_health(signal, bounds) -%}
    case
        when {{ signal }} is not null
            then greatest(0.0, least(
                    1.0,
                    ({{ bounds[1] }}::double - {{ signal }})
                    / ({{ bounds[1] }}::double - {{ bounds[0] }}::double)
                ))
    end
{%- endmacro %}

{#- Where two indexes place a team; null where either is. -#}
{% macro execution_quadrant(progress, health) -%}
    case
        when {{ progress }} is null or {{ health }} is null then null
        when {{ progress }} >= {{ var('quadrant_min_progress') }}
            then case
                    when {{ health }} >= {{ var('quadrant_min_health') }} then 'advancing'
                    else 'progress_on_unstable_ground'
                end
        when {{ health }} >= {{ var('quadrant_min_health') }} then 'efficient_but_stagnant'
        else 'stalled'
    end
{%- endmacro %}

{#- rising, falling or steady; null where the change is not known. -#}
{% macro direction_of(change) -%}
    case
        when {{ change }} >= {{ var('quadrant_steady_change') }} then 'rising'
        when {{ change }} <= -{{ var('quadrant_steady_change') }} then 'falling'
        when {{ change }} is not null then 'steady'
    end
{%- endmacro %}
