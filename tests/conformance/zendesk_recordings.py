"""Zendesk's recorded requests and answers, sorted by what they hold."""

from dataclasses import dataclass

from conformance.recordings import (
    Document,
    Recording,
    Resource,
    dated,
    own_id,
    read_lines,
)

LISTS = {"tickets": "tickets", "ticket_audits": "audits"}
ONE = {"users": "user", "groups": "group", "custom_statuses": "custom_status"}


@dataclass(frozen=True, repr=False)
class ZendeskRecordings:
    """`pages` are the answers of the lists, whole; `refusals` those with a client error."""

    resources: dict[str, Resource]
    pages: dict[str, list[Document]]
    refusals: list[Document]


def zendesk() -> ZendeskRecordings:
    answers = [line for line in read_lines("zendesk/responses") if isinstance(line["json"], dict)]
    given = [line["json"] for line in answers if line["status"] < 400]
    pages = {name: [body for body in given if key in body] for name, key in LISTS.items()}
    pages["users"] = [body for body in given if "users" in body] + [
        {"users": [body["user"]]} for body in given if "user" in body
    ]
    documents = {
        name: [document for body in found for document in body[LISTS.get(name, name)]]
        for name, found in pages.items()
    }
    for name in ("groups", "custom_statuses"):
        documents[name] = [body[ONE[name]] for body in given if ONE[name] in body]
    resources = {
        name: Resource(
            [Recording(document, ("", position)) for position, document in enumerate(found)],
            own_id,
            dated("created_at" if name == "ticket_audits" else "updated_at"),
        )
        for name, found in documents.items()
    }
    refusals = [line for line in answers if line["status"] >= 400]
    return ZendeskRecordings(resources, pages, refusals)
