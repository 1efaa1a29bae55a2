"""What the demo does: reports in at a believable pace, the deadline that is missed, the word that stops the ladder."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import aiohttp
import orjson

from chassis.failures import Unavailable
from chassis.wire import KafkaWire, Message
from contracts import topics
from steward.answers import unreachable
from steward.calling import call, new_session
from steward.demo.board import Board, Row
from steward.demo.checklist import RUNGS, Happened
from steward.demo.reports import STAR, Reports, named
from steward.send import Target, send_one
from steward.story import Told
from steward.where import DEMO_CALLER, Where

CALLER = "call-centre"
BATCH_AFTER = 8
"""Reports over HTTP before the call centre's batch comes."""
PACE = (0.18, 0.42, 0.25, 0.55, 0.12, 0.35)
"""Seconds between two reports, over and over."""
LADDER_WITHIN = timedelta(seconds=40)
SETTLED_WITHIN = timedelta(seconds=20)
QUIET = timedelta(seconds=1.5)
ACKNOWLEDGED_BY = "peng-haiyan"
TOKEN = f"demo-{ACKNOWLEDGED_BY}"
NOTE = "已安排客服主管上门致歉并调取记录，今天内答复。"
LOOK = 0.05


@dataclass(slots=True)
class Script:
    """One run of the demo against a running installation."""

    there: Where
    reports: Reports
    board: Board
    happened: Happened
    say: Callable[[str], None]
    heard: Callable[[Told], None]

    async def play(self) -> None:
        """All of it; what does not happen in time is for the checklist to say."""
        reporting = asyncio.ensure_future(self._report())
        try:
            if await self._until(lambda: len(self.star.levels) >= RUNGS, LADDER_WITHIN):
                await self._acknowledge()
            await reporting
            await self._until(self._complete, SETTLED_WITHIN)
            await self._until_quiet()
        finally:
            reporting.cancel()
        await self._collect()

    @property
    def star(self) -> Row:
        """The ticket whose first answer is missed."""
        return self.board.by_request(named(STAR, self.happened.run)) or Row()

    async def _report(self) -> None:
        target = Target(self.there.url("intake"), DEMO_CALLER)
        async with new_session(target.key) as session:
            for place, line in enumerate(self.reports.http):
                if place == BATCH_AFTER:
                    await self._batch()
                answer = await send_one(session, target, line)
                self.happened.answers.append(answer)
                if answer.number and answer.ticket and line.id:
                    for one in self.board.expect(answer.ticket, answer.number, line.id):
                        self.heard(one)
                if answer.errors:
                    reasons = "; ".join(f"{e.get('field')}: {e.get('message')}" for e in answer.errors)
                    self.say(f"refused: {answer.id}: {reasons}")
                await asyncio.sleep(PACE[place % len(PACE)])

    async def _batch(self) -> None:
        wire = KafkaWire(self.there.kafka, "steward-demo")
        headers = (("caller", CALLER.encode()), ("content-type", b"application/json"))
        bodies = [(str(line.id).encode(), orjson.dumps(line.body)) for line in self.reports.kafka]
        try:
            await wire.start()
            await wire.send([Message(topics.REQUESTS.name, key, headers, body) for key, body in bodies])
        except Unavailable as error:
            raise unreachable(str(error)) from None
        finally:
            await wire.stop()
        self.say(f"{len(bodies)} reports in one batch on {topics.REQUESTS.name}")

    async def _acknowledge(self) -> None:
        """Whoever stands on the second rung takes care of it."""
        star = self.star
        url = f"{self.there.url('dispatch')}/v1/tickets/{star.number}/acknowledge-escalation"
        async with new_session(TOKEN) as session:
            key = {"Idempotency-Key": f"demo-acknowledge-{star.number}"}
            reply = await call(session, "POST", url, {"level": RUNGS, "note": NOTE}, key)
        self.happened.acknowledged = reply.ok
        self.say(
            f"{ACKNOWLEDGED_BY} takes care of it" if reply.ok else f"dispatch answered {reply.status}: {reply.body}"
        )

    def _complete(self) -> bool:
        rows = self.board.rows.values()
        return (
            len(self.board.receipts) >= len(self.reports.kafka)
            and bool(self.star.acknowledged_by or not self.happened.acknowledged)
            and all(row.snapshot and row.clocks for row in rows)
        )

    async def _until_quiet(self) -> None:
        """Until nothing new has been read for a moment."""
        seen, since = -1, asyncio.get_running_loop().time()
        end = since + SETTLED_WITHIN.total_seconds()
        while asyncio.get_running_loop().time() < min(end, since + QUIET.total_seconds()):
            if self.board.facts != seen:
                seen, since = self.board.facts, asyncio.get_running_loop().time()
            await asyncio.sleep(LOOK)

    async def _until(self, holds: Callable[[], object], within: timedelta) -> bool:
        try:
            async with asyncio.timeout(within.total_seconds()):
                while not holds():  # noqa: ASYNC110  it is about what others do
                    await asyncio.sleep(LOOK)
        except TimeoutError:
            return False
        return True

    async def _collect(self) -> None:
        """What the stand-ins for the providers have received."""
        async with new_session("") as session:
            sms = await _kept(session, self.there.url("sms"))
            mails = await _kept(session, self.there.url("mail_view"))
        self.happened.sms = [str(one.get("text", "")) for one in sms]
        self.happened.mails = [f"{one.get('subject', '')}\n{one.get('text', '')}" for one in mails]


async def _kept(session: aiohttp.ClientSession, url: str) -> list[dict[str, Any]]:
    reply = await call(session, "GET", f"{url}/messages")
    return reply.body if isinstance(reply.body, list) else []
