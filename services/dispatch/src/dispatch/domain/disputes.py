"""A dispute is run as mediation, step by step upwards, each with its condition and outcome on record (D-308)."""

from contracts.commands import CloseMediation, OpenMediation, RecordMediationStep
from contracts.facts import MediationClosed, MediationOpened, MediationStepRecorded
from contracts.private import MediationText
from contracts.vocabulary import MediationStep, RefusalReason
from dispatch.domain.story import Story, acted, sealed
from dispatch.domain.wording import refusal

_LADDER = tuple(MediationStep)


def on_open(story: Story, command: OpenMediation) -> Story:
    """From now on it is a dispute."""
    if story.snapshot.mediation is not None:
        raise refusal(story, RefusalReason.WRONG_STATE, "same")
    fields = {"step": command.step, "with_company": command.with_company, "sealed": sealed(story, _text(command))}
    return acted(story, MediationOpened, {"mediation": command.step}, **fields)


def on_step(story: Story, command: RecordMediationStep) -> Story:
    """One step was taken: the same again or a higher one; to court only after a lawyer's opinion."""
    stands = story.snapshot.mediation
    if stands is None:
        raise refusal(story, RefusalReason.WRONG_STATE, "nothing_pending")
    if _LADDER.index(command.step) < _LADDER.index(stands):
        raise refusal(story, RefusalReason.WRONG_STATE, "lower_step", step=stands)
    if command.step is MediationStep.LITIGATION and command.legal_opinion is None:
        raise refusal(story, RefusalReason.MISSING, "missing", field="legal_opinion")
    text = _text(command).model_copy(update={"legal_opinion": command.legal_opinion})
    fields = {"step": command.step, "outcome": command.outcome, "legal_opinion": command.legal_opinion is not None}
    return acted(story, MediationStepRecorded, {"mediation": command.step}, sealed=sealed(story, text), **fields)


def on_close(story: Story, command: CloseMediation) -> Story:
    """It is over."""
    if story.snapshot.mediation is None:
        raise refusal(story, RefusalReason.WRONG_STATE, "nothing_pending")
    fields = {"outcome": command.outcome, "sealed": sealed(story, _text(command))}
    return acted(story, MediationClosed, {"mediation": None}, **fields)


def _text(command: OpenMediation | RecordMediationStep | CloseMediation) -> MediationText:
    return MediationText(present=command.present, condition=command.condition, outcome=command.outcome_text)
