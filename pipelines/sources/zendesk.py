"""Zendesk Support.

Loads tickets, deleted ones too, with their metric sets; the audits that tell each ticket's
history; users; satisfaction ratings; and in full each night the small tables: groups,
organizations, service-level policies, custom statuses, and links to Jira issues, which leave no
trace when removed.

Tables and keys: each by the tool's numeric id. The metric set that the export puts inside a ticket
is a document of its own in `metric_sets`; the ticket is kept without it.

Incremental: tickets and users by the export's own moment, from an hour before the newest of the
last night. That moment of a ticket is its `generated_timestamp`, which moves on system updates too,
and the export holds back its last minute itself. Audits: see zendesk_audits; a ticket that comes
back from among the deleted is asked for its own, which the account's list hid meanwhile. Ratings by
`start_time`, read again for the 30 days in which a customer may change one. Every cursor comes from
the tool, never passes its clock, and is committed with the rows it covers.

Secrets: the e-mail address and API token of an administrator, sent as basic authentication.
"""

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from typing import Any

import dlt
from dlt.extract import DltResource

from pipelines.configuration import ZendeskSettings
from pipelines.errors import Problem
from pipelines.sources.answers import Answer, SourceError
from pipelines.sources.cursors import move_on, read_since
from pipelines.sources.documents import Batch, Document, RawTable, read_state
from pipelines.sources.http import Api
from pipelines.sources.slices import Slice, resume_points
from pipelines.sources.zendesk_audits import read_audits
from pipelines.sources.zendesk_pages import (
    EARLIEST,
    export_pages,
    if_in_plan,
    list_pages,
    single_page,
)
from pipelines.sources.zendesk_tables import (
    CUSTOM_STATUSES,
    GROUPS,
    JIRA_LINKS,
    METRIC_SETS,
    ORGANIZATIONS,
    SATISFACTION_RATINGS,
    SLA_POLICIES,
    TICKET_AUDITS,
    TICKETS,
    USERS,
    generated_at,
    updated_at,
)
from pipelines.sources.zendesk_tables import TABLES as TABLES

RATING_MAY_CHANGE = timedelta(days=30)
PLACE = ".dlt/config.toml [sources.zendesk]"


def connect(settings: ZendeskSettings, max_connections: int) -> Api:
    """Open the site's REST interface."""
    credentials = (f"{settings.email}/token", settings.api_token.get_secret_value())
    accept = {"Accept": "application/json"}
    # Zendesk answers 409 while it writes what is asked for.
    return Api(settings.site, credentials, accept, max_connections, also_passing=(409,))


@dlt.source(name="zendesk", max_table_nesting=0)
def source(api: Api, settings: ZendeskSettings, piece: Slice | None = None) -> Any:
    """Give the resources of a Zendesk account, one per raw table."""
    piece = piece or Slice()
    batches = dlt.resource(
        lambda: _read_tickets(api, settings, piece), name="zendesk_batches", selected=False
    )
    return [
        TICKETS.picked_from(batches),
        METRIC_SETS.picked_from(batches),
        TICKET_AUDITS.picked_from(batches),
        USERS.resource(lambda: _read_users(api, piece)),
        SATISFACTION_RATINGS.resource(lambda: _read_ratings(api, settings, piece)),
        _whole(piece, GROUPS, lambda: list_pages(api, "/api/v2/groups")),
        _whole(piece, ORGANIZATIONS, lambda: list_pages(api, "/api/v2/organizations")),
        _in_plan(piece, SLA_POLICIES, lambda: single_page(api, "/api/v2/slas/policies")),
        _in_plan(piece, CUSTOM_STATUSES, lambda: single_page(api, "/api/v2/custom_statuses")),
        _in_plan(piece, JIRA_LINKS, lambda: list_pages(api, "/api/v2/jira/links"), "links"),
    ]


def _whole(
    piece: Slice, table: RawTable, read: Callable[[], Iterator[Answer]], key: str | None = None
) -> DltResource:
    return table.resource(lambda: (answer.documents(key or table.name) for answer in read()), piece)


def _in_plan(
    piece: Slice, table: RawTable, read: Callable[[], Iterator[Answer]], key: str | None = None
) -> DltResource:
    return _whole(piece, table, lambda: if_in_plan(read(), table.name, piece), key)


def _read_tickets(api: Api, settings: ZendeskSettings, piece: Slice) -> Iterator[Batch]:
    """Read the export, then the audits of its tickets.

    Where a slice ends before the audits do, the tickets that still want them are noted.
    """
    state, resume = read_state(), resume_points()
    wanted: dict[str, Any] = resume.setdefault("audits_wanted", {})
    with piece.ended_by_quota():
        pages = export_pages(
            # AI agents' tickets are left out unless asked for.
            *(api, "tickets", state, settings.start_on, piece),
            support_type_scope="all",
            include="metric_sets",
        )
        for answer in pages:
            batch = _without_sideload(answer)
            yield batch
            wanted |= {str(ticket["id"]): ticket.get("status") for ticket in batch["tickets"]}
            generated = map(generated_at, batch["tickets"])
            move_on(state, "tickets_up_to", generated, answer.server_time())
        if TICKETS.name not in piece.done or TICKET_AUDITS.name in piece.done:
            return
        for audits in read_audits(api, state, resume, wanted, piece):
            yield {"ticket_audits": audits}


def _without_sideload(answer: Answer) -> Batch:
    """Take the metric sets out of the tickets; an account may give them beside instead."""
    tickets = answer.documents("tickets")
    sets = list(answer.body.get("metric_sets") or [])
    sets += [ticket["metric_set"] for ticket in tickets if ticket.get("metric_set")]
    return {
        "tickets": [
            {name: value for name, value in ticket.items() if name != "metric_set"}
            for ticket in tickets
        ],
        "metric_sets": sets,
    }


def _read_users(api: Api, piece: Slice) -> Iterator[list[Document]]:
    """Read the users' export from its start: a new ticket may be requested by an old user."""
    state = read_state()
    with piece.ended_by_quota():
        for answer in export_pages(api, "users", state, None, piece):
            users = answer.documents("users")
            yield users
            move_on(state, "users_up_to", map(updated_at, users), answer.server_time())


def _read_ratings(api: Api, settings: ZendeskSettings, piece: Slice) -> Iterator[list[Document]]:
    name = SATISFACTION_RATINGS.name
    if name in piece.done:
        return
    state = read_state()
    since = read_since(state, name, RATING_MAY_CHANGE, settings.start_on, EARLIEST)
    pages = list_pages(api, f"/api/v2/{name}", start_time=int(since.timestamp()))
    clock, moments = None, list[datetime | None]()
    with piece.ended_by_quota():
        for answer in if_in_plan(pages, name, piece):
            ratings = answer.documents(name)
            yield ratings
            clock = clock or answer.server_time()
            moments += map(updated_at, ratings)
        if clock:
            move_on(state, name, moments, clock)
        piece.done.add(name)


def probe(api: Api, settings: ZendeskSettings) -> list[Problem]:
    """Ask who we are: wrong credentials are nobody, with status 200; exports need an admin."""
    try:
        answer = api.get("/api/v2/users/me")
    except SourceError as fault:
        return [Problem(PLACE, str(fault), "")]
    user = (answer.body or {}).get("user") if isinstance(answer.body, dict) else None
    if not user or user.get("id") is None:
        return [
            Problem(
                ".dlt/secrets.toml [sources.zendesk]",
                f"{settings.site} does not know {settings.email} by this API token",
                "correct email and api_token, and allow token access; then: headway check",
            )
        ]
    if user.get("role") != "admin":
        return [
            Problem(
                ".dlt/secrets.toml [sources.zendesk] email",
                f"{settings.email} is {user.get('role')}, and only an admin may export tickets",
                "use an administrator's token; then: headway check",
            )
        ]
    return []
