"""Finding out and answering: verified, asked, told, promised, approved (D-303, D-402, D-403, D-504, D-507)."""

from datetime import datetime
from typing import Any

from contracts.commands import (
    AcknowledgeEscalation,
    AddInformation,
    ApprovePosition,
    OverrideReplyCheck,
    PromiseUpdate,
    RecordEvidence,
    RecordReply,
    RecordStatement,
    RequestInformation,
    VerifyTicket,
    WithholdReason,
)
from contracts.facts import (
    TicketEscalationAnswered,
    TicketEvidenceRecorded,
    TicketInformationAdded,
    TicketInformationRequested,
    TicketPositionApproved,
    TicketReasonWithheld,
    TicketReplyOverridden,
    TicketReplyRecorded,
    TicketStatementRecorded,
    TicketUpdatePromised,
    TicketVerified,
)
from contracts.files import AttachedFile, File
from contracts.private import Note, Statement
from contracts.vocabulary import PauseReason, RefusalReason, ReplyKind, Validity
from dispatch.domain.story import BOTH, Story, acted, sealed
from dispatch.domain.wording import refusal


def on_verify(story: Story, command: VerifyTicket) -> Story:
    """Founded or not, by truth and reasonableness."""
    changes = {"valid": command.finding is Validity.VALID, "verified_at": story.when}
    note = sealed(story, Note(text=command.note))
    return acted(story, TicketVerified, changes, finding=command.finding, sealed=note)


def on_withhold(story: Story, command: WithholdReason) -> Story:
    """A recorded decision not to tell the resident why it was invalid (D-304)."""
    if story.snapshot.valid is not False:
        raise refusal(story, RefusalReason.WRONG_STATE, "not_invalid")
    return acted(story, TicketReasonWithheld, sealed=sealed(story, Note(text=command.grounds)))


def on_request(story: Story, command: RequestInformation) -> Story:
    """The resident is asked; clocks that may pause do (D-406)."""
    if command.answer_by is not None:
        still_to_come(story, command.answer_by, "answer_by")
    question = sealed(story, Note(text=command.question), BOTH)
    changes = {"waiting_for": PauseReason.WAITING_FOR_RESIDENT, "waiting_since": story.when}
    return acted(story, TicketInformationRequested, changes, answer_by=command.answer_by, sealed=question)


def on_information(story: Story, command: AddInformation) -> Story:
    """More became known; an answer ends the wait for it."""
    answers = command.answers_question and story.snapshot.waiting_for is PauseReason.WAITING_FOR_RESIDENT
    changes = {"waiting_for": None, "waiting_since": None} if answers else {}
    note = sealed(story, Note(text=command.text), BOTH)
    fields = {"answers_question": answers, "files": plain(command.files), "sealed": note}
    return acted(story, TicketInformationAdded, changes, **fields)


def on_evidence(story: Story, command: RecordEvidence) -> Story:
    """Evidence on record."""
    note = sealed(story, Note(text=command.note))
    return acted(story, TicketEvidenceRecorded, files=plain(command.files), sealed=note)


def on_statement(story: Story, command: RecordStatement) -> Story:
    """One side's statement; only the handlers can read it (D-108)."""
    statement = Statement(party=command.party, name=command.name, text=command.text)
    return acted(story, TicketStatementRecorded, party=command.party, sealed=sealed(story, statement))


def on_reply(story: Story, command: RecordReply) -> Story:
    """The resident was answered. One without substance must say when the next report comes (D-403, D-505)."""
    promised = command.next_update_at
    if command.kind is ReplyKind.INTERIM and promised is None:
        raise refusal(story, RefusalReason.MISSING, "missing", field="next_update_at")
    if promised is not None:
        still_to_come(story, promised, "next_update_at")
    fields: dict[str, Any] = command.model_dump(include={"means", "kind", "next_update_at"})
    said = sealed(story, Note(text=command.text), BOTH)
    return acted(story, TicketReplyRecorded, _answered(story, command), replied_at=story.when, sealed=said, **fields)


def on_override(story: Story, command: OverrideReplyCheck) -> Story:
    """A text goes out that a check had refused; who let it is on record (D-507)."""
    words = Note(text=f"{command.text}\n\n{command.grounds}")
    return acted(story, TicketReplyOverridden, checks=command.checks, sealed=sealed(story, words))


def on_position(story: Story, command: ApprovePosition) -> Story:
    """One voice: the text that every reply is built from (D-504)."""
    text = sealed(story, Note(text=command.text))
    return acted(story, TicketPositionApproved, {"position_approved": True}, sealed=text)


def on_acknowledge(story: Story, command: AcknowledgeEscalation) -> Story:
    """Somebody takes care of it; the ladder stops (D-407)."""
    note = sealed(story, Note(text=command.note))
    return acted(story, TicketEscalationAnswered, level=command.level, sealed=note)


def on_promise(story: Story, command: PromiseUpdate) -> Story:
    """Nothing to report yet: the time of the next report is promised (D-403)."""
    at = still_to_come(story, command.next_update_at, "next_update_at")
    note = sealed(story, Note(text=command.note), BOTH)
    return acted(story, TicketUpdatePromised, {"next_update_at": at}, next_update_at=at, sealed=note)


def still_to_come(story: Story, at: datetime, field: str) -> datetime:
    """The instant, if it lies ahead. Raises NotGranted."""
    if at <= story.now:
        raise refusal(story, RefusalReason.IN_THE_PAST, "in_the_past", field=field)
    return at


def plain(files: tuple[AttachedFile, ...]) -> tuple[File, ...]:
    """Files as facts name them."""
    return tuple(File(**one.model_dump()) for one in files)


def _answered(story: Story, command: RecordReply) -> dict[str, Any]:
    """Any human answer is a first response; one in substance is also that."""
    one = story.snapshot
    changes: dict[str, Any] = {"first_response_at": one.first_response_at or story.when}
    changes["next_update_at"] = command.next_update_at
    if command.kind is ReplyKind.SUBSTANTIVE:
        changes["substantive_reply_at"] = one.substantive_reply_at or story.when
    return changes
