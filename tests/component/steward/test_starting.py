"""What stops the services from starting is said in one sentence, with the last words of who knows."""

from datetime import timedelta
from pathlib import Path

import pytest

from stack.embedded import Running
from stack.forking import Zygote
from stack.ports import Ports
from steward.answers import CommandError
from steward.installation import Plan, services_on
from tests.harness.process import ROOT

PARTS: dict[str, object] = {"kafka": "127.0.0.1:1", "redis": "redis://127.0.0.1:1/0", "sms": "http://127.0.0.1:1"}
MAIL: dict[str, object] = {"mail": "smtp://127.0.0.1:1"}


async def test_what_the_services_share_and_cannot_be_imported_ends_the_start(tmp_path: Path) -> None:
    zygote = Zygote(tmp_path / "services", ["no_such_module"], timedelta(seconds=1))
    stack = Running(tmp_path, -1, zygote, addresses=PARTS | MAIL)
    plan = Plan(tmp_path, ROOT / "estates" / "demo", Ports.FREE, environ={})
    with pytest.raises(CommandError, match=r"(?s)^intake could not be started\. .*No module named 'no_such_module'"):
        async with services_on(stack, plan, lambda _: None):
            pytest.fail("nothing can have started")
    stack.stop()
