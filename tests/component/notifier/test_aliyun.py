"""SMS against a gateway that checks every signature and can be told to fail (D-503, rule 10)."""

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from chassis.clock import ManualClock
from contracts.vocabulary import Language, MessageChannel
from notifier.domain.outcomes import CannotSay, NotSent, Refused, SendOutcome, Sent, Throttled, Unclear
from notifier.providers.aliyun import Answer, is_final, outcome_of
from notifier.providers.provider import Message
from tests.component.notifier.counters import START, SmsCounter, sms_counter

TEXT = "您好，您反映的电梯（兰亭花园12号楼）已登记，编号 012-345-6789。100% & more = fine + ok?"


def message(reference: str = "6f1f3d0e-1111-5222-8333-444455556666") -> Message:
    return Message(
        reference=reference,
        channel=MessageChannel.SMS,
        to="+8613800138000",
        title=None,
        body=TEXT,
        language=Language.ZH_HANS,
        sender="澜川物业",
        sender_address="service@example.com",
        begun_at=START,
        at=START,
    )


@pytest.fixture
def clock() -> ManualClock:
    return ManualClock(START)


@pytest.fixture
async def counter(tmp_path: Path, clock: ManualClock) -> AsyncIterator[SmsCounter]:
    async with sms_counter(tmp_path, clock) as found:
        yield found


async def test_a_message_arrives_word_for_word_under_our_reference(counter: SmsCounter) -> None:
    outcome = await counter.provider.send(message())
    (arrived,) = counter.ledger.messages
    assert isinstance(outcome, Sent)
    assert outcome.reference == arrived["biz_id"]
    assert (arrived["text"], arrived["phone"]) == (TEXT, "8613800138000")
    assert (arrived["out_id"], arrived["sign_name"]) == (message().reference, "澜川物业")


@pytest.mark.parametrize(
    ("how", "expected"),
    [
        (
            {"mode": "fail", "code": "isv.MOBILE_NUMBER_ILLEGAL"},
            Refused(permanent=True, code="isv.MOBILE_NUMBER_ILLEGAL"),
        ),
        ({"mode": "fail", "code": "isv.AMOUNT_NOT_ENOUGH"}, Refused(permanent=False, code="isv.AMOUNT_NOT_ENOUGH")),
        ({"mode": "fail", "code": "isv.BUSINESS_LIMIT_CONTROL"}, Throttled(timedelta(minutes=5))),
        ({"mode": "fail"}, Refused(permanent=False, code="ServiceUnavailable")),
        ({"mode": "throttle"}, Throttled()),
        ({"mode": "reset"}, Unclear()),
        ({"mode": "ambiguous"}, Unclear()),
        ({"mode": "delay", "seconds": 2}, Unclear()),
    ],
)
async def test_what_the_service_answers_says_whether_to_try_again(
    counter: SmsCounter, how: dict[str, object], expected: SendOutcome
) -> None:
    counter.behave(**how)
    assert await counter.provider.send(message()) == expected


async def test_a_wrong_secret_is_our_account_not_the_message(tmp_path: Path, clock: ManualClock) -> None:
    async with sms_counter(tmp_path, clock, secret="wrong") as counter:
        assert await counter.provider.send(message()) == Refused(permanent=False, code="SignatureDoesNotMatch")
    assert not counter.ledger.messages


async def test_a_service_that_is_away_never_had_the_message(counter: SmsCounter) -> None:
    away = replace(counter.provider, account=replace(counter.provider.account, url="http://127.0.0.1:9/"))
    assert await away.send(message()) == Refused(permanent=False, code="unreachable")


async def test_what_was_taken_without_an_answer_is_found_by_our_reference(counter: SmsCounter) -> None:
    counter.behave(mode="ambiguous", count=1)
    assert await counter.provider.send(message()) == Unclear()
    assert await counter.provider.ask(message()) == Sent()


async def test_what_was_never_taken_is_not_found(counter: SmsCounter) -> None:
    counter.behave(mode="reset", count=1)
    await counter.provider.send(message())
    await counter.provider.send(message("another-reference"))
    assert await counter.provider.ask(message()) == NotSent()


async def test_a_message_from_before_midnight_is_found_after_it(counter: SmsCounter, clock: ManualClock) -> None:
    late = START.replace(hour=23, minute=59, second=50)
    clock.set(late)
    await counter.provider.send(replace(message(), begun_at=late, at=late))
    clock.advance(timedelta(minutes=2))
    asking = replace(message(), begun_at=late, at=clock.now())
    assert await counter.provider.ask(asking) == Sent()


async def test_a_message_is_found_behind_many_others_to_the_same_number(counter: SmsCounter) -> None:
    await counter.provider.send(message())
    for n in range(600):
        counter.ledger.accept({"PhoneNumbers": "8613800138000", "SignName": "x", "TemplateCode": "y"}, START)
        counter.ledger.messages.insert(0, {**counter.ledger.messages.pop(), "out_id": f"other-{n}"})
    assert await counter.provider.ask(message()) == Sent()


async def test_a_service_that_does_not_answer_leaves_it_open_and_one_that_refuses_to_cannot_say(
    counter: SmsCounter,
) -> None:
    away = replace(counter.provider, account=replace(counter.provider.account, url="http://127.0.0.1:9/"))
    assert await away.ask(message()) == Unclear()
    forger = replace(counter.provider, account=replace(counter.provider.account, secret="wrong"))
    assert await forger.ask(message()) == CannotSay()


@pytest.mark.parametrize(
    ("answer", "final"),
    [
        (Answer(200, {}), False),
        (Answer(504, {"Code": "GatewayTimeout"}), False),
        (Answer(400, {"Code": "Throttling.User"}), False),
        (Answer(400, {"Code": "SignatureDoesNotMatch"}), True),
    ],
)
def test_a_question_is_asked_again_where_the_service_was_only_busy(answer: Answer, *, final: bool) -> None:
    assert is_final(answer) is final


@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        (Answer(200, {}), Unclear()),
        (Answer(504, {"Code": "GatewayTimeout"}), Unclear()),
        (Answer(500, {"Code": "InternalError"}), Unclear()),
        (Answer(200, {"Code": "OK"}), Sent(None)),
    ],
)
def test_an_answer_that_says_nothing_is_unclear(answer: Answer, expected: SendOutcome) -> None:
    assert outcome_of(answer) == expected
