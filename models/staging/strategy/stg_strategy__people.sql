-- Grain: one row per account of a person in a tool.
-- Freshdesk numbers agents and requesters apart; a bare number is an agent's.
with people as (

    select * from {{ source('raw_strategy', 'people') }}

)

select
    people.person_id,
    people.source_system,
    case
        when people.source_system = 'freshdesk' and people.account_id not like '%:%'
            then 'agent:' || people.account_id
        else people.account_id
    end as account_id,
    people.line_number
from people
