"""A publication in which a ticket escalates to a pull request that closes a story below an epic."""

from pathlib import Path

from small_publications import publish

JIRA, GITHUB, ZENDESK = (
    "https://acme.atlassian.net",
    "https://github.com",
    "https://acme.zendesk.com",
)
FRESHDESK = "https://acme.freshdesk.com"

EPIC = {
    "work_item_id": "jira:10001",
    "item_key": "PAY-1",
    "item_url": f"{JIRA}/browse/PAY-1",
    "title": "Checkout of the future",
    "objective_id": "faster",
    "evidence": "the item itself is linked to faster by item PAY-1",
    "effort_days": 3,
}
STORY = {
    "work_item_id": "jira:10063",
    "item_key": "PAY-12",
    "item_url": f"{JIRA}/browse/PAY-12",
    "item_type": "Story",
    "title": "Pay [red]by card\x1b[31m\x1b]0;owned\x07",
    "source_status": "Doing",
    "status_group": "in_progress",
    "objective_id": "faster",
    "work_class": "strategic",
    "work_category": "objective_work",
    "classification_method": "inherited_rule",
    "rule_id": "r7",
    "matched_field": "label",
    "matched_value": "label = checkout",
    "inherited_from_work_item_id": "jira:10001",
    "inheritance_path": "jira:10063 > jira:10001",
    "evidence": 'PAY-1 "Checkout of the future", 1 above, is placed by rule r7',
    "confidence": 0.75,
    "confidence_basis": "prior",
    "runner_up_method": "rule",
    "runner_up_work_class": "operational",
    "runner_up_evidence": "rule r9 (priority 9): item_type = Story",
    "effort_days": 12.5,
}
PULL_REQUEST = {
    "work_item_id": "github:7000",
    "item_key": "acme/pay#7",
    "item_url": f"{GITHUB}/acme/pay/pull/7",
    "title": "Card form",
}
TICKET = {
    "work_item_id": "zendesk:4711",
    "item_key": "4711",
    "item_url": f"{ZENDESK}/agent/tickets/4711",
    "title": "Cannot pay",
    "objective_id": "faster",
    "work_class": "strategic",
    "work_category": "objective_work",
    "classification_method": "cross_tool",
    "matched_field": "jira_links",
    "matched_value": "PAY-12",
    "inherited_from_work_item_id": "jira:10001",
    "inheritance_path": "zendesk:4711 > github:7000 > jira:10063 > jira:10001",
    "evidence": "escalated to PAY-12, which is linked to faster",
    "confidence": 0.9,
    "confidence_basis": "labels_of_method",
}
OTHER_DESK = {
    "work_item_id": "freshdesk:4711",
    "item_key": "4711",
    "item_url": f"{FRESHDESK}/a/tickets/4711",
    "title": "Broken chair",
    "work_class": "operational",
    "work_category": "support",
    "classification_method": "rule",
    "rule_id": "desk",
}
LINKS = [
    ("jira:10063", "jira:10001", "parent", "parent", "PAY-1"),
    ("jira:10063", "github:7000", "mentions", "remote_links", "acme/pay#7"),
    ("github:7000", "jira:10063", "closes", "body", "Fixes OLD-3"),
    ("zendesk:4711", "github:7000", "escalates", "custom_field", "acme/pay#7"),
]


def publish_chain(path: Path) -> Path:
    """Write that publication, and an unrelated ticket of the same number in another tool."""
    names = ("from_work_item_id", "to_work_item_id", "link_kind", "proof_field", "proof_text")
    return publish(
        path,
        fct_work_items=[EPIC, STORY, PULL_REQUEST, TICKET, OTHER_DESK],
        fct_work_item_links=[dict(zip(names, link, strict=True)) for link in LINKS],
        fct_item_objectives=[
            {"work_item_id": item, "objective_id": "faster", "objective_weight": weight,
             "is_primary": True, "evidence": "it is so"}
            for item, weight in (("jira:10063", 0.5), ("zendesk:4711", 1.0))
        ]
        + [{"work_item_id": "jira:10063", "objective_id": "safe", "objective_weight": 0.5,
            "is_primary": False, "evidence": "the same epic serves safe"}],
        dim_objectives=[
            {"objective_id": "grow", "objective_name": "Grow"},
            {"objective_id": "faster", "parent_objective_id": "grow",
             "objective_name": "Check out faster"},
            {"objective_id": "safe", "objective_name": "Stay safe"},
        ],
        dim_classification_rules=[
            {"rule_id": "r7", "priority": 7, "condition_text": "label = checkout",
             "rationale": "Checkout is this year's bet"},
            {"rule_id": "desk", "priority": 8, "condition_text": "source_system = freshdesk"},
        ],
    )  # fmt: skip
