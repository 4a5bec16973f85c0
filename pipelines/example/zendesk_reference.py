"""Zendesk's people and settings: agents, customers, organisations, groups, statuses, policies."""

from random import Random
from typing import Any

from pipelines.example.people import Workforce, invented_name
from pipelines.example.vocabulary import phrases

SITE = "https://fernhill-example.zendesk.com/api/v2"
Document = dict[str, Any]
GROUP_IDS = {
    "Merchant support": 6_130_830_400_001, "Payment support": 6_130_830_400_019,
    "Technical support": 6_130_830_400_037,
}  # fmt: skip
# state -> (id, agent label, category)
CUSTOM_STATUSES = {
    "new": (6_130_830_355_738, "New", "new"), "open": (6_130_830_355_754, "Open", "open"),
    "pending": (6_130_830_355_770, "Waiting for merchant", "pending"),
    "hold": (6_130_830_355_786, "With engineering", "hold"),
    "solved": (6_130_830_355_802, "Solved", "solved"),
}  # fmt: skip
_FIRST_REQUESTER, _FIRST_ORGANIZATION = 6_140_000_000_000, 6_150_000_000_000
_N_REQUESTERS, _N_ORGANIZATIONS = 900, 64
_BORN = "2024-11-05T08:00:00Z"


def requester_id(number: int) -> int:
    """Give a customer's user id."""
    return _FIRST_REQUESTER + 4_409 * number


def organization_id(number: int) -> int | None:
    """Give the organisation a customer belongs to; one in ten belongs to none."""
    return None if number % 10 == 9 else _FIRST_ORGANIZATION + 5_003 * (number % _N_ORGANIZATIONS)


def _organizations() -> list[Document]:
    names = [
        f"{word} {kind}"
        for kind in phrases("company_kind", "people")
        for word in phrases("company", "people")
    ]
    return [
        {
            "url": f"{SITE}/organizations/{id_}.json", "id": id_, "name": names[n * 3 % len(names)],
            "shared_tickets": False, "shared_comments": False, "external_id": None,
            "created_at": _BORN, "updated_at": _BORN, "domain_names": [], "details": "",
            "notes": "", "group_id": None, "tags": ["enterprise"] if n % 7 == 0 else [],
            "organization_fields": {},
        }
        for n, id_ in ((n, _FIRST_ORGANIZATION + 5_003 * n) for n in range(_N_ORGANIZATIONS))
    ]  # fmt: skip


def _user(id_: int, name: str, email: str | None, role: str, **more: Any) -> Document:
    return {
        "id": id_, "url": f"{SITE}/users/{id_}.json", "name": name, "email": email,
        "created_at": _BORN, "updated_at": _BORN, "time_zone": "London",
        "iana_time_zone": "Europe/London", "phone": None, "locale_id": 1, "locale": "en-US",
        "organization_id": None, "role": role, "verified": role != "end-user", "external_id": None,
        "tags": [], "alias": None, "active": True, "shared": False, "shared_agent": False,
        "last_login_at": None, "suspended": False, "default_group_id": None, "user_fields": {},
        "role_type": None, "ticket_restriction": "requested" if role == "end-user" else None,
    } | more  # fmt: skip


def _users(rng: Random, workforce: Workforce) -> list[Document]:
    agents = [person for person in workforce.people if "zendesk" in person.accounts]
    users = [
        _user(int(person.accounts["zendesk"]), person.name, person.email,
              "admin" if person.is_lead else "agent", active=person.ends_on is None)
        for person in agents
    ]  # fmt: skip
    for number in range(_N_REQUESTERS):
        name = invented_name(rng)
        email = f"{name.lower().replace(' ', '.')}.{number}@shop.example"
        users.append(
            _user(requester_id(number), name, email if number % 12 else None, "end-user",
                  organization_id=organization_id(number))
        )  # fmt: skip
    return users


def _sla_policy() -> Document:
    targets = (("urgent", 60, 480), ("high", 180, 960), ("normal", 480, 1_920), ("low", 960, 3_840))
    metrics = [
        {"priority": priority, "metric": metric, "target": minutes, "business_hours": True}
        for priority, reply, resolution in targets
        for metric, minutes in (("first_reply_time", reply), ("requester_wait_time", resolution))
    ]
    return {
        "url": f"{SITE}/slas/policies/360000066", "id": 360_000_066, "title": "Merchants",
        "description": "All merchants", "position": 1, "filter": {"all": [], "any": []},
        "policy_metrics": metrics, "created_at": _BORN, "updated_at": _BORN,
    }  # fmt: skip


def reference_documents(rng: Random, workforce: Workforce) -> dict[str, dict[str, Document]]:
    """Give people and settings, by id."""
    groups = [
        {"url": f"{SITE}/groups/{id_}.json", "id": id_, "name": name, "description": "",
         "default": name == "Merchant support", "deleted": False, "is_public": True,
         "created_at": _BORN, "updated_at": _BORN}
        for name, id_ in GROUP_IDS.items()
    ]  # fmt: skip
    statuses = [
        {"url": f"{SITE}/custom_statuses/{id_}.json", "id": id_, "status_category": category,
         "agent_label": label, "end_user_label": label, "description": "", "active": True,
         "default": True, "created_at": _BORN, "updated_at": _BORN}
        for id_, label, category in CUSTOM_STATUSES.values()
    ]  # fmt: skip

    def by_id(documents: list[Document]) -> dict[str, Document]:
        return {str(document["id"]): document for document in documents}

    return {
        "users": by_id(_users(rng, workforce)), "organizations": by_id(_organizations()),
        "groups": by_id(groups), "custom_statuses": by_id(statuses),
        "sla_policies": by_id([_sla_policy()]),
    }  # fmt: skip
