"""What the rows of all strategy files share, and what a row must hold to make sense.

A field without a default is a cell that must be filled. A row's attribute is None where its cell is
blank or was refused, so `mistakes` compares only what is there.
"""

from collections.abc import Iterable, Iterator
from typing import Annotated, ClassVar, NamedTuple, Self

from pydantic import BaseModel, ConfigDict, PrivateAttr, ValidationError

from pipelines.configuration import TOOLS
from pipelines.strategy_files.cells import one_of

OPERATIONAL = (
    "support",
    "incident",
    "defect",
    "maintenance",
    "compliance",
    "internal_process",
    "enablement",
)
STRATEGIC = ("objective_work", "discovery")
CLASS_OF = dict.fromkeys(OPERATIONAL, "operational") | dict.fromkeys(STRATEGIC, "strategic")

# They look like nothing and make two equal ids differ.
_INVISIBLE = frozenset(map(chr, [*range(9), 11, 12, *range(14, 32), 127, 0x200B, 0x2060, 0xFEFF]))

SourceSystem = Annotated[str, one_of(*TOOLS)]
DecidedClass = Annotated[str, one_of("strategic", "operational")]
LabelledClass = Annotated[str, one_of("strategic", "operational", "unclassified")]
Category = Annotated[str, one_of(*CLASS_OF)]


class Mistake(NamedTuple):
    """What is wrong with a row, at the column to change."""

    column: str
    problem: str
    remedy: str


class Row(BaseModel):
    """One row of a strategy file."""

    model_config = ConfigDict(validate_assignment=True, hide_input_in_errors=True)

    key: ClassVar[tuple[str, ...]]
    period: ClassVar[tuple[str, str] | None] = None
    # Rows that agree on these columns contradict each other on a day when both are valid.
    one_at_a_time: ClassVar[tuple[str, ...]] = ()

    # Columns that may still be blank: such a row is unfinished, kept with its gaps, and no mistake.
    may_wait: ClassVar[tuple[str, ...]] = ()
    # Columns that a file may carry for whoever fills it; nothing reads them.
    reading_aids: ClassVar[tuple[str, ...]] = ()

    # Columns whose text stays as typed; in all others blanks around it are cut.
    verbatim: ClassVar[tuple[str, ...]] = ()

    _line_number: int = PrivateAttr(0)
    _refused: set[str] = PrivateAttr(default_factory=set)

    @classmethod
    def at(cls, line_number: int) -> Self:
        """Give an empty row that begins on this physical line of its file."""
        row = cls.model_construct(None, **dict.fromkeys(cls.model_fields))
        row._line_number = line_number
        return row

    def fill(self, column: str, text: str) -> Mistake | None:
        """Read one cell into the row, or give what is wrong with it."""
        if not _INVISIBLE.isdisjoint(text):
            self._refused.add(column)
            return Mistake(column, "an invisible character", "type the cell again")
        try:
            setattr(self, column, text)
        except ValidationError as error:
            self._refused.add(column)
            detail = error.errors(include_url=False, include_input=False)[0]
            return Mistake(column, detail["msg"], detail["ctx"]["remedy"])
        return None

    @property
    def line_number(self) -> int:
        """The physical line on which the row begins."""
        return self._line_number

    @property
    def is_sound(self) -> bool:
        """Whether every cell that must be there is, and every one could be read."""
        return not self._refused and all(
            getattr(self, column) is not None
            for column, field in type(self).model_fields.items()
            if field.is_required()
        )

    def has_refused(self, columns: Iterable[str]) -> bool:
        """Tell whether one of these cells could not be read."""
        return not self._refused.isdisjoint(columns)

    def is_blank(self, column: str) -> bool:
        """Tell whether nothing was written: a refused cell is not blank."""
        return getattr(self, column) is None and column not in self._refused

    def mistakes(self) -> Iterator[Mistake]:
        """Yield what is wrong between the cells of this row."""
        if self.period:
            first, last = (getattr(self, column) for column in self.period)
            if first and last and first > last:
                begins, ends = self.period
                yield Mistake(ends, f"before {begins} {first}", "swap the two days, or correct one")


def category_mistakes(work_class: str | None, category: str | None) -> Iterator[Mistake]:
    """Yield the mistake of a category that belongs to another class."""
    if work_class and category and CLASS_OF[category] != work_class:
        ours = [name for name, its_class in CLASS_OF.items() if its_class == work_class]
        remedy = f"write one of {', '.join(ours)}" if ours else "leave it blank"
        yield Mistake("work_category", f"not a category of {work_class} work", remedy)


def objective_mistakes(work_class: str | None, *, has_objective: bool) -> Iterator[Mistake]:
    """Yield the mistake of an objective where there can be none, or of none where one must be."""
    if work_class == "operational" and has_objective:
        yield Mistake(
            "objective_id",
            "operational work advances no objective",
            "leave it blank, or write strategic in work_class",
        )
    if work_class == "strategic" and not has_objective:
        yield Mistake(
            "objective_id",
            "blank, but strategic work advances a named objective",
            "name it, or write operational in work_class",
        )
