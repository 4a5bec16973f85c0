{#- Fails where one of the columns is null. One query a table: a query a column costs more than the build. -#}
{% test never_null(model, columns) %}
select {{ columns | join(', ') }}
from {{ model }}
where {{ columns | join(' is null or ') }} is null
{% endtest %}
