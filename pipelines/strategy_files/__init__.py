"""The files of a strategy folder, each with the shape of its rows; columns stand in field order."""

from datetime import date
from typing import Any, get_args, get_type_hints

import polars

from pipelines.strategy_files.objectives import (
    ClassificationRule,
    KeyResult,
    KeyResultValue,
    Label,
    Objective,
    ObjectiveLink,
    Override,
)
from pipelines.strategy_files.organisation import (
    Calendar,
    Person,
    PlannedAllocation,
    ServiceLevel,
    StatusMapping,
    Team,
    TeamMember,
    TeamScope,
)
from pipelines.strategy_files.rows import Row

FILES: dict[str, type[Row]] = {
    "objectives": Objective,
    "key_results": KeyResult,
    "key_result_values": KeyResultValue,
    "objective_links": ObjectiveLink,
    "classification_rules": ClassificationRule,
    "overrides": Override,
    "labels": Label,
    "teams": Team,
    "team_members": TeamMember,
    "team_scopes": TeamScope,
    "people": Person,
    "planned_allocation": PlannedAllocation,
    "calendars": Calendar,
    "service_levels": ServiceLevel,
    "status_map": StatusMapping,
}
REQUIRED = ("objectives", "classification_rules")

_DTYPES = {str: polars.String, date: polars.Date, float: polars.Float64, int: polars.Int64}


def frame(model: type[Row], rows: list[Row]) -> polars.DataFrame:
    """Give the rows of one file as a typed frame, its physical line number last."""
    kinds: dict[str, Any] = get_type_hints(model)
    schema = {
        column: _DTYPES[(get_args(kinds[column]) or (kinds[column],))[0]]
        for column in model.model_fields
    }
    values = [[*(getattr(row, column) for column in schema), row.line_number] for row in rows]
    return polars.DataFrame(values, {**schema, "line_number": polars.Int64}, orient="row")
