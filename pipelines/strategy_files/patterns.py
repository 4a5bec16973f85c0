"""Checks `title_matches` with the engine that runs it, DuckDB's RE2, and for engines like Spark's.

RE2 takes time in proportion to the title, whatever the pattern. An engine that tries ways one by
one does not: a repetition within a repetition runs away on a long title. Such patterns are refused,
so that a strategy folder holds on both.
"""

import re
from collections.abc import Iterator

import duckdb

from pipelines.errors import StrategyProblem
from pipelines.strategy_files.objectives import ClassificationRule
from pipelines.strategy_files.reading import problem_at

_REMEDIES = {
    "missing )": "close the bracket or escape it as \\(",
    "unexpected )": "open the bracket or escape it as \\)",
    "missing ]": "close the bracket or escape it as \\[",
    "trailing \\": "end it with \\\\ to match a backslash",
    "no argument for repetition operator": "escape the sign with a backslash, like \\* or \\+",
    "invalid perl operator": "RE2 cannot look around: give the exception a rule of lower priority",
    "invalid escape sequence": "escape a backslash as \\\\; RE2 has no references back",
    "invalid repetition size": "write {least,most}; nested ones multiply, at most 1000 in all",
    "invalid character class range": "write the lower character first, or escape - as \\-",
}
_SYNTAX = "see https://github.com/google/re2/wiki/Syntax"
# No title holds it, so a pattern that matches both this and nothing at all matches everything.
_LONGEST_PATTERN = 1000
_TOKENS = re.compile(
    r"(?P<escape>\\Q.*?(?:\\E|$)|\\.)|(?P<set>\[\^?\]?(?:\[:\^?\w+:\]|\\.|[^\]\\])*\])"
    r"|(?P<opening>\()|(?P<closing>\))|(?P<endless>[*+]|\{\d+,\})",
    re.DOTALL,
)
_NO_TITLE = "\N{REPLACEMENT CHARACTER}"


def unusable(file: str, rules: list[ClassificationRule]) -> Iterator[StrategyProblem]:
    """Yield the patterns that are none, and those that match whatever the title."""
    patterns = [(rule.line_number, rule.title_matches) for rule in rules if rule.title_matches]
    if not patterns:
        return
    with duckdb.connect() as connection:
        for line, pattern in patterns:
            found = _problem(connection, pattern)
            if found:
                yield problem_at(file, line, "title_matches", pattern, *found)


def _problem(connection: duckdb.DuckDBPyConnection, pattern: str) -> tuple[str, str] | None:
    if len(pattern) > _LONGEST_PATTERN:
        return f"longer than {_LONGEST_PATTERN} characters", "split it into rules of their own"
    query = "select regexp_matches('', $1) and regexp_matches($2, $1)"
    try:
        rows = connection.execute(query, [pattern, _NO_TITLE]).fetchall()
    except duckdb.Error as error:
        said = str(error).removeprefix("Invalid Input Error: ")
        reason = said.removesuffix(f": {pattern}")
        remedy = next((words for start, words in _REMEDIES.items() if said.startswith(start)), None)
        return f"not a regular expression ({' '.join(reason.split())})", remedy or _SYNTAX
    if rows[0][0]:
        return "matches every title, even none", "leave it blank for any, or drop the empty part"
    if _may_run_away(pattern):
        return (
            "an endless repetition of an endless repetition can run away on a long title",
            "drop the inner or the outer one, or bound it: {1,5}",
        )
    return None


def _may_run_away(pattern: str) -> bool:
    """Tell whether a group with an endless repetition in it is itself repeated endlessly."""
    holds_endless = [False]  # of the whole pattern, then of each group that is open
    repeatable_at = None  # where a repetition would repeat a group that holds an endless one
    for token in _TOKENS.finditer(pattern):
        if token["opening"]:
            holds_endless.append(False)
        elif token["closing"] and len(holds_endless) > 1:
            inner = holds_endless.pop()
            holds_endless[-1] |= inner
            repeatable_at = token.end() if inner else None
        elif token["endless"]:
            if token.start() == repeatable_at:
                return True
            holds_endless[-1] = True
    return False
