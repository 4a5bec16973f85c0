-- Grain: one row: what the training is told, from the project's variables.
select
    {{ var('text_model_min_precision') }}::double as min_precision,
    {{ var('text_model_assurance') }}::double as assurance,
    {{ var('text_model_least_certain_items') }}::int as n_least_certain,
    {{ var('text_model_min_examples') }}::int as min_examples,
    {{ var('text_model_min_items_per_term') }}::int as min_items_per_term,
    {{ var('text_model_fit') }}::double as fit
