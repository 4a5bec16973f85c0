{#-
    The words of a text as an array, in order and lower case: letters of any script in a row; 0 for
    any number; ? and !. A code block is the word `codeblock`, an address `urllink`; mark-up, mail
    addresses and @names go. Scripts without blanks between words give one word per character.
-#}
{% macro words_of(text_expression) -%}
    {{ return(adapter.dispatch('words_of', 'headway')(text_expression)) }}
{%- endmacro %}

{% macro duckdb__words_of(text_expression) -%}
    regexp_extract_all(
        regexp_replace(
            regexp_replace(
                regexp_replace(
                    regexp_replace(
                        regexp_replace(
                            lower({{ text_expression }}),
                            '(?s)```.*?(?:```|$)|[{]code[^}]*[}].*?(?:[{]code[}]|$)', ' codeblock ', 'g'
                        ),
                        '(?:https?://|www[.])[^\s<>)"]+', ' urllink ', 'g'
                    ),
                    '</?[a-z!][^<>]*>|\S*@\S+', ' ', 'g'
                ),
                '([\p{Han}\p{Hiragana}\p{Katakana}\p{Thai}]\p{M}*)', ' \1 ', 'g'
            ),
            '\p{N}+', '0', 'g'
        ),
        '[\p{L}\p{M}]+|0|[?!]'
    )
{%- endmacro %}

{% macro spark__words_of(text_expression) -%}
    regexp_extract_all(
        regexp_replace(
            regexp_replace(
                regexp_replace(
                    regexp_replace(
                        regexp_replace(
                            lower({{ text_expression }}),
                            '(?s)```.*?(?:```|$)|[{]code[^}]*[}].*?(?:[{]code[}]|$)', ' codeblock '
                        ),
                        '(?:https?://|www[.])[^\\s<>)"]+', ' urllink '
                    ),
                    '</?[a-z!][^<>]*>|\\S*@\\S+', ' '
                ),
                '([\\p{IsHan}\\p{IsHiragana}\\p{IsKatakana}\\p{IsThai}]\\p{M}*)', ' $1 '
            ),
            '\\p{N}+', '0'
        ),
        '[\\p{L}\\p{M}]+|0|[?!]', 0
    )
{%- endmacro %}

{#- Each two neighbours of an array of words, joined by a blank; none for fewer than two words. -#}
{% macro word_pairs(words) -%}
    {{ return(adapter.dispatch('word_pairs', 'headway')(words)) }}
{%- endmacro %}

{% macro duckdb__word_pairs(words) -%}
    list_transform(
        list_zip(({{ words }})[:-2], ({{ words }})[2:]),
        lambda pair: pair[1] || ' ' || pair[2]
    )
{%- endmacro %}

{% macro spark__word_pairs(words) -%}
    transform(
        slice({{ words }}, 1, greatest(size({{ words }}) - 1, 0)),
        (word, place) -> word || ' ' || {{ words }}[place + 1]
    )
{%- endmacro %}

{#- The first element of an array; null for an empty one. -#}
{% macro first_of(array_expression) -%}
    {{ return(adapter.dispatch('first_of', 'headway')(array_expression)) }}
{%- endmacro %}

{% macro duckdb__first_of(array_expression) -%}
    list_extract({{ array_expression }}, 1)
{%- endmacro %}

{% macro spark__first_of(array_expression) -%}
    try_element_at({{ array_expression }}, 1)
{%- endmacro %}

{#- The elements of an array of text as one text; null for a null array. -#}
{% macro array_joined(array_expression, separator) -%}
    {{ return(adapter.dispatch('array_joined', 'headway')(array_expression, separator)) }}
{%- endmacro %}

{% macro duckdb__array_joined(array_expression, separator) -%}
    array_to_string({{ array_expression }}, '{{ separator }}')
{%- endmacro %}

{% macro spark__array_joined(array_expression, separator) -%}
    array_join({{ array_expression }}, '{{ separator }}')
{%- endmacro %}

{#- Every text member of one name at any depth of a JSON text, each still in its quotes, as an array. -#}
{% macro json_members(json_text, name) -%}
    {{ return(adapter.dispatch('json_members', 'headway')(json_text, name)) }}
{%- endmacro %}

{% macro duckdb__json_members(json_text, name) -%}
    regexp_extract_all({{ json_text }}, '"{{ name }}"\s*:\s*("[^"\\]*(?:\\.[^"\\]*)*")', 1)
{%- endmacro %}

{% macro spark__json_members(json_text, name) -%}
    regexp_extract_all(
        {{ json_text }}, '"{{ name }}"\\s*:\\s*("[^"\\\\]*(?:\\\\.[^"\\\\]*)*")', 1
    )
{%- endmacro %}

{#- The texts of a group as one text, in the order of a number, joined by a comma. -#}
{% macro texts_of_group(expression, place) -%}
    {{ return(adapter.dispatch('texts_of_group', 'headway')(expression, place)) }}
{%- endmacro %}

{% macro duckdb__texts_of_group(expression, place) -%}
    string_agg({{ expression }}, ', ' order by {{ place }})
{%- endmacro %}

{% macro spark__texts_of_group(expression, place) -%}
    listagg({{ expression }}, ', ') within group (order by {{ place }})
{%- endmacro %}

{#- A share as people write it, cut (not rounded up) to two digits: 0.97. -#}
{% macro two_digits(expression) -%}
    (floor(({{ expression }}) * 100 + 0.000001) / 100)::decimal(5, 2)::text
{%- endmacro %}
