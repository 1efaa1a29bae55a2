"""What rules or a person say a report is: the content of a proposal, of a correction, and of the wish for one."""

from pydantic import BaseModel, ConfigDict

from contracts.identifiers import BookVersion, RuleName
from contracts.vocabulary import Category, Flag, Kind, Responsibility, Severity, Slot, Subcategory, Urgency


class ClassifiedMatter(BaseModel):
    """One matter of the report (D-206), numbered from 1."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    n: int
    category: Category
    subcategory: Subcategory | None = None
    severity: Severity | None = None
    urgency: Urgency | None = None
    responsibility: Responsibility = Responsibility.UNKNOWN


class Classification(BaseModel):
    """Kind, category, how bad, how soon (D-201…D-206). What is None was not decided."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    kind: Kind | None = None
    category: Category | None = None
    subcategory: Subcategory | None = None
    secondary: Category | None = None
    severity: Severity | None = None
    urgency: Urgency | None = None
    flags: tuple[Flag, ...] = ()
    responsibility: Responsibility = Responsibility.UNKNOWN
    matters: tuple[ClassifiedMatter, ...] = ()


class Because(BaseModel):
    """Why a slot has a value: the rule, its book's version, the numbers of the spans that matched (D-207).

    `won` is False for a rule that fired and was outranked. The words themselves are sealed (`private.MatchedWords`).
    """

    model_config = ConfigDict(frozen=True, extra="ignore")

    slot: Slot
    value: RuleName
    rule: RuleName
    book: BookVersion
    spans: tuple[int, ...] = ()
    matter: int | None = None
    won: bool = True


class Candidate(BaseModel):
    """A value that was near, for the person who triages (D-208)."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    slot: Slot
    value: RuleName
    rule: RuleName | None = None
    spans: tuple[int, ...] = ()
