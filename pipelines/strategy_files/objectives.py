"""What counts as strategic: objectives, their measures and links, rules, decisions of people."""

from collections.abc import Iterator
from typing import Annotated, ClassVar

from typing_extensions import override

from pipelines.configuration import TOOLS
from pipelines.strategy_files.cells import (
    Alternatives,
    Day,
    Number,
    Priority,
    Share,
    WorkItem,
    one_of,
    some_of,
)
from pipelines.strategy_files.rows import (
    Category,
    DecidedClass,
    LabelledClass,
    Mistake,
    Row,
    SourceSystem,
    category_mistakes,
    objective_mistakes,
)


class Objective(Row):
    """One row per objective; objectives form a tree."""

    key = ("objective_id",)
    period = ("starts_on", "ends_on")

    objective_id: str
    parent_objective_id: str | None = None
    name: str
    owner: str | None = None
    starts_on: Day | None = None
    ends_on: Day | None = None
    planned_share: Share | None = None


class KeyResult(Row):
    """One row per key result: how an objective is measured."""

    key = ("key_result_id",)

    key_result_id: str
    objective_id: str
    name: str
    unit: str | None = None
    direction: Annotated[str, one_of("increase", "decrease", "stay_above", "stay_below")]
    baseline: Number | None = None
    target: Number

    @override
    def mistakes(self) -> Iterator[Mistake]:
        if self.baseline is None or self.target is None:
            return
        if self.direction == "increase" and self.target <= self.baseline:
            yield Mistake(
                "target", f"no increase from {self.baseline:g}", "correct it or direction"
            )
        if self.direction == "decrease" and self.target >= self.baseline:
            yield Mistake(
                "target", f"no decrease from {self.baseline:g}", "correct it or direction"
            )


class KeyResultValue(Row):
    """One row per key result and day of measurement."""

    key = ("key_result_id", "measured_on")

    key_result_id: str
    measured_on: Day
    value: Number


class ObjectiveLink(Row):
    """One row per thing in a tool that, with all that hangs below it, serves an objective."""

    key = ("objective_id", "source_system", "link_type", "value", "valid_from")
    period = ("valid_from", "valid_to")
    one_at_a_time = ("source_system", "link_type", "value")

    objective_id: str
    source_system: SourceSystem | None = None
    link_type: Annotated[
        str, one_of("item", "label", "milestone", "project", "component", "fix_version")
    ]
    value: str
    valid_from: Day | None = None
    valid_to: Day | None = None


class ClassificationRule(Row):
    """One row per rule of the decision table; the lowest priority that matches wins."""

    key = ("rule_id",)
    period = ("valid_from", "valid_to")
    verbatim = ("title_matches",)
    conditions: ClassVar[tuple[str, ...]] = (
        "source_system",
        "container",
        "item_type",
        "label",
        "priority_name",
        "component",
        "title_matches",
        "requester_group",
    )

    rule_id: str
    priority: Priority
    source_system: Annotated[str, some_of(*TOOLS)] | None = None
    container: Alternatives | None = None
    item_type: Alternatives | None = None
    label: Alternatives | None = None
    priority_name: Alternatives | None = None
    component: Alternatives | None = None
    title_matches: str | None = None
    requester_group: Alternatives | None = None
    work_class: DecidedClass
    work_category: Category | None = None
    objective_id: str | None = None
    rationale: str | None = None
    valid_from: Day | None = None
    valid_to: Day | None = None

    @override
    def mistakes(self) -> Iterator[Mistake]:
        yield from super().mistakes()
        yield from category_mistakes(self.work_class, self.work_category)
        has_objective = not self.is_blank("objective_id")
        yield from objective_mistakes(self.work_class, has_objective=has_objective)
        if all(self.is_blank(condition) for condition in self.conditions):
            yield Mistake(
                "rule_id",
                "a rule without any condition would decide everything",
                f"fill one of {', '.join(self.conditions)}",
            )


class Override(Row):
    """One row per work item whose class a person decided."""

    key = ("work_item_id",)

    work_item_id: WorkItem
    work_class: DecidedClass
    work_category: Category | None = None
    objective_id: str | None = None
    decided_by: str
    decided_on: Day
    reason: str | None = None

    @override
    def mistakes(self) -> Iterator[Mistake]:
        yield from super().mistakes()
        yield from category_mistakes(self.work_class, self.work_category)
        has_objective = not self.is_blank("objective_id")
        yield from objective_mistakes(self.work_class, has_objective=has_objective)


class Label(Row):
    """One row per work item and person who labelled it blind, to measure agreement only.

    A sample that `headway sample` drew is such a file before anyone has filled it.
    """

    key = ("work_item_id", "labelled_by")
    may_wait = ("work_class", "labelled_by", "labelled_on")
    reading_aids = ("item_key", "item_url", "title", "item_type", "container")

    work_item_id: WorkItem
    work_class: LabelledClass
    work_category: Category | None = None
    labelled_by: str
    labelled_on: Day

    @override
    def mistakes(self) -> Iterator[Mistake]:
        yield from super().mistakes()
        yield from category_mistakes(self.work_class, self.work_category)
