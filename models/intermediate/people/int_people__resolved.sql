-- Grain: one row per account in a tool, with the person behind it.
-- The strategy folder's people.csv decides; else a verified e-mail joins; else an account is its own person.
with
accounts as (select * from {{ ref('int_accounts__unioned') }}),

named_accounts as (select * from {{ ref('stg_strategy__people') }}),

identified as (
    select
        accounts.source_system,
        accounts.account_id,
        accounts.is_bot,
        accounts.is_employee,
        named_accounts.person_id as named_person_id,
        case when accounts.is_email_verified then accounts.email end as verified_email
    from accounts
    left join named_accounts
        on accounts.source_system = named_accounts.source_system
        and accounts.account_id = named_accounts.account_id
),

email_owners as (
    select
        identified.verified_email,
        min(identified.named_person_id) as person_id
    from identified
    where identified.verified_email is not null and identified.named_person_id is not null
    group by identified.verified_email
),

resolved as (
    select
        identified.source_system,
        identified.account_id,
        identified.is_bot,
        identified.is_employee,
        case
            when identified.named_person_id is not null then 'people_file'
            when email_owners.person_id is not null then 'verified_email'
            when identified.verified_email is not null then 'verified_email'
            else 'own_account'
        end as resolution_method,
        coalesce(
            'person:' || coalesce(identified.named_person_id, email_owners.person_id),
            'email:' || identified.verified_email,
            'account:' || identified.source_system || ':' || identified.account_id
        ) as identity
    from identified
    left join email_owners on identified.verified_email = email_owners.verified_email
)

select
    resolved.source_system,
    resolved.account_id,
    {{ pseudonym('resolved.identity') }} as person_id,
    resolved.resolution_method,
    resolved.is_bot,
    resolved.is_employee
from resolved
