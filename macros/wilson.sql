{#-
    The ends of Wilson's score interval of a share measured on n items, 95 % by the var `interval_z`.
    E. B. Wilson, Probable inference, the law of succession, and statistical inference, JASA 22 (1927).
    Where items weigh differently, n is their effective number: the squared sum of weights over the
    sum of squared weights (L. Kish, Survey Sampling, 1965; with Wilson: Franco, Little, Louis
    and Slud, Journal of Survey Statistics and Methodology 7, 2019). Null where the share is null, or n null or 0.
-#}
{% macro wilson_low(share, n) -%}
    case when {{ n }} > 0 and {{ share }} is not null then greatest({{ headway.wilson_end(share, n, '-') }}, 0.0::double) end
{%- endmacro %}

{% macro wilson_high(share, n) -%}
    case when {{ n }} > 0 and {{ share }} is not null then least({{ headway.wilson_end(share, n, '+') }}, 1.0::double) end
{%- endmacro %}

{% macro wilson_end(share, n, sign) -%}
{%- set z = var('interval_z') ~ '::double' -%}
    (
        {{ share }} + {{ z }} * {{ z }} / (2 * {{ n }}) {{ sign }} {{ z }} * sqrt(
            {{ share }} * (1 - {{ share }}) / {{ n }} + {{ z }} * {{ z }} / (4.0 * {{ n }} * {{ n }})
        )
    ) / (1 + {{ z }} * {{ z }} / {{ n }})
{%- endmacro %}
