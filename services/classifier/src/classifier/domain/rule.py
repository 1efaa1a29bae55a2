"""One rule as it may stand in its file: conditions, what it decides, why, and where that comes from."""

import hashlib
from enum import StrEnum
from typing import Annotated, Self

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, model_validator

from classifier.domain.lexicon import ConceptName
from contracts.vocabulary import (
    CATEGORY_OF,
    Category,
    Flag,
    Kind,
    Language,
    Responsibility,
    Severity,
    Slot,
    Subcategory,
    TriageReason,
    Urgency,
)

RuleName = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9-]{2,60}$")]
Source = Annotated[str, StringConstraints(pattern=r"^(D-\d{3}|policy:[a-z0-9-]+)( (D-\d{3}|policy:[a-z0-9-]+))*$")]
Sentence = Annotated[str, StringConstraints(min_length=2, max_length=160)]
Limit = Annotated[int, Field(ge=0, le=999)]
UNWRITTEN = "???"
"""How a sentence begins that is still to be written: `steward rules new` leaves them, a book with one is refused."""


class Stage(StrEnum):
    """The order of asking; a rule may ask only for what an earlier stage decides."""

    CATEGORY = "category"
    KIND = "kind"
    SECONDARY = "secondary"
    RESPONSIBILITY = "responsibility"
    FLAGS = "flags"
    SEVERITY = "severity"
    URGENCY = "urgency"
    TRIAGE = "triage"


DECIDES: dict[Stage, frozenset[Slot]] = {
    Stage.CATEGORY: frozenset({Slot.CATEGORY, Slot.SUBCATEGORY}),
    Stage.KIND: frozenset({Slot.KIND}),
    Stage.SECONDARY: frozenset({Slot.SECONDARY}),
    Stage.RESPONSIBILITY: frozenset({Slot.RESPONSIBILITY}),
    Stage.FLAGS: frozenset({Slot.FLAG}),
    Stage.SEVERITY: frozenset({Slot.SEVERITY}),
    Stage.URGENCY: frozenset({Slot.URGENCY}),
    Stage.TRIAGE: frozenset({Slot.TRIAGE}),
}
MANY_VALUED = frozenset({Slot.FLAG, Slot.SECONDARY})


class When(BaseModel):
    """The conditions, all of which must hold. A list for an enum means: one of them."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    has: tuple[ConceptName, ...] = ()
    lacks: tuple[ConceptName, ...] = ()
    at_least: dict[str, Limit] = {}
    at_most: dict[str, Limit] = {}
    one_of: dict[str, str | tuple[str, ...]] = Field(default={}, alias="is")
    not_one_of: dict[str, str | tuple[str, ...]] = Field(default={}, alias="is_not")
    true: tuple[str, ...] = Field(default=(), alias="given")
    false: tuple[str, ...] = Field(default=(), alias="not_given")


class Then(BaseModel):
    """What the rule decides."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    category: Category | None = None
    subcategory: Subcategory | None = None
    kind: Kind | None = None
    secondary: Category | None = None
    responsibility: Responsibility | None = None
    flag: Flag | None = None
    severity: Severity | None = None
    urgency: Urgency | None = None
    triage: TriageReason | None = None

    @model_validator(mode="after")
    def _belongs(self) -> Self:
        if self.subcategory and not self.category:
            raise ValueError("subcategory: name its category too; they are decided together")
        if self.subcategory and (home := CATEGORY_OF.get(self.subcategory, self.category)) is not self.category:
            raise ValueError(f"subcategory: {self.subcategory} belongs to {home}, not to {self.category}")
        return self

    def slots(self) -> dict[Slot, str]:
        """What is decided, by slot. Who decides a category decides its subcategory too, `other` where none is named:
        else a later rule would put its own beside it, of another category.
        """
        named = {Slot(name): str(value) for name, value in self if value is not None}
        return {Slot.SUBCATEGORY: str(Subcategory.OTHER), **named} if self.category else named


class Rule(BaseModel):
    """One rule as it stands in its file."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: RuleName
    rank: Annotated[int, Field(ge=1, le=9_999)]
    when: When
    then: Then
    because: dict[Language, Sentence]
    source: Source

    @model_validator(mode="after")
    def _whole(self) -> Self:
        missing = [language.value for language in Language if language not in self.because]
        if missing:
            raise ValueError(f"because: a sentence is missing in {', '.join(missing)}")
        unwritten = [language.value for language, said in self.because.items() if said.startswith(UNWRITTEN)]
        if unwritten:
            raise ValueError(f"because: the sentence is still to be written in {', '.join(unwritten)}")
        if not self.then.slots():
            raise ValueError("then: decides nothing")
        return self

    def version(self) -> str:
        """Changes whenever anything of the rule changes."""
        return hashlib.sha256(self.model_dump_json(by_alias=True).encode()).hexdigest()[:8]
