"""A copy of the example whose sample people have labelled, and agreement measured in plain Python.

A second opinion, independent of the models: it reads facts and labels only, and takes Wilson's
interval as the roots of its equation.
"""

import csv
import io
import math
import shutil
from collections import defaultdict
from collections.abc import Iterable
from pathlib import Path

import polars as pl
from example_night import ExampleNight
from rich.console import Console

from pipelines import nightly
from pipelines.example.organisation import ENDS_ON
from pipelines.sample import draw_sample
from pipelines.warehouse import Warehouse

Z = 1.959963984540054
LABELLED_ON = "2026-09-20"
SAMPLE_SIZE = 300


def labelled_with_the_truth(night: ExampleNight, folder: Path, seed: int) -> ExampleNight:
    """Draw a sample in a copy of the workspace, label it as it truly was, run the night again."""
    workspace = shutil.copytree(night.warehouse.workspace, folder, symlinks=True)
    labels = workspace / "strategy" / "labels.csv"
    labels.unlink()
    sample, _ = draw_sample(workspace, SAMPLE_SIZE, seed)
    true_classes = dict(night.truth().select("work_item_id", "true_class").iter_rows())
    with sample.open(encoding="utf-8-sig", newline="") as drawn:
        rows = list(csv.DictReader(drawn))
    for row in rows:
        row["work_class"] = true_classes[row["work_item_id"]]
        row["labelled_by"], row["labelled_on"] = "who knows", LABELLED_ON
    with labels.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)
    said = io.StringIO()
    code = nightly.run(workspace, as_of=ENDS_ON, pull=False, console=Console(file=said))
    assert code == 0, said.getvalue()
    return ExampleNight(said.getvalue(), Warehouse(workspace), night.organisation)


def wilson(share: float, n: float) -> tuple[float, float]:
    """Give the x with (share - x)^2 = z^2 x (1 - x) / n."""
    a, b, c = 1 + Z * Z / n, -(2 * share + Z * Z / n), share * share
    root = math.sqrt(b * b - 4 * a * c)
    return (-b - root) / (2 * a), (-b + root) / (2 * a)


def second_opinion(night: ExampleNight) -> dict[str, float]:
    """Measure agreement with the labels of a copy, as of its last week."""
    items = night.ask("from fct_work_items where not is_deleted").with_columns(
        effort=pl.col("effort_days").cast(pl.Float64)
    )
    labels = pl.read_csv(night.warehouse.strategy / "labels.csv")
    told = dict(labels.select("work_item_id", "work_class").iter_rows())
    population, labelled = defaultdict(int), defaultdict(list)
    for row in items.iter_rows(named=True):
        stratum = row["work_class"], row["classification_method"]
        population[stratum] += 1
        if row["work_item_id"] in told:
            labelled[stratum].append((told[row["work_item_id"]], row["effort"]))
    weighed = [
        (machine, human, population[machine, method] / len(people))
        for (machine, method), people in labelled.items()
        for human, _ in people
    ]
    assert labelled.keys() == population.keys()
    measured = {"machine_kappa": _kappa(weighed)}
    for name in ("strategic", "operational"):
        of_machine = [(human == name, weight) for machine, human, weight in weighed
                      if machine == name]  # fmt: skip
        of_people = [(machine == name, weight) for machine, human, weight in weighed
                     if human == name]  # fmt: skip
        measured |= _interval(f"{name}_precision_share", of_machine)
        measured |= _interval(f"{name}_recall_share", of_people)
    return measured | _corrected(night, labelled)


def _interval(name: str, weighed: Iterable[tuple[bool, float]]) -> dict[str, float]:
    pairs = [(is_right, weight) for is_right, weight in weighed if weight > 0]
    total = sum(weight for _, weight in pairs)
    share = sum(weight for is_right, weight in pairs if is_right) / total
    low, high = wilson(share, total**2 / sum(weight**2 for _, weight in pairs))
    return {name: share, f"{name}_low": low, f"{name}_high": high}


def _kappa(weighed: list[tuple[str, str, float]]) -> float:
    total = sum(weight for *_, weight in weighed)
    observed = sum(weight for one, other, weight in weighed if one == other) / total
    chance = sum(
        sum(weight for one, _, weight in weighed if one == name)
        * sum(weight for _, other, weight in weighed if other == name)
        for name in ("strategic", "operational", "unclassified")
    )
    return (observed - chance / total**2) / (1 - chance / total**2)


def _corrected(night: ExampleNight, labelled: dict) -> dict[str, float]:
    days = night.ask(
        """
        select work_class, classification_method, sum(effort.effort_days)::double
        from fct_effort_by_item_week as effort inner join fct_work_items using (work_item_id)
        where week_on between '2026-08-31' and '2026-09-21' group by all
        """
    ).rows()
    total = sum(row[2] for row in days)
    share = below = above = 0.0
    for work_class, method, stratum_days in days:
        part = stratum_days / total
        people = labelled[work_class, method]
        found = _interval("p", [(human == "strategic", effort) for human, effort in people])
        share += part * found["p"]
        below += (part * (found["p"] - found["p_low"])) ** 2
        above += (part * (found["p_high"] - found["p"])) ** 2
    return {
        "corrected_strategic_share": share,
        "corrected_strategic_share_low": share - math.sqrt(below),
        "corrected_strategic_share_high": share + math.sqrt(above),
    }
