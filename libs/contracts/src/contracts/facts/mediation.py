"""A dispute's steps, each with its condition and outcome on record (D-308)."""

from typing import ClassVar

from pydantic import BaseModel

from contracts.facts.fact import Act, Fact
from contracts.private import MediationText
from contracts.vocabulary import MediationOutcome, MediationStep


class MediationOpened(Act):
    """The dispute is run as mediation from now on. Sealed: `MediationText`."""

    TYPE: ClassVar[str] = "steward.mediation.opened.v1"
    SEALS: ClassVar[type[BaseModel] | None] = MediationText

    step: MediationStep
    with_company: bool = False


class MediationStepRecorded(Act):
    """One step was taken and came to something. Sealed: `MediationText`."""

    TYPE: ClassVar[str] = "steward.mediation.step_recorded.v1"
    SEALS: ClassVar[type[BaseModel] | None] = MediationText

    step: MediationStep
    outcome: MediationOutcome
    legal_opinion: bool = False


class MediationClosed(Act):
    """It is over. Sealed: `MediationText`."""

    TYPE: ClassVar[str] = "steward.mediation.closed.v1"
    SEALS: ClassVar[type[BaseModel] | None] = MediationText

    outcome: MediationOutcome


MEDIATION_FACTS: tuple[type[Fact], ...] = (MediationOpened, MediationStepRecorded, MediationClosed)
