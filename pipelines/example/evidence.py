"""How each piece of work shows, or does not show, what it is for.

Sets an item's kind, parent, labels, component, release and milestone. Most of what people write
down is right, some is missing, a little is wrong; `Item.evidence` keeps which (`link`, `rule`,
`wrong`, `none`) for counting, and is never rendered.
"""

from random import Random

from pipelines.example.containers import Containers
from pipelines.example.labelling import (
    OBJECTIVE_COMPONENTS,
    OBJECTIVE_LABELS,
    OBJECTIVE_RELEASES,
    RECURRING_TITLES,
    UPKEEP_LABELS,
    milestone_of,
    plain_labels,
)
from pipelines.example.model import Item
from pipelines.example.timeline import N_WEEKS, week_of

# category -> ways of showing it with their chances; what is left over shows nothing.
_JIRA_WAYS: dict[str, tuple[tuple[str, float], ...]] = {
    "objective_work": (
        ("epic", 0.80), ("label", 0.045), ("component", 0.035),
        ("as_bug", 0.008), ("as_debt", 0.007),
    ),
    "discovery": (("spike", 0.55), ("discovery_label", 0.25), ("epic", 0.10)),
    "defect": (("bug", 0.83), ("bug_in_epic", 0.025), ("upkeep_epic", 0.06)),
    "incident": (("incident", 0.88),),
    "maintenance": (("upkeep_epic", 0.40), ("upkeep_label", 0.30), ("task_in_epic", 0.015)),
    "compliance": (("compliance_component", 0.70), ("audit", 0.10)),
    "internal_process": (("internal_label", 0.32), ("recurring", 0.22), ("upkeep_epic", 0.15)),
    "enablement": (("training", 0.55), ("upkeep_epic", 0.10)),
    "support": (("escalation", 0.70),),
}  # fmt: skip
_GITHUB_WAYS: dict[str, tuple[tuple[str, float], ...]] = {
    "objective_work": (
        ("milestone", 0.64), ("sub_issue", 0.12), ("label", 0.05), ("as_debt", 0.01),
    ),
    "discovery": (("discovery_label", 0.75), ("milestone", 0.10)),
    "defect": (("bug", 0.86), ("bug_in_milestone", 0.025)),
    "incident": (("incident", 0.88),),
    "maintenance": (("upkeep_label", 0.68), ("task_in_milestone", 0.01)),
    "compliance": (("audit", 0.75),),
    "internal_process": (("internal_label", 0.50), ("recurring", 0.20)),
    "enablement": (("training", 0.60),),
    "support": (("escalation", 0.70),),
}  # fmt: skip
_LABEL_OF_WAY = {
    "discovery_label": "spike", "audit": "audit", "internal_label": "team-internal",
    "training": "training", "escalation": "support-escalation",
}  # fmt: skip
_MAY_BE_MISTYPED = 0.015


def show(rng: Random, item: Item, hour: float, containers: Containers) -> None:
    """Dress an item with what its author wrote beside the title."""
    ways = (_JIRA_WAYS if item.tool == "jira" else _GITHUB_WAYS)[item.subject.category]
    names, chances = zip(*ways, strict=True)
    way = rng.choices((*names, "nothing"), (*chances, 1 - sum(chances)))[0]
    item.labels = plain_labels(rng)
    item.kind = "issue" if item.tool == "github" else _usual_kind(rng, item)
    _apply(rng, way, item, hour, containers)
    if item.tool == "jira" and item.kind in ("story", "task") and rng.random() < _MAY_BE_MISTYPED:
        item.kind = "story" if item.kind == "task" else "task"


def _usual_kind(rng: Random, item: Item) -> str:
    if item.subject.work_class == "strategic":
        return rng.choices(("story", "task"), (0.62, 0.38))[0]
    return rng.choices(("story", "task"), (0.25, 0.75))[0]


def _apply(rng: Random, way: str, item: Item, hour: float, containers: Containers) -> None:
    """Carry out one way of showing (or mis-showing) what the item is for."""
    objective_id, is_github = item.subject.objective_id, item.tool == "github"
    wrong_ways = ("as_bug", "as_debt", "bug_in_epic", "task_in_epic", "bug_in_milestone",
                  "task_in_milestone")  # fmt: skip
    links = ("epic", "label", "component", "milestone", "sub_issue")
    item.evidence = "link" if way in links else "wrong" if way in wrong_ways else "rule"
    if way == "nothing":
        item.evidence = "none"
        if not is_github and rng.random() < 0.4:
            item.parent = containers.epic(rng, item, "mixed", hour)
    elif way in ("bug", "as_bug", "bug_in_epic", "bug_in_milestone"):
        item.labels += ["bug"] if is_github else []
        item.kind = item.kind if is_github else "bug"
    elif way in ("incident", "spike"):
        item.labels += {("incident", True): ["incident"], ("spike", False): ["spike"]}.get(
            (way, is_github), []
        )
        item.kind = item.kind if is_github else way
    elif way in ("upkeep_label", "as_debt"):
        item.labels.append(rng.choice(("chore", *UPKEEP_LABELS) if is_github else UPKEEP_LABELS))
    elif way in _LABEL_OF_WAY:
        item.labels.append(_LABEL_OF_WAY[way])
    elif way == "recurring":
        item.title = rng.choice(RECURRING_TITLES)
    elif way == "upkeep_epic":
        item.parent = containers.epic(rng, item, "upkeep", hour)
    elif way == "compliance_component":
        item.component = "Compliance"
    elif way == "sub_issue":
        item.parent = containers.tracking_issue(rng, item)
        if item.parent is None:
            item.milestone = _milestone(item, hour)
    if way in ("bug_in_epic", "task_in_epic", "bug_in_milestone", "task_in_milestone"):
        objective_id = containers.main_objective(item.team_id)
    if objective_id is None:
        return
    if way in ("epic", "bug_in_epic", "task_in_epic"):
        item.parent = containers.epic(rng, item, objective_id, hour)
        if way == "epic" and rng.random() < 0.07:
            item.kind = "bug"
    elif way in ("milestone", "bug_in_milestone", "task_in_milestone"):
        item.milestone = milestone_of(objective_id, week_of(hour), N_WEEKS)
    elif way == "label" or (way == "component" and not _release_or_component(item, hour)):
        item.labels.append(OBJECTIVE_LABELS[objective_id])


def _milestone(item: Item, hour: float) -> str | None:
    objective_id = item.subject.objective_id
    return milestone_of(objective_id, week_of(hour), N_WEEKS) if objective_id else None


def _release_or_component(item: Item, hour: float) -> bool:
    objective_id = item.subject.objective_id or ""
    name, first, last = OBJECTIVE_RELEASES.get(objective_id, ("", 0, 0))
    if first <= week_of(hour) < last:
        item.fix_version = name
        return True
    item.component = OBJECTIVE_COMPONENTS.get(objective_id)
    return item.component is not None
