-- Grain: one row per field of the ticket form.
with raw_ticket_fields as (

    select * from {{ source('raw_freshdesk', 'ticket_fields') }}
    qualify
        row_number() over (
            partition by id order by updated_at desc nulls last, _dlt_load_id desc
        ) = 1

),

parsed as (

    select
        raw_ticket_fields.id,
        {{ parse_json('raw_ticket_fields.payload', {
            'name': 'text', 'label': 'text', 'choices': 'json',
        }) }} as document
    from raw_ticket_fields

)

select
    parsed.id as ticket_field_id,
    document.name as field_name,
    document.label as field_label,
    document.choices
from parsed
