"""Zendesk and Freshdesk with some twenty tickets each."""

from copy import deepcopy
from datetime import datetime
from typing import Any

from small_tools import SmallTool, first, live, moment, organisation

from pipelines.example.store import Document


class _HelpDesk(SmallTool):
    def date(self, key: str, written: Any) -> None:
        self.change(key, updated_at=written)

    def move(self, key: str, at: datetime) -> None:
        groups = [one["id"] for one in self.resources["groups"].values()]
        self.edit(key, at, group_id=groups[self.made() % len(groups)])


class SmallZendesk(_HelpDesk):
    """Tickets with their audits; a deleted one is told by its status."""

    name, items, path = "zendesk", "tickets", r"/incremental/tickets/cursor$"

    @classmethod
    def cut_out(cls, n_items: int) -> "SmallZendesk":
        """Give the tool with so many items in each of its two containers."""
        whole = organisation()["zendesk"]
        kept = [k for k, v in whole["tickets"].items() if v["status"] != "deleted"][-2 * n_items :]
        tickets = {key: whole["tickets"][key] for key in kept}

        def of_tickets(name: str) -> dict[str, Document]:
            return {k: v for k, v in whole[name].items() if str(v["ticket_id"]) in tickets}

        names = ("groups", "sla_policies", "custom_statuses")
        resources = {
            **{name: whole[name] for name in names},
            "users": first(whole["users"], 7),
            "organizations": first(whole["organizations"], 5),
            "tickets": tickets,
            "metric_sets": of_tickets("metric_sets"),
            "ticket_audits": of_tickets("ticket_audits"),
            "satisfaction_ratings": of_tickets("satisfaction_ratings"),
            "jira_links": first(whole["jira_links"], 5),
        }
        return cls(live(resources))

    def make(self, at: datetime) -> str:
        number = self.made()
        ticket = deepcopy(self.item(self.ids()[0]))
        ticket |= {"id": number, "created_at": moment(at), "status": "open"}
        self.resources["tickets"][str(number)] = ticket
        self.edit(str(number), at)
        return str(number)

    def edit(self, key: str, at: datetime, **changed: Any) -> None:
        number = self.made()
        dated = {"updated_at": moment(at), "generated_timestamp": int(at.timestamp())}
        self.change(key, **{"subject": f"edited {number}"} | dated | changed)
        audit = {"id": number, "ticket_id": int(key), "created_at": moment(at), "events": []}
        self.resources["ticket_audits"][str(number)] = audit | {"author_id": None}

    def delete(self, key: str, at: datetime) -> None:
        self.edit(key, at, status="deleted")
        for name in ("ticket_audits",):
            held = self.resources[name]
            for child in [
                one for one, document in held.items() if str(document["ticket_id"]) == key
            ]:
                self.former[child] = held.pop(child)

    def restore(self, key: str, at: datetime) -> None:
        for child in [one for one, document in self.former.items()]:
            if str(self.former[child]["ticket_id"]) == key:
                self.resources["ticket_audits"][child] = self.former.pop(child)
        self.edit(key, at, status="open")


class SmallFreshdesk(_HelpDesk):
    """Tickets with their conversations; a deleted one moves to a list of its own."""

    name, items, path = "freshdesk", "tickets", r"/api/v2/tickets$"

    @classmethod
    def cut_out(cls, n_items: int) -> "SmallFreshdesk":
        """Give the tool with so many items in each of its two containers."""
        whole = organisation()["freshdesk"]
        listed = {k: v for k, v in whole["tickets"].items() if not (v.get("deleted") or v["spam"])}
        tickets = first(listed, 2 * n_items)
        resources = {
            **{name: whole[name] for name in ("agents", "groups", "companies", "ticket_fields")},
            "tickets": tickets,
            "conversations": {
                k: v for k, v in whole["conversations"].items() if str(v["ticket_id"]) in tickets
            },
            "satisfaction_ratings": whole["satisfaction_ratings"],
        }
        return cls(live(resources))

    def make(self, at: datetime) -> str:
        number = self.made()
        ticket = deepcopy(self.item(self.ids()[0])) | {"id": number, "created_at": moment(at)}
        self.resources["tickets"][str(number)] = ticket
        self.edit(str(number), at)
        return str(number)

    def edit(self, key: str, at: datetime, **changed: Any) -> None:
        number = self.made()
        self.change(key, **{"subject": f"edited {number}", "updated_at": moment(at)} | changed)
        dated = {"created_at": moment(at), "updated_at": moment(at)}
        said = {"id": number, "ticket_id": int(key), "body": "", "private": False}
        self.resources["conversations"][str(number)] = said | dated

    def delete(self, key: str, at: datetime) -> None:
        self.edit(key, at, deleted=True)

    def restore(self, key: str, at: datetime) -> None:
        self.edit(key, at, deleted=False, spam=False)
