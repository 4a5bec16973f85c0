{#- The exclusive end of everything that counts: as_of, 00:00 UTC. -#}
{% macro as_of_at() -%}
    '{{ var("as_of") }} 00:00:00+00'::timestamptz
{%- endmacro %}
