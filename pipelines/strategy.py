"""Reads and validates the strategy folder: what this organisation calls strategic.

Nothing is decided here. Each file becomes a typed frame, or every mistake in the folder is named
at once by file, line, column, value and remedy, before anything is pulled. Days are inclusive:
`ends_on` and `valid_to` are the last day that counts.
"""

import hashlib
from collections.abc import Iterator
from pathlib import Path
from typing import cast

import polars

from pipelines.errors import StrategyError, StrategyProblem, did_you_mean, nearest
from pipelines.strategy_files import FILES, REQUIRED, across_files, across_rows, frame, patterns
from pipelines.strategy_files.objectives import ClassificationRule, Objective
from pipelines.strategy_files.reading import Reading, problem_at, read_rows


def read_strategy(folder: Path) -> dict[str, polars.DataFrame]:
    """Read every strategy file: stem -> frame, `line_number` last; empty where a file is absent.

    Raises StrategyError with every problem, sorted by file and line.
    """
    if not folder.is_dir():
        said, start = "no such folder", f"headway init {folder.parent}"
        kept = folder.parent / "warehouse" / "strategies"
        if kept.is_dir():  # `headway init` writes nothing into a workspace that has had nights.
            said, start = f"{said}; copy back one that a night has kept in {kept}", f"ls -t {kept}"
        missing = problem_at(str(folder), None, None, None, said, start)
        raise StrategyError(f"There is no strategy folder {folder}.", start, [missing])
    problems = list(_misnamed(folder))
    readings = dict(_readings(folder, problems))
    problems += _problems_between(readings)
    if problems:
        raise _refused(folder, sorted(problems, key=_reading_order))
    return {
        stem: frame(model, readings[stem].rows if stem in readings else [])
        for stem, model in FILES.items()
    }


def strategy_version(folder: Path) -> str:
    """Give 12 hexadecimal digits that change whenever a strategy file's content does."""
    digest = hashlib.sha256()
    for stem in sorted(FILES):
        path = folder / f"{stem}.csv"
        if path.is_file():
            content = path.read_bytes()
            digest.update(f"{stem}\0{len(content)}\0".encode() + content)
    return digest.hexdigest()[:12]


def _readings(folder: Path, problems: list[StrategyProblem]) -> Iterator[tuple[str, Reading]]:
    for stem, model in FILES.items():
        file = f"{stem}.csv"
        try:
            content = (folder / file).read_bytes()
        except FileNotFoundError:
            if stem in REQUIRED:
                header = ",".join(model.model_fields)
                said = "no such file, and it is required", f"write one, its header: {header}"
                problems.append(problem_at(file, None, None, None, *said))
                yield stem, Reading([], [], is_whole=False)
        except OSError as error:
            said = f"cannot be read: {error.strerror}", f"see the permissions of {folder / file}"
            problems.append(problem_at(file, None, None, None, *said))
            yield stem, Reading([], [], is_whole=False)
        else:
            reading = read_rows(file, model, content)
            problems.extend(reading.problems)
            yield stem, reading


def _misnamed(folder: Path) -> Iterator[StrategyProblem]:
    """Yield the CSV files that would be silently left out."""
    known = [f"{stem}.csv" for stem in FILES]
    for path in folder.iterdir():
        is_hidden = path.name.startswith((".", "~"))
        if path.suffix.lower() == ".csv" and path.name not in known and not is_hidden:
            meant = nearest(path.name, known)
            remedy = did_you_mean(path.name, [meant] if meant else known)
            yield problem_at(path.name, None, None, None, "no strategy file has this name", remedy)


def _problems_between(readings: dict[str, Reading]) -> Iterator[StrategyProblem]:
    yield from across_files.dangling(readings)
    yield from across_files.circular(readings)
    objectives = cast("list[Objective]", readings["objectives"].rows)
    parent_of = {row.objective_id: row.parent_objective_id for row in objectives}
    for stem, reading in readings.items():
        file, rows = f"{stem}.csv", reading.rows
        if rows:
            yield from across_rows.repeated(file, rows, FILES[stem].key)
            yield from across_rows.contradicting(file, rows)
            yield from across_rows.overfull(file, rows, parent_of)
    rules = cast("list[ClassificationRule]", readings["classification_rules"].rows)
    yield from across_rows.ambiguous("classification_rules.csv", rules)
    yield from patterns.unusable("classification_rules.csv", rules)


def _reading_order(found: StrategyProblem) -> tuple[str, int, int]:
    model = FILES.get(found.file.removesuffix(".csv"))
    columns = list(model.model_fields) if model else []
    column = (found.column or "").split(" + ")[0]
    return found.file, found.line or 0, columns.index(column) if column in columns else -1


def _refused(folder: Path, problems: list[StrategyProblem]) -> StrategyError:
    n_problems = "a problem" if len(problems) == 1 else f"{len(problems)} problems"
    files = ", ".join(dict.fromkeys(found.file for found in problems))
    message = f"The strategy folder {folder} has {n_problems}, in {files}."
    return StrategyError(message, "headway check", problems)
