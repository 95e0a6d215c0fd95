"""What every section of the settings has in common."""

from typing import Any

from pydantic import BaseModel, ConfigDict, Field


class Section(BaseModel):
    """A table of trimtab.toml: unknown keys are errors, and nothing changes after reading.

    Strictness lives in the readers of the leaves; pydantic's own strict mode would only refuse to
    make tuples of TOML's lists.
    """

    model_config = ConfigDict(extra="forbid", frozen=True, arbitrary_types_allowed=True)


def means(default: Any, meaning: str) -> Any:  # noqa: ANN401 - pydantic's Field is typed so
    """A field with its default and one line that says what it means."""
    return Field(default=default, description=meaning)


def required(meaning: str) -> Any:  # noqa: ANN401 - pydantic's Field is typed so
    """A field that must be given."""
    return Field(description=meaning)
