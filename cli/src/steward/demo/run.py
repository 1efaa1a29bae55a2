"""The demo from start to end: an installation (its own, or what runs), the reports, the screen, the verdict."""

import asyncio
import shutil
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager, nullcontext
from dataclasses import dataclass
from pathlib import Path

from aiokafka import TopicPartition

from chassis.clock import SystemClock
from contracts import topics
from stack import embedded
from stack.embedded import Running
from steward.answers import CommandError, Exit
from steward.demo import ending, reports
from steward.demo.board import Board
from steward.demo.checklist import Check, Happened, checklist
from steward.demo.script import Script
from steward.demo.view import View
from steward.installation import Plan, check, services_on, start_stack
from steward.reading import Reader, follow, reader, sizes
from steward.screen import emit, err, out, tell
from steward.story import TOLD_BY, told
from steward.up import told_to_stop_early
from steward.where import DEMO_CALLER, Where, where

WATCHED = (*(topic.name for topic in TOLD_BY), topics.RECEIPTS.name)
DEAD = tuple(topics.dead(service).name for service in topics.SERVICES)


@dataclass(frozen=True, slots=True)
class Wanted:
    """How the demo shall show itself; `running` is where an installation may be that runs already."""

    plan: Plan
    running: Path
    as_json: bool = False
    plain: bool = False


def demo(wanted: Wanted) -> Exit:
    """Play it. 0 only if everything on the checklist happened."""
    there = where(wanted.running)
    if embedded.owner(wanted.running) and "intake" in there.found:
        if there.key(None, DEMO_CALLER) != DEMO_CALLER:
            raise CommandError("what runs here is not the sample estate; stop it first: steward down", Exit.USAGE)
        tell(f"using what runs on {wanted.running}")
        run = f"{SystemClock().now():%d%H%M%S}"
        return asyncio.run(_play(there, wanted, wanted.running, run))
    return _with_its_own(wanted)


def _with_its_own(wanted: Wanted) -> Exit:
    check(wanted.plan)
    forget(wanted.plan.var)
    tell("starting Kafka, Redis, the stand-ins for SMS and e-mail, and five services")
    found = [Exit.REFUSED]
    with told_to_stop_early(), start_stack(wanted.plan, tell) as stack:
        found = [asyncio.run(_on_its_own(stack, wanted))]
        tell("stopping Kafka, Redis and the stand-ins")
    return found[0]


def forget(var: Path) -> None:
    """Begin afresh: the last demo's data goes, anybody else's stays."""
    if embedded.owner(var):
        raise CommandError(f"a demo runs already on {var}; stop it first: steward down --var {var}")
    if (var / "stack.lock").exists():
        shutil.rmtree(var)
    elif any(var.iterdir()):
        raise CommandError(f"{var}: is no demo's folder and not empty; name another one with --own", Exit.USAGE)


async def _on_its_own(stack: Running, wanted: Wanted) -> Exit:
    async with services_on(stack, wanted.plan, tell) as running:
        playing = asyncio.ensure_future(_play(where(wanted.plan.var), wanted, wanted.plan.var, ""))
        await asyncio.wait({playing, running.kept}, return_when=asyncio.FIRST_COMPLETED)
        if not playing.done():
            playing.cancel()
            running.kept.result()
        return await playing


async def _play(there: Where, wanted: Wanted, var: Path, run: str) -> Exit:
    started = time.monotonic()
    texts = reports.read(wanted.plan.estate, run)
    board, happened = Board(texts.texts), Happened(run)
    console = err if wanted.as_json else out
    view = View(console, board, live=console.is_terminal and not wanted.plain)
    script = Script(there, texts, board, happened, view.say, view.heard)
    async with watching(there, board, view) as dead:
        with view.shown() if view.live else nullcontext():
            await script.play()
        happened.dead = await dead()
    found = checklist(board, happened, texts)
    seconds = time.monotonic() - started
    _tell(wanted, script, found, var, seconds)
    return Exit.DONE if all(one.ok for one in found) else Exit.REFUSED


def _tell(wanted: Wanted, script: Script, found: Sequence[Check], var: Path, seconds: float) -> None:
    if wanted.as_json:
        emit(ending.as_json(found, script.star, script.board, seconds))
        return
    ending.show(out, script.board, script.star, script.happened, found, var)
    out.print(f"[dim]{script.board.facts} facts in {seconds:.0f} s[/dim]")


@asynccontextmanager
async def watching(there: Where, board: Board, view: View) -> AsyncIterator[Callable[[], Awaitable[int]]]:
    """Fold everything new into the board meanwhile; gives a way to count the dead letters that came."""
    async with reader(there.kafka) as source, reader(there.kafka) as beside:
        parts, coffins = source.parts(*WATCHED), beside.parts(*DEAD)
        starts = {part: after for part, (_, after) in (await sizes(source, parts)).items()}
        before = sum(after for _, after in (await sizes(beside, coffins)).values())

        async def dead() -> int:
            return sum(after for _, after in (await sizes(beside, coffins)).values()) - before

        watch = asyncio.ensure_future(_watch(source, parts, starts, board, view))
        try:
            yield dead
        finally:
            watch.cancel()
            await asyncio.gather(watch, return_exceptions=True)


async def _watch(
    source: Reader, parts: Sequence[TopicPartition], starts: dict[TopicPartition, int], board: Board, view: View
) -> None:
    async for record in follow(source, parts, starts):
        one = told(record)
        if board.take(one):
            view.heard(one)
