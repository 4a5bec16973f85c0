{#- True where two rows say the same of an item: class, category, objective, method, rule, deleted or not. -#}
{% macro same_classification(one, other) -%}
    {{ one }}.work_class is not distinct from {{ other }}.work_class
    and {{ one }}.work_category is not distinct from {{ other }}.work_category
    and {{ one }}.objective_id is not distinct from {{ other }}.objective_id
    and {{ one }}.classification_method is not distinct from {{ other }}.classification_method
    and {{ one }}.rule_id is not distinct from {{ other }}.rule_id
    and {{ one }}.is_deleted is not distinct from {{ other }}.is_deleted
{%- endmacro %}
