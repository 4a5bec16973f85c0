"""Persons: no name, address, account or text of theirs is in anything that is published."""

from typing import Any

import polars as pl
from example_night import ExampleNight


def test_no_address_name_or_text_of_a_person_is_published(night: ExampleNight) -> None:
    documents = night.organisation.documents
    users = [*documents["jira"]["users"].values(), *documents["zendesk"]["users"].values()]
    known = {
        str(user[name])
        for user in users
        for name in ("emailAddress", "displayName", "accountId", "email", "name")
        if len(str(user.get(name) or "")) > 8
    }
    known |= {str(user["login"]) for user in _github_users(documents)}
    assert len(known) > 500
    bodies = [ticket["description"] or "" for ticket in documents["zendesk"]["tickets"].values()]
    phrases = {body.split("\n\n")[1][:60] for body in bodies if body.count("\n\n") > 1}
    texts = _published_texts(night)
    assert texts.len() > 10_000
    said = pl.select(pl.lit(" ") + texts + " ").to_series()
    assert said.filter(said.str.contains_any([f" {word} " for word in known])).to_list() == []
    assert texts.filter(texts.str.contains_any(list(phrases))).to_list() == []


def _published_texts(night: ExampleNight) -> pl.Series:
    columns = night.ask(
        "select table_name, column_name from duckdb_columns() "
        "where table_name in (select table_name from duckdb_tables())"
    )
    queries = [
        f'select "{column}"::varchar as text from "{table}"'
        for table, column in columns.iter_rows()
    ]
    return night.ask(" union ".join(queries))["text"].drop_nulls()


def _github_users(documents: Any) -> list[dict[str, Any]]:
    return [one["user"] for one in documents["github"]["issues"].values() if one["user"]]
