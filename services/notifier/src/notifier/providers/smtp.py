"""E-mail through an SMTP server. Every step is taken by itself, so that one knows how far a broken line had come."""

from dataclasses import dataclass, replace
from datetime import UTC
from email import policy
from email.errors import MessageError
from email.headerregistry import Address
from email.message import EmailMessage
from email.utils import format_datetime

import aiosmtplib

from notifier.domain.outcomes import AskOutcome, CannotSay, Refused, SendOutcome, Sent, Unclear
from notifier.providers.provider import Message

RETRY, GIVE_UP = range(400, 500), range(500, 600)


@dataclass(frozen=True, slots=True)
class MailServer:
    """Where and as whom; `tls` is STARTTLS; the time-out in seconds holds for each step."""

    host: str
    port: int
    user: str | None = None
    password: str | None = None
    tls: bool = False
    timeout: float = 10.0


@dataclass(frozen=True, slots=True)
class Smtp:
    """A connection for each message: servers count messages per connection, and we send few at a time."""

    server: MailServer
    name: str = "smtp"

    async def send(self, message: Message) -> SendOutcome:
        """Hand a message over. 4xx means later, 5xx never; silence after the text was begun is unclear."""
        try:
            mail = mail_of(message).as_bytes()
        except (ValueError, MessageError):  # an address or title that no header can hold
            return Refused(permanent=True, code="unwritable")
        client = _client(self.server)
        try:
            await client.connect()
            await client.mail(message.sender_address)
        except aiosmtplib.SMTPException as error:
            client.close()
            return replace(refusal(error), permanent=False)  # our account or the server: somebody can put it right
        return await _deliver(client, message.to, mail)

    async def ask(self, message: Message) -> AskOutcome:  # noqa: ARG002  the protocol's shape
        """SMTP has no way to ask."""
        return CannotSay()


async def _deliver(client: aiosmtplib.SMTP, to: str, mail: bytes) -> SendOutcome:
    try:
        await client.rcpt(to)
    except aiosmtplib.SMTPException as error:
        client.close()
        return refusal(error)
    try:
        response = await client.data(mail)
    except aiosmtplib.SMTPResponseException as error:
        return refusal(error)
    except aiosmtplib.SMTPException:
        return Unclear()
    finally:
        client.close()
    return Sent(_queue_id(response.message))


def refusal(error: aiosmtplib.SMTPException) -> Refused:
    """Why it was not taken. A refused recipient comes as an exception of its own around the server's answer (451 too):
    only the code tells later from never.
    """
    if isinstance(error, aiosmtplib.SMTPRecipientsRefused):
        return refusal(error.recipients[0])
    if isinstance(error, aiosmtplib.SMTPResponseException):
        return Refused(permanent=error.code in GIVE_UP, code=str(error.code))
    return Refused(permanent=False, code="unreachable")


def mail_of(message: Message) -> EmailMessage:
    """The mail. Its Message-ID follows from our reference: the same mail twice is one to whoever reads it."""
    mail = EmailMessage(policy=policy.SMTP)
    domain = message.sender_address.rpartition("@")[2]
    mail["From"] = Address(display_name=message.sender, addr_spec=message.sender_address)
    mail["To"] = Address(addr_spec=message.to)
    mail["Subject"] = message.title or ""
    mail["Date"] = format_datetime(message.at.astimezone(UTC))
    mail["Message-ID"] = f"<{message.reference}@{domain}>"
    mail["Auto-Submitted"] = "auto-generated"  # no machine is to answer (RFC 3834)
    mail.set_content(message.body, charset="utf-8", cte="base64")
    mail["Content-Language"] = message.language.value
    return mail


def _client(server: MailServer) -> aiosmtplib.SMTP:
    return aiosmtplib.SMTP(
        hostname=server.host,
        port=server.port,
        username=server.user,
        password=server.password,
        start_tls=server.tls,
        timeout=server.timeout,
    )


def _queue_id(answer: str) -> str | None:
    """`2.0.0 Ok: queued as 4F2A` names the mail on the server; any other answer names nothing."""
    _, found, queue_id = answer.partition("queued as ")
    return queue_id.split()[0] if found and queue_id.strip() else None
