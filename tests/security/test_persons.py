"""Persons: no name, address, account or text of theirs is in anything that is published."""

from typing import Any

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
    texts = " ".join(
        text
        for (table,) in night.ask("select table_name from duckdb_tables()").iter_rows()
        for row in night.ask(f'from "{table}"').iter_rows()
        for text in map(str, row)
    )
    assert [word for word in known if f" {word} " in f" {texts} "] == []
    assert [phrase for phrase in phrases if phrase in texts] == []


def _github_users(documents: Any) -> list[dict[str, Any]]:
    return [one["user"] for one in documents["github"]["issues"].values() if one["user"]]
