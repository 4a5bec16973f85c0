"""The part of JQL that exports use: projects, keys, times, AND, OR, NOT, and an order."""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from pipelines.example.jql_values import (
    COMPARISONS,
    TIMES,
    JqlError,
    Site,
    SortKey,
    known_value,
    moment,
    order_of,
    project_of,
)
from pipelines.example.store import Document, epoch, milliseconds, number

Predicate = Callable[[Document], bool]
TOKEN = re.compile(
    r"""\s*(?:"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'|>=|<=|!=|=|>|<|[(),]|[^\s"'(),=<>!]+)"""
)
ORDER_BY = re.compile(r"\border\s+by\b(?=[^\"']*$)", re.IGNORECASE)


@dataclass
class Query:
    """A parsed query. `is_bounded` is false without any restriction, which Jira refuses."""

    matches: Predicate
    is_bounded: bool
    order: list[tuple[SortKey, bool]]

    def answer(self, issues: Iterable[Document]) -> list[str]:
        """Give the ids of the matching issues in order; equal ones by id."""
        found = [issue for issue in issues if self.matches(issue)]
        found.sort(key=lambda issue: number(issue["id"]))
        for key, descends in reversed(self.order):
            found.sort(key=key, reverse=descends)
        return [issue["id"] for issue in found]


def parse(jql: str, site: Site) -> Query:
    """Parse a query.

    Raises:
        JqlError: bad syntax, an unknown field, or a project or issue unknown or not visible.
    """
    cut = ORDER_BY.search(jql)
    order = order_of(jql[cut.end() :] if cut else "")
    parser = _Parser(jql[: cut.start()] if cut else jql, site)
    if not parser.tokens:
        return Query(lambda _: True, False, order)
    matches = parser.either()
    if parser.tokens:
        raise JqlError(
            f"Error in the JQL Query: Expecting either 'OR' or 'AND' but got '{parser.tokens[0]}'."
        )
    return Query(matches, True, order)


class _Parser:
    def __init__(self, text: str, site: Site) -> None:
        self.site = site
        self.tokens: list[str] = []
        position, text = 0, text.rstrip()
        while position < len(text):
            found = TOKEN.match(text, position)
            if not found:
                raise JqlError(f"Error in the JQL Query: '{text[position:]}' cannot be read.")
            position = found.end()
            self.tokens.append(found.group().strip())

    def either(self) -> Predicate:
        parts = [self.every()]
        while self._next("or"):
            parts.append(self.every())
        return parts[0] if len(parts) == 1 else lambda issue: any(part(issue) for part in parts)

    def every(self) -> Predicate:
        parts = [self.term()]
        while self._next("and"):
            parts.append(self.term())
        return parts[0] if len(parts) == 1 else lambda issue: all(part(issue) for part in parts)

    def term(self) -> Predicate:
        if self._next("not"):
            inner = self.term()
            return lambda issue: not inner(issue)
        if self._next("("):
            inner = self.either()
            self._expect(")")
            return inner
        return self._clause()

    def _clause(self) -> Predicate:
        field = _unquoted(self._take())
        sign = self._take().lower()
        if sign == "not":
            self._expect("in")
            sign = "not in"
        if field.lower() in TIMES and sign in COMPARISONS:
            return self._compare_time(TIMES[field.lower()], sign)
        if sign not in ("=", "!=", "in", "not in"):
            raise JqlError(f"The operator '{sign}' is not supported by the '{field}' field.")
        values = self._values() if "in" in sign else [_unquoted(self._take())]
        wanted = {known_value(field, value, self.site) for value in values}
        is_in = sign in ("=", "in")
        if field.lower() == "project":
            return lambda issue: (project_of(issue) in wanted) is is_in
        return lambda issue: (issue["id"] in wanted) is is_in

    def _compare_time(self, field: str, sign: str) -> Predicate:
        token = self._take()
        if token.lower() == "now" and self._next("("):
            self._expect(")")
            limit = epoch(self.site.now)
        else:
            limit = moment(field, _unquoted(token), self.site)
        compare = COMPARISONS[sign]
        return lambda issue: compare(milliseconds(issue.get("fields", {}).get(field)), limit)

    def _values(self) -> list[str]:
        self._expect("(")
        values = [_unquoted(self._take())]
        while self._next(","):
            values.append(_unquoted(self._take()))
        self._expect(")")
        return values

    def _take(self) -> str:
        if not self.tokens:
            raise JqlError("Error in the JQL Query: Expecting a value before the end of the query.")
        return self.tokens.pop(0)

    def _next(self, word: str) -> bool:
        if self.tokens and self.tokens[0].lower() == word:
            self.tokens.pop(0)
            return True
        return False

    def _expect(self, word: str) -> None:
        if not self._next(word):
            got = self.tokens[0] if self.tokens else "the end of the query"
            raise JqlError(f"Error in the JQL Query: Expecting '{word}' but got '{got}'.")


def _unquoted(token: str) -> str:
    return re.sub(r"\\(.)", r"\1", token[1:-1]) if token[:1] in ("'", '"') else token
