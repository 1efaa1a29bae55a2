"""Real counterparts for the notifier's ways out: the SMS gateway and the mail sink, in this process."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from aiohttp.test_utils import TestServer
from aiosmtpd.smtp import SMTP

from chassis.clock import ManualClock
from notifier.providers.aliyun import Account, Aliyun
from notifier.providers.line import Line
from notifier.providers.smtp import MailServer, Smtp
from stack.behaviour import Behaviour, Script
from stack.mail_sink import Sink, authenticate
from stack.mail_store import MailStore
from stack.sms_gateway import KEY_ID, KEY_SECRET, Gateway
from stack.sms_ledger import SmsLedger

START = datetime.fromisoformat("2026-11-24T12:00:00+08:00")


@dataclass
class SmsCounter:
    """The gateway and a provider that talks to it."""

    provider: Aliyun
    ledger: SmsLedger
    script: Script
    url: str

    def behave(self, **how: object) -> None:
        self.script.current = Behaviour.model_validate(how)


@dataclass
class MailCounter:
    """The sink and a provider that talks to it."""

    provider: Smtp
    store: MailStore
    script: Script
    port: int

    def behave(self, **how: object) -> None:
        self.script.current = Behaviour.model_validate(how)


@asynccontextmanager
async def sms_counter(folder: Path, clock: ManualClock, secret: str = KEY_SECRET) -> AsyncIterator[SmsCounter]:
    ledger = SmsLedger(folder)
    gateway = Gateway(ledger, {KEY_ID: KEY_SECRET}, clock.now)
    line, numbers = Line(timeout=0.5), iter(range(10**6))
    async with TestServer(gateway.application()) as server:
        account = Account(str(server.make_url("/")), KEY_ID, secret, "SMS_TEXT")
        provider = Aliyun(account, line, clock.now, lambda: f"nonce-{next(numbers)}")
        yield SmsCounter(provider, ledger, gateway._script, account.url)
        await line.close()


@asynccontextmanager
async def mail_counter(
    folder: Path, user: str | None = None, password: str | None = None
) -> AsyncIterator[MailCounter]:
    store, script = MailStore(folder), Script()
    sink, loop = Sink(store, script), asyncio.get_running_loop()

    def session() -> SMTP:
        return SMTP(sink, hostname="town.local", loop=loop, auth_require_tls=False, authenticator=authenticate)

    server = await loop.create_server(session, "127.0.0.1", 0)
    async with server:
        port = server.sockets[0].getsockname()[1]
        provider = Smtp(MailServer("127.0.0.1", port, user, password, timeout=0.5))
        yield MailCounter(provider, store, script, port)
