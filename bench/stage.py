"""One stage with state against raw aiokafka, on the same broker in the same run.

Raw: consume a batch, produce each record with `acks=all`, commit. Stage: consume, load, decide, save in one Lua call,
publish from the outbox, clear, commit. Both move the same records; the figure is the ratio of their rates. They take
turns, several times, and the ratio is of the sums: a machine that others use too is slow for both.
"""

import asyncio
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

import uvloop
from aiokafka import AIOKafkaConsumer, AIOKafkaProducer

from bench.counting_service import consumed, counting_service, until
from bench.figure import Figure, Row
from chassis.kafka import MOST_RECORDS, ensure_topics
from chassis.service import Service
from chassis.wire import KafkaWire
from contracts import topics
from contracts.topics import EMBEDDED_PARTITIONS as PARTITIONS
from stack.embedded import Running, start
from tests.harness.counting import message

RECORDS = 20_000
TURNS = 3
SUBJECTS = 2_000


@dataclass(frozen=True, slots=True)
class Taken:
    """What some records took: seconds, and CPU seconds of this process (broker and Redis are others)."""

    seconds: float = 0.0
    cpu: float = 0.0

    def __add__(self, other: "Taken") -> "Taken":
        return Taken(self.seconds + other.seconds, self.cpu + other.cpu)


def measure(records: int = RECORDS) -> Figure:
    """On a stack of its own."""
    with TemporaryDirectory() as var, start(Path(var), mail=False, sms=False, ports="free", environ={}) as stack:
        raw, stage = uvloop.run(_run(stack, records))
    moved = records * TURNS
    rows = (
        Row("raw aiokafka: consume, produce with `acks=all`, commit", f"{moved / raw.seconds:,.0f}/s", "1"),
        Row(
            "one stage: consume, load, decide, save in one Lua call, publish, clear, commit",
            f"{moved / stage.seconds:,.0f}/s",
            f"{raw.seconds / stage.seconds:.2f}",
            "0.35",
        ),
        Row("CPU a record in the client, raw", f"{1e6 * raw.cpu / moved:.0f} µs", "1"),
        Row("CPU a record in the client, stage", f"{1e6 * stage.cpu / moved:.0f} µs", f"{raw.cpu / stage.cpu:.2f}"),
    )
    how = f"{TURNS} turns each of {records:,} records over {SUBJECTS:,} subjects and {PARTITIONS} partitions."
    limit = (
        "Python: the client's CPU is most of the stage's time. Records are read, decided, folded, saved and published "
        "one after the other in one thread; Redis and the broker wait for it."
    )
    return Figure("One stage with state", how, rows, limit)


async def _run(stack: Running, records: int) -> tuple[Taken, Taken]:
    bootstrap = [str(stack.addresses["kafka"])]
    await ensure_topics(bootstrap, PARTITIONS, 1)
    raw, stage = Taken(), Taken()
    async with counting_service(stack, "bench-stage") as service:
        await until(lambda: len(service.assignment.caught) == PARTITIONS)
        for turn in range(TURNS):
            service.parts.feed.pause(*service.parts.feed.assignment())
            await _fill(bootstrap, records, turn)
            raw += await _timed(partial(_raw, bootstrap, records))
            stage += await _timed(partial(_moved, service, records))
    return raw, stage


async def _moved(service: Service, records: int) -> None:
    """The stage takes what was filled in while it was paused."""
    upto = consumed(service) + records
    service.parts.feed.resume(*service.parts.feed.assignment())
    await until(lambda: consumed(service) >= upto)


async def _timed(work: Callable[[], Awaitable[None]]) -> Taken:
    seconds, cpu = time.perf_counter(), time.process_time()
    await work()
    return Taken(time.perf_counter() - seconds, time.process_time() - cpu)


async def _fill(bootstrap: list[str], records: int, turn: int) -> None:
    wire, first = KafkaWire(bootstrap, "bench-fill"), turn * records // SUBJECTS + 1
    await wire.start()
    for start_at in range(0, records, SUBJECTS):
        sequence = first + start_at // SUBJECTS
        await wire.send([message(f"ticket:{n}", 1, sequence) for n in range(SUBJECTS)])
    await wire.stop()


async def _raw(bootstrap: list[str], records: int) -> None:
    consumer = AIOKafkaConsumer(
        topics.CLASSIFIED.name,
        bootstrap_servers=bootstrap,
        group_id="bench-raw",
        auto_offset_reset="earliest",
        enable_auto_commit=False,
    )
    producer = AIOKafkaProducer(
        bootstrap_servers=bootstrap,
        acks="all",
        enable_idempotence=True,
        linger_ms=2,
        max_batch_size=256 * 1024,
        compression_type="zstd",
    )
    await asyncio.gather(consumer.start(), producer.start())
    done = 0
    while done < records:
        batch = await consumer.getmany(timeout_ms=100, max_records=MOST_RECORDS)
        found = [record for stretch in batch.values() for record in stretch]
        sends = [
            await producer.send(topics.DEADLINES.name, value=r.value, key=r.key, headers=list(r.headers)) for r in found
        ]
        await asyncio.gather(*sends)
        if found:
            await consumer.commit()
        done += len(found)
    await asyncio.gather(consumer.stop(), producer.stop())
