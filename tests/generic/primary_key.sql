{#- Fails where the key is doubled or a part of it is null: the grain is broken. One query a table. -#}
{% test primary_key(model, columns) %}
select
    {{ columns | join(', ') }},
    count(*) as n_rows
from {{ model }}
group by {{ columns | join(', ') }}
having count(*) > 1 or {{ columns | join(' is null or ') }} is null
{% endtest %}
