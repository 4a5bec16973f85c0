"""Checks one section of the configuration against its model; says what is wrong and where.

A secret's value never reaches a message, and neither does a value from the secrets file, the
environment, or under a key that is not known (it may be a misspelt secret).
"""

from collections.abc import Iterator
from typing import TypeVar, get_args, get_origin

from pydantic import BaseModel, SecretStr, ValidationError
from pydantic_core import ErrorDetails

from pipelines.configuration_files import CONFIG, SECRETS, Entry, Tables, entries, variable
from pipelines.errors import Problem, did_you_mean, quoted

Model = TypeVar("Model", bound=BaseModel)


def checked(
    model: type[Model], section: str, config: Tables, secrets: Tables, problems: list[Problem]
) -> Model | None:
    """Give the section as its model, or None with what is wrong added to the problems."""
    is_list = {
        key: get_origin(field.annotation) is list for key, field in model.model_fields.items()
    }
    found = entries(section, config, secrets, is_list)
    problems.extend(_misplaced_secrets(model, section, config))
    try:
        return model.model_validate({key: entry.value for key, entry in found.items()})
    except ValidationError as error:
        details = error.errors(include_url=False, include_input=False)
        problems.extend(_problem(model, section, found, detail) for detail in details)
    return None


def _is_secret(model: type[BaseModel], key: str) -> bool:
    if key not in model.model_fields:
        return True
    kind = model.model_fields[key].annotation
    return kind is SecretStr or SecretStr in get_args(kind)


def _misplaced_secrets(model: type[BaseModel], section: str, config: Tables) -> Iterator[Problem]:
    for key in config.keys() & model.model_fields.keys():
        if _is_secret(model, key):
            place = f"{CONFIG} [{section}] {key}"
            yield Problem(place, "a secret in a file that is shared", f"move it to {SECRETS}")


def _problem(
    model: type[BaseModel], section: str, found: dict[str, Entry], detail: ErrorDetails
) -> Problem:
    key, *inside = detail["loc"]
    key = str(key)
    if detail["type"] == "missing":
        return _missing(model, section, key)
    entry = found[key]
    if detail["type"] == "extra_forbidden":
        return Problem(entry.place, "unknown key", did_you_mean(key, list(model.model_fields)))
    value = entry.value[inside[0]] if inside else entry.value
    # An address with @ or ? in it may carry a password or a token.
    is_shown = entry.is_shown and not _is_secret(model, key) and not set("@?") & set(str(value))
    return Problem(
        f"{entry.place} {quoted(value)}" if is_shown else entry.place,
        detail["msg"].removeprefix("Input "),
        detail.get("ctx", {}).get("remedy", f"write {_example(model, key)}"),
    )


def _missing(model: type[BaseModel], section: str, key: str) -> Problem:
    # The account stands beside its token, though it is no secret.
    name = SECRETS if _is_secret(model, key) or key == "email" else CONFIG
    remedy = f"write {_example(model, key)} under [{section}], or set {variable(section, key)}"
    return Problem(f"{name} [{section}] {key}", "missing", remedy)


def _example(model: type[BaseModel], key: str) -> str:
    return f"{key} = {(model.model_fields[key].examples or ['...'])[0]}"
