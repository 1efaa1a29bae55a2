"""The mail sink as its caller meets it: over SMTP, and over HTTP for looking."""

import json
import smtplib
from collections.abc import Callable, Iterator
from email.message import EmailMessage
from pathlib import Path
from typing import Any
from urllib.parse import urlencode, urlsplit
from urllib.request import Request, urlopen

import pytest

from stack.embedded import Running

Fetch = Callable[..., Any]


def message(recipient: str) -> EmailMessage:
    made = EmailMessage()
    made["From"], made["To"], made["Subject"] = "desk@example.org", recipient, "您的报修已受理"
    made.set_content("工单号 4F7K-22M9，下午四点前答复。")
    return made


@pytest.fixture
def smtp(stand_ins: Running) -> Iterator[smtplib.SMTP]:
    address = urlsplit(str(stand_ins.addresses["mail"]))
    client = smtplib.SMTP(str(address.hostname), address.port or 0, timeout=10)
    yield client
    client.close()


@pytest.fixture
def fetch(stand_ins: Running) -> Fetch:
    def fetched(path: str, told: dict[str, object] | None = None, **query: str) -> Any:
        body = None if told is None else json.dumps(told).encode()
        request = Request(f"{stand_ins.addresses['mail_view']}{path}?{urlencode(query)}", data=body)  # noqa: S310 own server
        with urlopen(request, timeout=10) as response:  # noqa: S310 own server
            content = response.read()
        return json.loads(content) if response.headers.get_content_type() == "application/json" else content.decode()

    return fetched


def test_a_message_is_kept_as_a_file_and_shown_as_json_and_as_a_page_d506(
    smtp: smtplib.SMTP, fetch: Fetch, var: Path
) -> None:
    smtp.send_message(message("kept@example.org"))
    (kept,) = fetch("/messages", to="kept@example.org")
    assert kept["subject"] == "您的报修已受理"
    assert "下午四点前答复" in kept["text"]
    assert (var / "mail" / kept["file"]).read_text("utf-8").startswith("From: desk@example.org")
    assert "Subject: " in fetch(f"/messages/{kept['id']}")
    assert "kept@example.org" in fetch("/")


@pytest.mark.parametrize(("mode", "code"), [("throttle", 451), ("fail", 550)])
def test_told_to_defer_or_refuse_it_does_so_once_and_keeps_nothing_then_d503(
    smtp: smtplib.SMTP, fetch: Fetch, mode: str, code: int
) -> None:
    recipient = f"{mode}@example.org"
    fetch("/behaviour", {"mode": mode, "count": 1})
    with pytest.raises(smtplib.SMTPDataError) as refused:
        smtp.send_message(message(recipient))
    assert refused.value.smtp_code == code
    assert fetch("/messages", to=recipient) == []
    smtp.send_message(message(recipient))
    assert len(fetch("/messages", to=recipient)) == 1


@pytest.mark.parametrize(("mode", "kept"), [("ambiguous", 1), ("reset", 0)])
def test_a_connection_cut_before_the_answer_tells_the_sender_nothing_d503(
    smtp: smtplib.SMTP, fetch: Fetch, mode: str, kept: int
) -> None:
    recipient = f"{mode}@example.org"
    fetch("/behaviour", {"mode": mode, "count": 1})
    with pytest.raises((smtplib.SMTPServerDisconnected, ConnectionError)):
        smtp.send_message(message(recipient))
    assert len(fetch("/messages", to=recipient)) == kept


def test_a_login_is_checked_and_a_wrong_one_answered(smtp: smtplib.SMTP) -> None:
    with pytest.raises(smtplib.SMTPAuthenticationError):
        smtp.login("desk", "guessed")
    smtp.login("desk", "steward-demo")
