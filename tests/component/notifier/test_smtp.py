"""E-mail against a real SMTP server in this process: 4xx is later, 5xx is never, silence is unclear (D-503)."""

from collections.abc import AsyncIterator
from dataclasses import replace
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path

import pytest
from aiosmtpd.smtp import SMTP, Envelope, Session

from contracts.vocabulary import Language, MessageChannel
from notifier.domain.outcomes import CannotSay, Refused, SendOutcome, Sent, Unclear
from notifier.providers.provider import Message
from stack.mail_sink import LOGIN_SECRET, Sink
from tests.component.notifier.counters import START, MailCounter, mail_counter

MAIL = Message(
    reference="6f1f3d0e-1111-5222-8333-444455556666",
    channel=MessageChannel.EMAIL,
    to="lin@example.com",
    title="已收到您的反映（编号 012-345-6789）",
    body="尊敬的客户：\n\n您反映的事项我们已登记。\n.\n单独一个点的行也要原样到达。",
    language=Language.ZH_HANS,
    sender="澜川物业，客户服务",
    sender_address="service@example.org",
    begun_at=START,
    at=START,
)


@pytest.fixture
async def counter(tmp_path: Path) -> AsyncIterator[MailCounter]:
    async with mail_counter(tmp_path) as found:
        yield found


async def test_a_mail_arrives_word_for_word_with_an_id_made_of_our_reference(counter: MailCounter) -> None:
    assert isinstance(await counter.provider.send(MAIL), Sent)
    (kept,) = counter.store.messages
    assert (kept["subject"], kept["to"]) == (MAIL.title, [MAIL.to])
    assert str(kept["text"]).split() == MAIL.body.split()
    assert kept["message_id"] == "<6f1f3d0e-1111-5222-8333-444455556666@example.org>"


async def test_a_mail_says_who_sends_it_in_which_language_and_that_nobody_answers_it(counter: MailCounter) -> None:
    await counter.provider.send(MAIL)
    raw = counter.store.raw(1)
    assert raw is not None
    mail = message_from_bytes(raw, policy=policy.default)
    assert isinstance(mail, EmailMessage)
    assert mail["From"].addresses[0].display_name == "澜川物业，客户服务"
    assert (mail["Content-Language"], mail["Auto-Submitted"]) == ("zh-Hans", "auto-generated")
    assert mail["Date"].datetime == START


@pytest.mark.parametrize(
    ("how", "expected"),
    [
        ({"mode": "throttle"}, Refused(permanent=False, code="451")),
        ({"mode": "fail"}, Refused(permanent=True, code="550")),
        ({"mode": "fail", "code": "452 4.2.2 Mailbox full"}, Refused(permanent=False, code="452")),
        ({"mode": "ambiguous"}, Unclear()),
        ({"mode": "reset"}, Unclear()),
        ({"mode": "delay", "seconds": 2}, Unclear()),
    ],
)
async def test_what_the_server_answers_to_the_text_says_whether_to_try_again(
    counter: MailCounter, how: dict[str, object], expected: SendOutcome
) -> None:
    counter.behave(**how)
    assert await counter.provider.send(MAIL) == expected


@pytest.mark.parametrize(("answer", "permanent"), [("451 4.7.1 Greylisted", False), ("550 5.1.1 No such user", True)])
async def test_a_refused_recipient_is_told_apart_by_the_code_alone(
    counter: MailCounter, monkeypatch: pytest.MonkeyPatch, *, answer: str, permanent: bool
) -> None:
    """451 arrives as the same exception as 550: only the code says later or never."""

    async def handle_rcpt(*_: object) -> str:
        return answer

    monkeypatch.setattr(Sink, "handle_RCPT", handle_rcpt, raising=False)
    assert await counter.provider.send(MAIL) == Refused(permanent=permanent, code=answer[:3])


async def test_a_refused_sender_is_our_account_not_the_message(
    counter: MailCounter, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def handle_mail(_: Sink, __: SMTP, ___: Session, ____: Envelope, *_____: object) -> str:
        return "550 5.7.1 Sender not allowed"

    monkeypatch.setattr(Sink, "handle_MAIL", handle_mail, raising=False)
    assert await counter.provider.send(MAIL) == Refused(permanent=False, code="550")


async def test_a_server_that_is_away_never_had_the_mail(counter: MailCounter) -> None:
    away = replace(counter.provider, server=replace(counter.provider.server, port=9))
    assert await away.send(MAIL) == Refused(permanent=False, code="unreachable")


async def test_a_login_is_used_where_there_is_one(tmp_path: Path) -> None:
    async with mail_counter(tmp_path, "steward", LOGIN_SECRET) as counter:
        assert isinstance(await counter.provider.send(MAIL), Sent)
    async with mail_counter(tmp_path, "steward", "wrong") as counter:
        assert await counter.provider.send(MAIL) == Refused(permanent=False, code="535")


async def test_an_address_or_a_title_with_a_line_break_cannot_smuggle_in_a_header(counter: MailCounter) -> None:
    for smuggled in (replace(MAIL, title="hello\nBcc: all@example.com"), replace(MAIL, to="a@b.com\nBcc: all@b.com")):
        assert await counter.provider.send(smuggled) == Refused(permanent=True, code="unwritable")
    assert not counter.store.messages


async def test_mail_cannot_be_asked_for(counter: MailCounter) -> None:
    assert await counter.provider.ask(MAIL) == CannotSay()
