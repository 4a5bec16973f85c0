"""Mistakes that show only between files: ids that lead nowhere, and trees that bite their tail."""

from collections.abc import Iterator, Mapping

from pipelines.errors import StrategyProblem, nearest
from pipelines.strategy_files import FILES
from pipelines.strategy_files.organisation import WHOLE_ORGANISATION
from pipelines.strategy_files.reading import Reading, problem_at
from pipelines.strategy_files.rows import Row

_POINTS_TO = {
    "objective_id": ("objectives", "objective_id"),
    "parent_objective_id": ("objectives", "objective_id"),
    "key_result_id": ("key_results", "key_result_id"),
    "team_id": ("teams", "team_id"),
    "parent_team_id": ("teams", "team_id"),
    "person_id": ("people", "person_id"),
}


def dangling(readings: Mapping[str, Reading]) -> Iterator[StrategyProblem]:
    """Yield the ids that no row of the file they point to has."""
    for stem, reading in readings.items():
        for column in _POINTS_TO.keys() & FILES[stem].model_fields.keys():
            target_stem, target_column = _POINTS_TO[column]
            target = readings.get(target_stem)
            if target and not target.is_whole:
                continue
            known = {getattr(row, target_column) for row in target.rows} if target else set()
            if target_stem == "teams":
                known.add(WHOLE_ORGANISATION)
            for row in reading.rows:
                value = getattr(row, column)
                if value is not None and value not in known:
                    remedy = _remedy(value, known - {None}, target_stem, is_there=bool(target))
                    said = f"no such {target_column} in {target_stem}.csv", remedy
                    yield problem_at(f"{stem}.csv", row.line_number, column, value, *said)


def _remedy(value: str, known: set[str], stem: str, *, is_there: bool) -> str:
    if meant := nearest(value, known):
        return f"did you mean {meant}?"
    return f"add it to {stem}.csv, or correct it" if is_there else f"write {stem}.csv with it"


def circular(readings: Mapping[str, Reading]) -> Iterator[StrategyProblem]:
    """Yield one problem for each cycle in the trees of objectives and of teams."""
    for stem, own, parent in (
        ("objectives", "objective_id", "parent_objective_id"),
        ("teams", "team_id", "parent_team_id"),
    ):
        if stem in readings:
            yield from _cycles(f"{stem}.csv", readings[stem].rows, own, parent)


def _cycles(file: str, rows: list[Row], own: str, parent: str) -> Iterator[StrategyProblem]:
    row_of = {getattr(row, own): row for row in reversed(rows)}
    checked: set[str | None] = {None}
    for row in rows:
        path: list[str | None] = []
        node = getattr(row, own)
        while node not in checked and node in row_of:
            checked.add(node)
            path.append(node)
            node = getattr(row_of[node], parent)
        if node in path:
            cycle = path[path.index(node) :]
            first = min((row_of[name] for name in cycle), key=lambda found: found.line_number)
            words = " -> ".join(str(name) for name in [*cycle, node])
            said = f"its own ancestor: {words}", f"blank {parent} where the tree should begin"
            yield problem_at(file, first.line_number, parent, getattr(first, parent), *said)
