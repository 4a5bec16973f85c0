"""A blind sample for people to label: `headway sample`.

Strata are method and class, unclassified work included, so that what decides rarely is judged too:
each gives `LEAST` items where it has them, the rest goes to the strata in proportion to their
items. Within a stratum every item has the same chance. The file says nothing of all this: weights
are made again from published counts when labels are measured.

Draw and order are hashes of the seed and the item, each with a word of its own: the same seed and
publication give the same file, and an item's place in it says nothing about its stratum.
"""

import csv
from collections.abc import Iterable, Mapping
from pathlib import Path
from shutil import copymode

import polars as pl

from pipelines.errors import HeadwayError
from pipelines.exports import for_spreadsheets
from pipelines.publication_reading import reading
from pipelines.strategy import read_strategy
from pipelines.strategy_files.objectives import Label
from pipelines.warehouse import Warehouse

LEAST = 5
"""Items each stratum gives, where it has so many and the sample is large enough."""
LONGEST_TITLE = 500
"""Characters shown of a title; a CSV cell of a megabyte is one that nothing opens."""

COLUMNS = [*Label.model_fields, *Label.reading_aids]

CANDIDATES = """
select
    work_item_id,
    item_key,
    item_url,
    title,
    item_type,
    container,
    classification_method || ' ' || work_class as stratum,
    md5($seed || ' draw ' || work_item_id) as draw_order,
    md5($seed || ' show ' || work_item_id) as shown_order
from fct_work_items
where not is_deleted
order by draw_order, work_item_id
"""


def draw_sample(
    workspace: Path, size: int, seed: int, file: Path | None = None
) -> tuple[Path, int]:
    """Write a blind sample of the published items that nobody has labelled yet.

    Args:
        workspace: the folder `headway init` wrote.
        size: how many items; fewer where fewer are left.
        seed: another one draws other items.
        file: where to; by default `sample.csv` in the workspace.

    Returns:
        The file and the number of items in it.

    Raises:
        HeadwayError: nothing is published or left to label, or the file holds someone's labels.
        StrategyError: the strategy folder, where labels are kept, has mistakes.
    """
    warehouse = Warehouse(workspace)
    file = file or warehouse.workspace / "sample.csv"
    _refuse_to_overwrite(file)
    labels = read_strategy(warehouse.strategy)["labels"]
    with reading(warehouse.published) as connection:
        items = connection.sql(CANDIDATES, params={"seed": str(seed)}).pl()
    items = items.join(labels, on="work_item_id", how="anti")
    if items.is_empty():
        raise HeadwayError("Every published item has a label already.", "headway nightly")
    quotas = allocate(dict(items["stratum"].value_counts().iter_rows()), size)
    drawn = pl.concat(
        items.filter(pl.col("stratum") == stratum).sort("draw_order", "work_item_id").head(quota)
        for stratum, quota in quotas.items()
    ).sort("shown_order", "work_item_id")
    _write(file, for_people(drawn))
    return file, drawn.height


def what_next(file: Path, n_items: int, workspace: Path) -> str:
    """Say what whoever labels does with the file."""
    labels = Warehouse(workspace).strategy / "labels.csv"
    keep = (
        f"add its first {len(Label.model_fields)} columns to {labels}"
        if labels.exists()
        else f"save it as {labels}"
    )
    return f"""{n_items} items to label, in an order that means nothing: {file}
Fill work_class with strategic, operational, or unclassified where you cannot tell; labelled_by with
your name, labelled_on with the day (2026-03-31); work_category if you like. Open the item, ask whom
you will, but do not ask Headway. A second person labels a copy of the file.
Then {keep}, as CSV in UTF-8; rows not yet filled do not count.
The next night takes them into each item's confidence, the first one of the week after into
metrics_classification_quality_by_week.
Next: headway check --workspace {workspace}"""


def allocate(n_items: Mapping[str, int], size: int) -> dict[str, int]:
    """Share a sample's size among strata: `LEAST` each, larger ones first, the rest in proportion.

    In proportion is by the divisors of Sainte-Laguë: the next item goes to the stratum that, with
    half an item more, would still be the most under-represented.
    """
    quotas = dict.fromkeys(sorted(n_items, key=lambda stratum: (-n_items[stratum], stratum)), 0)

    def open_strata(most: int | None = None) -> Iterable[str]:
        return [
            stratum
            for stratum, quota in quotas.items()
            if quota < n_items[stratum] and (most is None or quota < most)
        ]

    while sum(quotas.values()) < size and (lacking := open_strata(LEAST)):
        quotas[min(lacking, key=quotas.__getitem__)] += 1
    while sum(quotas.values()) < size and (left := open_strata()):
        quotas[max(left, key=lambda stratum: n_items[stratum] / (2 * quotas[stratum] + 1))] += 1
    return quotas


def for_people(drawn: pl.DataFrame) -> pl.DataFrame:
    """Give the columns a person fills, blank, and what helps to judge; nothing of the machine's."""
    title = pl.col("title").fill_null("").str.replace_all(r"[\s\p{C}]+", " ").str.strip_chars()
    blanks = [name for name in COLUMNS if name not in drawn.columns]
    shown = drawn.with_columns(
        title.str.head(LONGEST_TITLE), *(pl.lit(None, pl.String).alias(name) for name in blanks)
    )
    return for_spreadsheets(shown.select(COLUMNS))


def erase_titles(file: Path, titles: Mapping[str, str | None]) -> bool | None:
    """Put other titles of some items into a sample, and leave all that people wrote in it.

    Returns:
        Whether one was another; null where a sample cannot be read, as saved otherwise, or written.
    """
    try:
        if b"work_item_id" not in file.read_bytes():
            return False
        with file.open(encoding="utf-8-sig", newline="") as lines:
            rows = list(csv.reader(lines, strict=True))
        item, title = (rows[0].index(name) for name in ("work_item_id", "title"))
        says = {key: words or "" for key, words in titles.items()}
        other = [row for row in rows if says.get(row[item], row[title]) != row[title]]
        for row in other:
            row[title] = says[row[item]]
        if other:
            unfinished = file.with_name(f".{file.name}")
            with unfinished.open("w", encoding="utf-8-sig", newline="") as out:
                csv.writer(out, lineterminator="\n").writerows(rows)
            copymode(file, unfinished)
            unfinished.replace(file)
    except (OSError, ValueError, IndexError, csv.Error):
        return None
    return bool(other)


def _refuse_to_overwrite(file: Path) -> None:
    """Keep what somebody has filled in; an untouched sample may be drawn anew."""
    if not file.exists():
        return
    another = f"headway sample --output {file.with_stem(f'{file.stem}-2')}"
    try:
        with file.open(encoding="utf-8-sig", newline="") as lines:
            reader = csv.DictReader(lines)
            is_sample = reader.fieldnames == COLUMNS
            blank = [name for name in Label.model_fields if name != "work_item_id"]
            is_filled = is_sample and any(row[name] for row in reader for name in blank)
    except (OSError, UnicodeDecodeError, csv.Error):
        is_sample = is_filled = False
    if not is_sample:
        raise HeadwayError(f"{file} is something else, so it was not overwritten.", another)
    if is_filled:
        raise HeadwayError(f"{file} holds labels, so it was not overwritten.", another)


def _write(file: Path, sample: pl.DataFrame) -> None:
    """Write UTF-8 with its mark, by which spreadsheets know it."""
    try:
        with file.open("wb") as out:
            sample.write_csv(out, include_bom=True)
    except OSError as fault:
        raise HeadwayError(
            f"{file} cannot be written: {fault.strerror}.", "headway sample --output FILE"
        ) from None
