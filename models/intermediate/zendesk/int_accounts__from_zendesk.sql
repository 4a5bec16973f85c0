-- Grain: one row per Zendesk user, and one for -1, under which triggers and automations act.
with users as (

    select * from {{ ref('stg_zendesk__users') }}

)

select
    'zendesk' as source_system,
    users.user_id as account_id,
    users.user_name as account_name,
    lower(users.email) as email,
    coalesce(users.user_role in ('agent', 'admin') and users.is_verified, false)
        as is_email_verified,
    false as is_bot,
    coalesce(users.is_active, true) and not coalesce(users.is_suspended, false) as is_active,
    coalesce(users.user_role in ('agent', 'admin'), false) as is_employee
from users
where users.user_id <> '-1'

union all

select
    'zendesk' as source_system,
    '-1' as account_id,
    'Zendesk' as account_name,
    null::string as email,
    false as is_email_verified,
    true as is_bot,
    true as is_active,
    false as is_employee
