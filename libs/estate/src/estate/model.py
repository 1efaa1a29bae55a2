"""What every model of an estate has in common: frozen, strict about unknown fields, ids, names, spans in words."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Annotated

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints

from contracts.vocabulary import Language

_UNITS = ("days", "hours", "minutes", "seconds")


class Model(BaseModel):
    """A value read from reviewed YAML: never changed afterwards, and a misspelt field is refused."""

    model_config = ConfigDict(frozen=True, extra="forbid")


Id = Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9-]{0,39}$")]
"""An id in YAML: lower-case letters, digits, hyphens; at most 40."""

Names = Annotated[Mapping[Language, str], Field(min_length=1)]
"""One name per language; at least one."""


def _span(value: object) -> object:
    if isinstance(value, timedelta):
        return value
    if not isinstance(value, Mapping) or not value or set(value) - set(_UNITS):
        raise ValueError(f"a span is a mapping of {', '.join(_UNITS)} to numbers, such as {{hours: 2}}")
    if any(isinstance(n, bool) or not isinstance(n, int | float) for n in value.values()):
        raise ValueError("a span's amounts are numbers, such as {hours: 2}")
    span = timedelta(**value)
    if span <= timedelta(0):
        raise ValueError("a span is longer than nothing")
    return span


Span = Annotated[timedelta, BeforeValidator(_span)]
"""A length of time, written `{hours: 2}` or `{days: 1, minutes: 30}`; more than zero."""


_NEAREST = {
    Language.ZH_HANS: (Language.ZH_HANS, Language.ZH_HANT, Language.EN),
    Language.ZH_HANT: (Language.ZH_HANT, Language.ZH_HANS, Language.EN),
    Language.EN: (Language.EN, Language.ZH_HANS, Language.ZH_HANT),
}


def name_in(names: Mapping[Language, str], language: Language) -> str:
    """The name in `language`, else in the script nearest to it; never fails for a loaded estate."""
    return next(names[near] for near in _NEAREST[language] if near in names)
