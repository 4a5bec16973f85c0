"""Reads one strategy file into rows, with every problem that can be seen in that file's cells."""

import csv
import io
from collections.abc import Iterator
from typing import NamedTuple

from pipelines.errors import StrategyProblem, did_you_mean, nearest, quoted
from pipelines.strategy_files.rows import Row

# A longer one is no column's name but a file that is something else.
_LONGEST_NAME = 60
_CSV_ERRORS = {
    "unexpected end of data": (
        "a quote opened in this row is never closed",
        'close it; a quote inside a quoted cell is doubled: ""',
    ),
    "',' expected after '\"'": (
        "text follows a closing quote",
        'quote the whole cell; a quote inside it is doubled: ""',
    ),
}


class Reading(NamedTuple):
    """The rows of one file. Not whole: rows or keys may be missing, so nothing refers to it."""

    rows: list[Row]
    problems: list[StrategyProblem]
    is_whole: bool


def problem_at(
    file: str,
    line: int | None,
    column: str | None,
    value: object,
    problem: str,
    remedy: str,
) -> StrategyProblem:
    """Give a problem whose place is said as `file:line column "value"`, as far as each is known."""
    words = [f"{file}:{line}" if line else file, column, None if value is None else quoted(value)]
    return StrategyProblem(
        place=" ".join(word for word in words if word),
        problem=problem,
        remedy=remedy,
        file=file,
        line=line,
        column=column,
        value=None if value is None else str(value),
    )


def read_rows(file: str, model: type[Row], content: bytes) -> Reading:
    """Read the rows of one file from its bytes."""
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return Reading([], list(_wrong_bytes(file, content)), is_whole=False)
    problems: list[StrategyProblem] = []
    records = _records(file, text, problems)
    first = next(records, None)
    if first is None:
        if not problems:
            expected = ",".join(model.model_fields)
            problems.append(problem_at(file, 1, None, None, "no header", f"write one: {expected}"))
        return Reading([], problems, is_whole=False)
    if separator := _other_separator(first[1]):
        said = f"columns are separated by {separator}", "save the file with commas"
        problems.append(problem_at(file, first[0], None, None, *said))
        return Reading([], problems, is_whole=False)
    columns = _header(file, model, *first, problems)
    is_whole = set(model.key) <= set(columns)
    rows = [
        _row(file, model, columns, line, cells, problems)
        for line, cells in records
        if any(cell.strip() for cell in cells)
    ]
    is_whole = is_whole and not any(problem.column is None for problem in problems)
    return Reading(rows, problems, is_whole)


def _wrong_bytes(file: str, content: bytes) -> Iterator[StrategyProblem]:
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        yield problem_at(file, 1, None, None, "UTF-16, not UTF-8", 'save it as "CSV UTF-8"')
        return
    for line, line_bytes in enumerate(content.splitlines(), start=1):
        try:
            line_bytes.decode()
        except UnicodeDecodeError as error:
            byte = f"byte 0x{line_bytes[error.start]:02X} is not UTF-8"
            shown = line_bytes[max(0, error.start - 20) : error.start + 20]
            value = shown.decode(errors="backslashreplace")
            yield problem_at(file, line, None, value, byte, 'save it as "CSV UTF-8"')


def _records(
    file: str, text: str, problems: list[StrategyProblem]
) -> Iterator[tuple[int, list[str]]]:
    """Yield each record with the physical line it begins on: a quoted cell may span lines."""
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    line = 1
    try:
        for cells in reader:
            if cells:
                yield line, cells
            line = reader.line_num + 1
    except csv.Error as error:
        said = (str(error), "see the quotes and commas around here")
        problems.append(problem_at(file, line, None, None, *_CSV_ERRORS.get(str(error), said)))


def _other_separator(cells: list[str]) -> str | None:
    marks = {";": "semicolons", "\t": "tabs"}
    found = [name for mark, name in marks.items() if mark in cells[0]]
    return found[0] if len(cells) == 1 and found else None


def _header(
    file: str, model: type[Row], line: int, cells: list[str], problems: list[StrategyProblem]
) -> list[str]:
    """Give the columns in their order, as they are or were meant to be."""
    columns = [cell.strip()[:_LONGEST_NAME] for cell in cells]
    while columns and not columns[-1]:
        columns.pop()
    known = [*model.model_fields, *model.reading_aids]
    for position, column in enumerate(columns):
        if not column:
            said = f"column {position + 1} has no name", "name or delete it"
        elif column not in known:
            meant = nearest(column, [name for name in known if name not in columns])
            said = "unknown column", did_you_mean(column, [meant] if meant else known)
            # Read on under the name it was meant to be, so that nothing else looks missing.
            columns[position] = meant or column
        elif column in columns[:position]:
            said = "the column is there twice", "delete one"
        else:
            continue
        problems.append(problem_at(file, line, column or None, None, *said))
    problems.extend(
        problem_at(file, line, name, None, "the column is missing", f"add it to the header: {name}")
        for name, field in model.model_fields.items()
        if field.is_required() and name not in columns
    )
    return columns


def _row(
    file: str,
    model: type[Row],
    columns: list[str],
    line: int,
    cells: list[str],
    problems: list[StrategyProblem],
) -> Row:
    row = model.at(line)
    n_columns = len(columns)
    if len(cells) < n_columns or any(cell.strip() for cell in cells[n_columns:]):
        said = f"{len(cells)} cells under {n_columns} columns"
        remedy = "quote a cell that holds a comma" if len(cells) > n_columns else "add the commas"
        problems.append(problem_at(file, line, None, None, said, remedy))
        return row
    texts = dict(zip(reversed(columns), reversed(cells[:n_columns]), strict=True))
    for column, field in model.model_fields.items():
        if column not in texts:
            continue
        text = texts[column] if column in model.verbatim else texts[column].strip()
        if not text.strip():
            if field.is_required() and column not in model.may_wait:
                problems.append(problem_at(file, line, column, None, "blank", "fill it"))
        elif mistake := row.fill(column, text):
            problems.append(problem_at(file, line, column, text, mistake.problem, mistake.remedy))
    for mistake in row.mistakes():
        value = texts.get(mistake.column, "").strip() or None
        problems.append(
            problem_at(file, line, mistake.column, value, mistake.problem, mistake.remedy)
        )
    return row
