"""The stand-ins' container: what they listen on at the loopback is reachable at the container's own address."""

import asyncio
import json
import signal
import sys
from collections.abc import Iterator
from pathlib import Path
from subprocess import DEVNULL, Popen
from urllib.parse import urlsplit

import aiohttp
import pytest
from aiosmtplib import send

from stack.ports import MAIL, MAIL_VIEW, SMS
from tests.contract.deploy.files import ROOT, compose
from tests.harness.eventually import eventually

ADDRESS = "127.0.0.2"
"""Another address of this machine, as a container's is another than its loopback."""


@pytest.fixture
def started(tmp_path: Path) -> Iterator[Path]:
    command = [sys.executable, str(ROOT / "deploy/stand_ins.py"), str(tmp_path), ADDRESS]
    process = Popen(command, stdin=DEVNULL)  # noqa: S603  our own script
    yield tmp_path
    process.send_signal(signal.SIGTERM)
    assert process.wait(20) == 0


async def reached(folder: Path) -> dict[str, int] | None:
    """The stand-ins' ports, once all of them answer at the address."""
    try:
        addresses = json.loads((folder / "stack.json").read_text("utf-8"))
        ports = {name: urlsplit(address).port or 0 for name, address in addresses.items()}
        for port in ports.values():
            (await asyncio.open_connection(ADDRESS, port))[1].close()
    except (OSError, ValueError):
        return None
    return ports


async def test_mail_and_sms_are_reachable_from_outside_the_loopback(started: Path) -> None:
    ports = await eventually(lambda: reached(started), saying="the stand-ins do not answer")
    assert ports
    sender, recipients = "a@example.org", ["b@example.org"]
    message = b"Subject: hello\r\n\r\nhello"
    await send(message, sender=sender, recipients=recipients, hostname=ADDRESS, port=ports["mail"], start_tls=False)
    async with aiohttp.ClientSession() as session:
        async with session.get(f"http://{ADDRESS}:{ports['mail_view']}/messages") as answer:
            assert [message["to"] for message in await answer.json()] == [recipients]
        async with session.get(f"http://{ADDRESS}:{ports['sms']}/messages") as answer:
            assert await answer.json() == []


def test_compose_publishes_and_uses_the_usual_ports() -> None:
    whole = compose()["services"]
    assert set(whole["stand-ins"]["ports"]) == {f"{port}:{port}" for port in (MAIL_VIEW, SMS)}
    for name in ("notifier-1", "notifier-2"):
        given = whole[name]["environment"]
        assert given["SMS_URL"] == f"http://stand-ins:{SMS}/"
        assert (given["SMTP_HOST"], given["SMTP_PORT"]) == ("stand-ins", str(MAIL))
