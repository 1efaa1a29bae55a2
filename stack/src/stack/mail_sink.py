"""A mail server that delivers to nobody and keeps everything: SMTP in, a page and JSON out.

`python -m stack.mail_sink --port 2525 --http-port 2580 --dir var/mail`

`GET /` a page, `GET /messages` (`?to=`) the index as JSON, `GET /messages/7` one as it came, `POST /behaviour` how the
next messages are treated (stack.behaviour): `throttle` defers with 451, `fail` refuses with 550 (or the `code` given).
A login is checked, but not required: any name with the password `LOGIN_SECRET`.
"""

import argparse
import asyncio
from pathlib import Path

from aiohttp import web
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session

from stack.behaviour import Mode, Script
from stack.mail_store import MailStore
from stack.ports import LOOPBACK, MAIL, MAIL_VIEW
from stack.serving import serving, told_to_stop
from stack.view import page

LOGIN_SECRET = "steward-demo"  # noqa: S105 a stand-in's, published in the README
LARGEST = 32 * 1024 * 1024
COLUMNS = {"id": "编号", "received_at": "时间 (UTC)", "to": "收件人", "subject": "主题", "text": "正文"}


class Sink:
    """What aiosmtpd calls; the method names are its."""

    def __init__(self, store: MailStore, script: Script) -> None:
        self._store, self._script = store, script

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: ARG002, N802
        behaviour = self._script.take()
        if behaviour.mode is Mode.DELAY:
            await asyncio.sleep(behaviour.seconds)
        if behaviour.mode is Mode.THROTTLE:
            return "451 4.7.1 Too many messages, try again later"
        if behaviour.mode is Mode.FAIL:
            return behaviour.code or "550 5.7.1 Message refused"
        if behaviour.mode is not Mode.RESET:
            self._store.keep(_content(envelope), envelope.mail_from or "", envelope.rcpt_tos)
        if behaviour.mode in {Mode.AMBIGUOUS, Mode.RESET}:
            _cut(server)
        return "250 2.0.0 Kept"


def authenticate(server: SMTP, session: Session, envelope: Envelope, mechanism: str, data: object) -> AuthResult:  # noqa: ARG001 aiosmtpd's signature
    """A failed login returns handled=False, else aiosmtpd answers nothing and the client hangs."""
    right = isinstance(data, LoginPassword) and data.password == LOGIN_SECRET.encode()
    return AuthResult(success=right, handled=False)


def application(store: MailStore, script: Script) -> web.Application:
    app = web.Application()
    app.add_routes(
        [
            web.get("/", lambda _: _page(store)),
            web.get("/messages", lambda request: _messages(store, request.query.get("to"))),
            web.get(r"/messages/{number:\d+}", lambda request: _raw(store, int(request.match_info["number"]))),
            web.get("/behaviour", script.asked),
            web.post("/behaviour", script.told),
        ]
    )
    return app


async def run(port: int, http_port: int, folder: Path) -> None:
    """Serve SMTP and HTTP on the loopback until told to stop."""
    store, script, stop = MailStore(folder), Script(), told_to_stop()
    sink, loop = Sink(store, script), asyncio.get_running_loop()

    def session() -> SMTP:
        return SMTP(
            sink,
            hostname="steward.local",
            loop=loop,
            data_size_limit=LARGEST,
            enable_SMTPUTF8=True,
            auth_require_tls=False,
            authenticator=authenticate,
        )

    smtp = await loop.create_server(session, LOOPBACK, port)
    async with serving(application(store, script), http_port):
        await stop.wait()
    smtp.close()  # without waiting: a client that keeps its connection open would hold up the stop


def main() -> None:
    options = argparse.ArgumentParser(prog="stack.mail_sink", description="A mail server that keeps everything")
    options.add_argument("--port", type=int, default=MAIL)
    options.add_argument("--http-port", type=int, default=MAIL_VIEW)
    options.add_argument("--dir", type=Path, default=Path("var/mail"))
    chosen = options.parse_args()
    asyncio.run(run(chosen.port, chosen.http_port, chosen.dir))


def _cut(server: SMTP) -> None:
    if isinstance(server.transport, asyncio.WriteTransport):
        server.transport.abort()


def _content(envelope: Envelope) -> bytes:
    content = envelope.original_content
    return content if isinstance(content, bytes) else b""


async def _page(store: MailStore) -> web.Response:
    return web.Response(text=page("邮件 · Mail", COLUMNS, store.messages), content_type="text/html")


async def _messages(store: MailStore, recipient: str | None) -> web.Response:
    wanted = [entry for entry in store.messages if recipient is None or recipient in _recipients(entry)]
    return web.json_response(wanted)


async def _raw(store: MailStore, number: int) -> web.Response:
    content = store.raw(number)
    if content is None:
        raise web.HTTPNotFound(text=f"there is no message {number}; GET /messages lists those there are")
    return web.Response(body=content, content_type="message/rfc822")


def _recipients(entry: dict[str, object]) -> list[object]:
    recipients = entry["to"]
    return recipients if isinstance(recipients, list) else []


if __name__ == "__main__":
    main()
