-- Grain: one row per Jira field.
-- Agile fields have other ids on each site and names in each language: only the field's kind tells.

with

documents as (
    select
        raw_fields.id,
        {{ parse_json('raw_fields.payload', {
            'name': 'text',
            'untranslatedName': 'text',
            'schema': {'custom': 'text'},
        }) }} as document
    from {{ source('raw_jira', 'fields') }} as raw_fields
    qualify
        row_number() over (
            partition by raw_fields.id
            order by raw_fields.updated_at desc nulls last, raw_fields._dlt_load_id desc
        ) = 1
),

fields as (
    select
        documents.id as field_id,
        documents.document.name as field_name,
        coalesce(documents.document.untranslatedname, documents.document.name)
            as untranslated_name,
        documents.document.schema.custom as custom_type
    from documents
)

select
    fields.field_id,
    fields.field_name,
    fields.custom_type,
    case
        when fields.custom_type = 'com.pyxis.greenhopper.jira:jsw-story-points'
            then 'story_points'
        when
            fields.custom_type = 'com.atlassian.jira.plugin.system.customfieldtypes:float'
            and lower(fields.untranslated_name) in ('story points', 'story point estimate')
            then 'story_points'
        when fields.custom_type = 'com.pyxis.greenhopper.jira:gh-epic-link' then 'epic_link'
        when fields.custom_type = 'com.pyxis.greenhopper.jira:gh-sprint' then 'sprint'
    end as agile_role
from fields
