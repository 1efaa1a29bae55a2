"""Erasure and choices (D-108, D-504), and refusals in words (D-109)."""

import pytest

from contracts import commands as c
from contracts import topics
from contracts.facts import ChoiceRecorded, CommandRefused
from contracts.vocabulary import Language, RefusalReason
from dispatch.domain.state import DESTROY_KEY, timers
from tests.unit.dispatch.play import Play, accepted, kinds_of, leak, of, opened

ADDRESS = "ab" * 32


def test_erasure_is_announced_and_the_key_is_destroyed_as_due_work_until_that_is_on_record_d108() -> None:
    play = accepted()
    play.says(c.EraseTicket, "hugo")
    assert play.snapshot.erased
    assert list(timers(play.state)) == [DESTROY_KEY]
    outcome = play.fires({"key_destroyed": True})
    assert kinds_of(outcome) == ["ticket.key_destroyed"]
    assert timers(play.state) == {}


def test_a_key_that_was_not_destroyed_is_never_recorded_as_gone_d108() -> None:
    play = accepted()
    play.says(c.EraseTicket, "hugo")
    with pytest.raises(AssertionError, match="LookupError"):
        play.fires()
    assert list(timers(play.state)) == [DESTROY_KEY]


def test_an_erased_ticket_lives_on_and_takes_no_words_d108() -> None:
    play = accepted()
    play.says(c.EraseTicket, "hugo")
    assert play.says(c.EraseTicket, "hugo").facts == ()
    silent = {"key": None}
    words = play.give(c.NoteProgress(by="erik", text="无法保存"), known=silent)
    assert words.refused is not None
    assert words.refused.reason is RefusalReason.ERASED
    assert play.give(c.StartWork(by="erik"), known=silent).refused is None


def test_a_choice_goes_to_the_notifier_under_the_address_hmac_and_the_ticket_names_no_address_d504() -> None:
    play = opened()
    command = c.RecordChoice(by="resident", address="+8613900000000", opted_out=True, language=Language.EN)
    outcome = play.give(command, known={"address": ADDRESS})
    assert kinds_of(outcome) == ["ticket.choice_recorded"]
    assert play.wishes() == [(topics.CHOICES.name, ChoiceRecorded.TYPE)]
    assert b"13900000000" not in b"".join(entry.value for entry in play.change.entries)
    assert dict(play.change.entries[-2].headers)["ce_subject"].decode() == ADDRESS


@pytest.mark.parametrize(
    ("by", "said"),
    [
        ("erik", "the ticket is accepted; that can be done only while it is assigned"),
        ("anna", "工单当前状态为“已接单”，仅在“已派单”时可执行此操作"),
        ("ivan", "工單現時狀態為「已接單」，僅在「已派單」時可執行此操作"),
    ],
)
def test_a_refusal_is_worded_in_the_language_of_whoever_asked_d109(by: str, said: str) -> None:
    outcome = accepted().give(c.AcceptTicket(by=by))
    assert outcome.refused is not None
    assert outcome.refused.message == said


def test_a_resident_is_answered_in_the_tickets_language_d109() -> None:
    play = opened(language=Language.ZH_HANS)
    outcome = play.give(c.ConfirmTicket(by="resident"))
    assert outcome.refused is not None
    assert "已派单" in outcome.refused.message


def test_a_refusal_of_a_command_from_the_topic_is_a_fact_with_reason_and_sequence() -> None:
    play = opened()
    outcome = play.give(c.StartWork(by="erik"), topics.COMMANDS.name)
    (refused,) = of(outcome)
    assert isinstance(refused, CommandRefused)
    assert (refused.reason, refused.by, refused.current_sequence) == (RefusalReason.WRONG_STATE, "erik", 3)
    assert refused.snapshot == play.snapshot


def test_a_command_for_a_ticket_that_is_not_there_yet_is_refused_and_the_ticket_opens_all_the_same() -> None:
    play = Play()
    outcome = play.give(c.AcceptTicket(by="erik"), topics.COMMANDS.name)
    assert of(outcome)[0].reason is RefusalReason.UNKNOWN_TICKET
    assert kinds_of(play.opens(leak()))[0] == "ticket.opened"
