"""The settings that the environment gives, and plain words for what is wrong with them."""

import os
from difflib import get_close_matches
from pathlib import Path
from typing import Any, Final

from dotenv import dotenv_values
from pydantic import SecretStr, ValidationError

from server.settings.errors import SettingsError
from server.settings.folders import ENV_FILE
from server.settings.model import PREFIX, Settings


def load_settings(env_file: Path | None = ENV_FILE) -> Settings:
    """The settings of the environment, and of `env_file` for variables that the environment does not have.

    Raises SettingsError, which names every wrong variable and never shows a secret.
    """
    try:
        return Settings(_env_file=env_file, _env_file_encoding="utf-8")
    except ValidationError as error:
        raise SettingsError([_problem(dict(details)) for details in error.errors(include_url=False)]) from None
    except UnicodeDecodeError:
        raise SettingsError([(str(env_file), "is not UTF-8 text")]) from None


def variable_name(field: str) -> str:
    """The environment variable of a field."""
    alias = Settings.model_fields[field].validation_alias
    return alias if isinstance(alias, str) else f"{PREFIX}{field.upper()}"


def unknown_variables(env_file: Path | None = ENV_FILE) -> dict[str, str | None]:
    """Unknown variables that begin like ours, with the one that was probably meant."""
    known = [variable_name(field) for field in Settings.model_fields]
    given = {*os.environ, *(dotenv_values(env_file) if env_file is not None and env_file.is_file() else ())}
    strange = sorted(name for name in given if name.upper().startswith(PREFIX) and name.upper() not in known)
    return {name: next(iter(get_close_matches(name.upper(), known, 1)), None) for name in strange}


_REASONS: Final = {
    "int_parsing": "must be a whole number",
    "float_parsing": "must be a number",
    "finite_number": "must be a number",
    "literal_error": "must be {expected}",
    "greater_than": "must be more than {gt:g}",
    "greater_than_equal": "must be at least {ge}",
    "less_than_equal": "must be at most {le}",
    "too_short": "must not be empty",
}


def _reason(details: dict[str, Any]) -> str:
    template = _REASONS.get(details["type"])
    return template.format(**details.get("ctx", {})) if template else details["msg"].removeprefix("Value error, ")


def _problem(details: dict[str, Any]) -> tuple[str, str]:
    location, message = details["loc"], _reason(details)
    if not location:
        name, _, reason = message.partition(": ")
        return name, reason
    field = str(location[0])
    if field in Settings.model_fields:
        name = variable_name(field)
    else:
        name = field
        field = next(known for known in Settings.model_fields if variable_name(known) == name)
    given = details.get("input")
    if isinstance(given, SecretStr) or "SecretStr" in str(Settings.model_fields[field].annotation):
        return name, message
    return name, f"{message} (it is {given!r})"
