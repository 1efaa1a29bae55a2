"""`steward up` and `steward down`."""

import asyncio
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from types import FrameType

from rich.table import Table

from stack import embedded
from stack.embedded import Running
from stack.waiting import until
from steward.answers import CommandError, Exit
from steward.installation import Installation, Plan, Say, check, services_on, start_stack
from steward.screen import BULLET, out

STOP_WITHIN = timedelta(seconds=90)
EXIT_WITHIN = timedelta(seconds=10)
DETACHED_WITHIN = timedelta(seconds=180)


class AskedToStopError(BaseException):
    """SIGTERM before there was an event loop to take it."""


def up(plan: Plan, say: Say) -> None:
    """Start everything, and keep it running until SIGTERM or Ctrl-C. Raises CommandError."""
    check(plan)
    with told_to_stop_early(), start_stack(plan, say) as stack:
        asyncio.run(_until_stopped(stack, plan, say))
        say("stopping Kafka, Redis and the stand-ins")
    say("stopped")


def detached(plan: Plan, say: Say) -> None:
    """Start `up` in a session of its own and return when all is ready. Raises CommandError, with what it said."""
    check(plan)
    if owner := embedded.owner(plan.var):
        raise CommandError(f"it runs already on {plan.var} (process {owner}); stop it first: steward down")
    (plan.var / "stack.json").unlink(missing_ok=True)  # of an owner that was killed: it would tell of readiness at once
    log = plan.var / "logs" / "up.log"
    log.parent.mkdir(parents=True, exist_ok=True)
    command = [sys.executable, "-m", "steward", "up", "--var", str(plan.var), "--estate", str(plan.estate)]
    with log.open("wb") as output:
        process = subprocess.Popen(  # noqa: S603  ourselves
            [*command, "--ports", plan.ports],
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
    told = 0
    started = time.monotonic()
    while process.poll() is None and not announced(plan.var):
        told = _tell_new(log, told, say)
        if time.monotonic() - started > DETACHED_WITHIN.total_seconds():
            process.terminate()
            raise CommandError(f"not ready after {DETACHED_WITHIN.total_seconds():.0f} s; look into {log}")
        time.sleep(0.1)  # another process' log and address file are watched: nobody tells us
    _tell_new(log, told, say)
    if process.poll() is not None:
        code = Exit.CONFIG if process.returncode == Exit.CONFIG else Exit.REFUSED
        raise CommandError(f"it did not start (its log is {log}): {_reason(log)}", code)
    out.print(address_table(embedded.read(plan.var)))
    out.print(
        "Next: [bold]steward send FILE[/bold], [bold]steward ticket show NUMBER[/bold]; stop: [bold]steward down[/bold]"
    )


def down(var: Path, say: Say) -> None:
    """Stop what `steward up` runs on `var`; nothing to do is no failure. Raises CommandError when it does not end."""
    pid = embedded.owner(var)
    if not pid:
        say(f"nothing runs on {var}")
        return
    os.kill(pid, signal.SIGTERM)
    say(f"stopping (process {pid})")
    if not until(lambda: embedded.owner(var) is None, within=STOP_WITHIN):
        raise CommandError(
            f"process {pid} has not ended after {STOP_WITHIN.total_seconds():.0f} s; end it with: kill -9 {pid}"
        )
    until(lambda: _gone(pid), within=EXIT_WITHIN)  # it has let go of everything; its own exit takes a moment
    say("stopped")


def _gone(pid: int) -> bool:
    """Whether the process has ended, be it that nobody has taken note of it yet (a zombie's command line is empty)."""
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return True
    try:
        return not Path(f"/proc/{pid}/cmdline").read_bytes()
    except (FileNotFoundError, ProcessLookupError):  # it ends just now: the next look will not find it
        return False


def announced(var: Path) -> bool:
    """Whether `var/stack.json` names the services: they are ready."""
    try:
        return "intake" in embedded.read(var)
    except (FileNotFoundError, json.JSONDecodeError):
        return False


def address_table(addresses: dict[str, object]) -> Table:
    table = Table(title="Steward is running", title_justify="left", show_header=False, box=None, padding=(0, 2))
    for name, address in addresses.items():
        if isinstance(address, str):
            table.add_row(f"[bold]{name}[/bold]", address)
    return table


@contextmanager
def told_to_stop_early() -> Iterator[None]:
    """SIGTERM ends the start as Ctrl-C does, so that nothing is left behind; both are a stop that was asked for."""

    def stop(number: int, frame: FrameType | None) -> None:  # noqa: ARG001  the signal module's shape
        raise AskedToStopError

    before = signal.signal(signal.SIGTERM, stop)
    try:
        yield
    except (AskedToStopError, KeyboardInterrupt):
        return
    finally:
        signal.signal(signal.SIGTERM, before)


def stop_event() -> asyncio.Event:
    """Set by SIGTERM and Ctrl-C from now on."""
    asked = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, asked.set)
    return asked


async def _until_stopped(stack: Running, plan: Plan, say: Say) -> None:
    asked = asyncio.ensure_future(stop_event().wait())
    serving = asyncio.ensure_future(_serve(stack, plan, say))
    await asyncio.wait({asked, serving}, return_when=asyncio.FIRST_COMPLETED)
    if asked.done():
        say("stopping the services")
        serving.cancel()
    asked.cancel()
    try:
        await serving
    except asyncio.CancelledError:
        return


async def _serve(stack: Running, plan: Plan, say: Say) -> None:
    async with services_on(stack, plan, say) as running:
        _show(running)
        await running.kept


def _show(running: Installation) -> None:
    out.print(address_table(running.stack.addresses))
    out.print("Next: [bold]steward demo[/bold], or [bold]steward send FILE[/bold]. Ctrl-C stops everything.")


def _tell_new(log: Path, told: int, say: Say) -> int:
    """Pass on the detached one's progress since."""
    lines = log.read_text("utf-8", errors="replace").splitlines()
    for line in lines[told:]:
        if line.startswith(BULLET):
            say(line.removeprefix(BULLET))
    return len(lines)


def _reason(log: Path) -> str:
    """Why the detached one ended, in its own words."""
    said = log.read_text("utf-8", errors="replace")
    return said.rpartition("\nsteward: ")[2].strip() or "it gave no reason"
