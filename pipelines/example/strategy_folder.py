"""Writes the example organisation's strategy folder.

What is decided stands in `strategy/*.csv` and is copied; what depends on who works here (people,
members, overrides, blind labels) is written from the simulation.
"""

import csv
import shutil
from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING

from pipelines.example.model import Item, Person, Subject

if TYPE_CHECKING:
    from pipelines.example.organisation import Organisation

_DECIDED = Path(__file__).parent / "strategy"
# Accounts that nobody has written down: each is its own person until somebody does.
_UNMAPPED_GITHUB_ONE_IN = 25
_N_OVERRIDES, _N_LABELLED = 6, 320
_LABELLERS = ("reviewer-1", "reviewer-2")
_LABELLED_ON = (date(2026, 6, 30), date(2026, 9, 18))
_LABELLED_TWICE, _MISLABELLED, _UNDECIDED = 0.30, 0.05, 0.03

Rows = Iterable[Sequence[object]]


def write_strategy(folder: Path, organisation: "Organisation") -> None:
    """Write every file of the strategy folder into a folder, which is made if need be."""
    folder.mkdir(parents=True, exist_ok=True)
    for decided in sorted(_DECIDED.glob("*.csv")):
        shutil.copyfile(decided, folder / decided.name)
    people = organisation.workforce.people
    _write(folder / "people.csv", ("person_id", "source_system", "account_id"), _accounts(people))
    _write(
        folder / "team_members.csv",
        ("team_id", "person_id", "starts_on", "ends_on", "capacity_share"),
        _members(people),
    )
    rng = Random("what people decided and labelled")
    items = [item for item in organisation.items if not item.traits.get("deleted")]
    decided_class = ("work_item_id", "work_class", "work_category")
    _write(
        folder / "overrides.csv",
        (*decided_class, "objective_id", "decided_by", "decided_on", "reason"),
        _overrides(rng, items),
    )
    _write(
        folder / "labels.csv", (*decided_class, "labelled_by", "labelled_on"), _labels(rng, items)
    )


def _write(path: Path, columns: Sequence[str], rows: Rows) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(columns)
        writer.writerows(rows)


def _accounts(people: list[Person]) -> Rows:
    """Map accounts whose e-mail does not: all of GitHub's, and Jira's to give each person an id."""
    for n, person in enumerate(people):
        yield person.person_id, "jira", person.accounts["jira"]
        if "github" in person.accounts and n % _UNMAPPED_GITHUB_ONE_IN != 7:
            yield person.person_id, "github", person.accounts["github"]


def _members(people: list[Person]) -> Rows:
    for n, person in enumerate(people):
        last_day = person.ends_on - timedelta(days=1) if person.ends_on else None
        yield (
            person.team_id, person.person_id, person.starts_on or "", last_day or "",
            0.8 if n % 17 == 5 else 1,
        )  # fmt: skip


def _overrides(rng: Random, items: list[Item]) -> Rows:
    unclear = [item for item in items if item.evidence == "none" and item.kind in ("story", "task")]
    for item in rng.sample(unclear, min(_N_OVERRIDES, len(unclear))):
        subject = item.subject
        yield (
            item.work_item_id, subject.work_class, subject.category, subject.objective_id or "",
            "Portfolio office", "2026-07-01", "Asked the team",
        )  # fmt: skip


def _labels(rng: Random, items: list[Item]) -> Rows:
    """Label a random sample blind: mostly as it was, sometimes not, sometimes not decidable."""
    leaves = [item for item in items if item.kind not in ("epic", "initiative", "sub_task")]
    for item in rng.sample(leaves, min(_N_LABELLED, len(leaves) // 4)):
        both = rng.random() < _LABELLED_TWICE
        for labeller in _LABELLERS if both else (rng.choice(_LABELLERS),):
            work_class, category = _judgement(rng, item.subject)
            yield item.work_item_id, work_class, category, labeller, rng.choice(_LABELLED_ON)


def _judgement(rng: Random, subject: Subject) -> tuple[str, str]:
    chance = rng.random()
    if chance < _UNDECIDED:
        return "unclassified", ""
    if chance < _UNDECIDED + _MISLABELLED:
        if subject.work_class == "strategic":
            return "operational", "maintenance"
        return "strategic", "objective_work"
    return subject.work_class, subject.category
