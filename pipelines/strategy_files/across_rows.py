"""Mistakes that show only between the rows of one file: twice the same, or too much at once."""

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterator
from datetime import date, timedelta
from itertools import combinations
from typing import NamedTuple

from pipelines.errors import StrategyProblem
from pipelines.strategy_files.objectives import ClassificationRule, Objective
from pipelines.strategy_files.organisation import PlannedAllocation, TeamMember
from pipelines.strategy_files.reading import problem_at
from pipelines.strategy_files.rows import CLASS_OF, Row

_ROUNDING = 1e-9


def repeated(file: str, rows: list[Row], columns: tuple[str, ...]) -> Iterator[StrategyProblem]:
    """Yield the rows whose key is another row's too."""
    first_line: dict[tuple[Hashable, ...], int] = {}
    required = [name for name in columns if type(rows[0]).model_fields[name].is_required()]
    for row in rows:
        key = tuple(getattr(row, column) for column in columns)
        if any(getattr(row, column) is None for column in required) or row.has_refused(columns):
            continue
        line = first_line.setdefault(key, row.line_number)
        if line != row.line_number:
            column, value = " + ".join(columns), ", ".join(_shown(part) for part in key)
            said = f"already on line {line}", "delete one of the two rows, or correct it"
            yield problem_at(file, row.line_number, column, value, *said)


def ambiguous(file: str, rules: list[ClassificationRule]) -> Iterator[StrategyProblem]:
    """Yield the rules that share a priority: which one wins would be a matter of chance."""
    first_line: dict[int, int] = {}
    for rule in rules:
        if rule.priority is None:
            continue
        line = first_line.setdefault(rule.priority, rule.line_number)
        if line != rule.line_number:
            said = f"line {line} has this priority too", "give each rule its own number"
            yield problem_at(file, rule.line_number, "priority", rule.priority, *said)


def contradicting(file: str, rows: list[Row]) -> Iterator[StrategyProblem]:
    """Yield the rows valid on a day on which another row says something else of the same thing."""
    model = type(rows[0])
    if model.period is None or not model.one_at_a_time:
        return
    begins, ends = model.period
    groups: dict[tuple[Hashable, ...], list[Row]] = defaultdict(list)
    for row in rows:
        if row.is_sound and _first(row) <= _last(row):
            groups[tuple(getattr(row, name) for name in model.one_at_a_time)].append(row)
    for same in groups.values():
        for earlier, later in combinations(sorted(same, key=_first), 2):
            is_repeated = all(getattr(earlier, name) == getattr(later, name) for name in model.key)
            if is_repeated or _first(later) > _last(earlier):
                continue
            other, fault = sorted((earlier, later), key=lambda row: row.line_number)
            column = " + ".join(model.one_at_a_time)
            value = ", ".join(_shown(getattr(fault, name)) for name in model.one_at_a_time)
            remedy = f"fill {begins} and {ends} so that only one is valid on a day"
            if _first(earlier) < _first(later):
                last_day = getattr(later, begins) - timedelta(days=1)
                remedy = f"end line {earlier.line_number} with {ends} {last_day}, its last day"
            said = f"line {other.line_number} is valid on the same days"
            yield problem_at(file, fault.line_number, column, value, said, remedy)


def overfull(
    file: str, rows: list[Row], parent_of: dict[str, str | None]
) -> Iterator[StrategyProblem]:
    """Yield the rows from whose first day on the shares of one whole sum to more than 1."""
    for model, column, whole, words in _WHOLES:
        # A person whose capacity is blank works in that team only.
        unsaid = 1.0 if model is TeamMember else None
        groups: dict[Hashable, list[_Part]] = defaultdict(list)
        for row in rows:
            if isinstance(row, model) and row.is_sound:
                share = unsaid if row.is_blank(column) else getattr(row, column)
                if share is not None:
                    groups[whole(row, parent_of)].append(_Part(row, share))
        for parts in groups.values():
            for row, valid in _too_much(parts):
                total = sum(part.share for part in valid)
                lines = ", ".join(str(part.row.line_number) for part in valid)
                since = f" from {date.fromordinal(_first(row))} on" if _first(row) > 1 else ""
                said = f"{words} sum to {total:.4g}{since} (lines {lines})"
                remedy = "lower them to 1 in all"
                yield problem_at(file, row.line_number, column, getattr(row, column), said, remedy)


class _Part(NamedTuple):
    row: Row
    share: float


def _too_much(parts: list[_Part]) -> Iterator[tuple[Row, list[_Part]]]:
    """Yield each day's last row in the file that begins on it, where that day's parts exceed 1."""
    newest = {_first(part.row): part.row for part in parts}
    for day, row in newest.items():
        valid = [part for part in parts if _first(part.row) <= day <= _last(part.row)]
        if sum(part.share for part in valid) > 1 + _ROUNDING:
            yield row, valid


def _planned_whole(row: PlannedAllocation, parent_of: dict[str, str | None]) -> Hashable:
    if row.objective_id:
        return row.team_id, "objective", parent_of.get(row.objective_id)
    if row.work_category:
        return row.team_id, "category", CLASS_OF[row.work_category]
    return row.team_id, "class", None


_Whole = Callable[..., Hashable]
_WHOLES: tuple[tuple[type[Row], str, _Whole, str], ...] = (
    (
        Objective,
        "planned_share",
        lambda row, _: row.parent_objective_id,
        "the planned shares of sibling objectives",
    ),
    (TeamMember, "capacity_share", lambda row, _: row.person_id, "the person's capacity shares"),
    (PlannedAllocation, "planned_share", _planned_whole, "the team's planned shares"),
)


def _first(row: Row) -> int:
    day = getattr(row, row.period[0]) if row.period else None
    return day.toordinal() if day else 1


def _last(row: Row) -> int:
    day = getattr(row, row.period[1]) if row.period else None
    return day.toordinal() if day else date.max.toordinal()


def _shown(part: object) -> str:
    return "any" if part is None else str(part)
