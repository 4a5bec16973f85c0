-- Grain: one row per account of a person in a tool.
with people as (

    select * from {{ source('raw_strategy', 'people') }}

)

select
    people.person_id,
    people.source_system,
    people.account_id,
    people.line_number
from people
