"""Where accepted requests wait while Kafka is away: SQLite, fsynced before anybody is told 201 (rule 8).

One thread owns the file. It takes everything that waits, writes it in one transaction (WAL, synchronous=FULL: one
fsync for all), and only then answers. A full disk rolls the whole transaction back, so nothing is half-written. What
is stored are the encoded messages: the report in them is sealed already, nothing personal stands here in the open.
"""

import asyncio
import queue
import sqlite3
import threading
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Any, TypeVar

from msgspec import msgpack

from chassis.decision import floor_ms, from_ms
from chassis.wire import Message

T = TypeVar("T")
GROUP = 500
_Row = tuple[str, bytes | None, tuple[tuple[str, bytes], ...], bytes | None]
_PACK = msgpack.Encoder().encode
_UNPACK = msgpack.Decoder(tuple[_Row, ...]).decode
SCHEMA = """
CREATE TABLE IF NOT EXISTS waiting (
    place INTEGER PRIMARY KEY AUTOINCREMENT,
    since_ms INTEGER NOT NULL,
    messages BLOB NOT NULL
)
"""


class SpoolFull(Exception):  # noqa: N818  an answer: 503, try again later
    """The spool cannot be written; nothing of what was to be written is in it."""


@dataclass(frozen=True, slots=True)
class Waiting:
    """One row: the messages of one request, in the order they must go out."""

    place: int
    messages: tuple[Message, ...]


@dataclass(frozen=True, slots=True)
class Depth:
    """How many requests wait, and since when the oldest does."""

    count: int
    oldest_at: datetime | None


@dataclass(frozen=True, slots=True)
class _Work:
    """Something for the thread to do, and where it answers. `rows` are written in one group with those of others."""

    answer: "Future[Any]"
    rows: Sequence[tuple[int, bytes]] = ()
    ask: Callable[[sqlite3.Connection], Any] | None = None


class Spool:
    """A queue on disk, shared by all requests of one process. `max_pages` bounds its size (a test's small disk)."""

    def __init__(self, path: Path, max_pages: int | None = None) -> None:
        self._path = path
        self._max_pages = max_pages
        self._work: queue.SimpleQueue[_Work | None] = queue.SimpleQueue()
        self._thread = threading.Thread(target=self._run, name="spool", daemon=True)
        self._connection = self._open()
        self._thread.start()

    async def append(self, requests: Sequence[Sequence[Message]], now: datetime) -> None:
        """Write the messages of these requests, all or nothing; returns once they are on disk. Raises `SpoolFull`."""
        rows = [(floor_ms(now), _packed(messages)) for messages in requests]
        await self._do(_Work(Future(), rows=rows))

    async def oldest(self, most: int) -> list[Waiting]:
        """What has waited longest, in order."""
        rows: list[tuple[int, bytes]] = await self._ask(
            lambda db: db.execute("SELECT place, messages FROM waiting ORDER BY place LIMIT ?", (most,)).fetchall()
        )
        return [Waiting(place, _unpacked(packed)) for place, packed in rows]

    async def remove(self, upto: int) -> None:
        """Take away everything up to this place: Kafka has it. Raises `SpoolFull` when the disk takes no more."""
        await self._ask(partial(_removed, upto))

    async def depth(self) -> Depth:
        """How full it is."""
        count, since = await self._ask(lambda db: db.execute("SELECT count(*), min(since_ms) FROM waiting").fetchone())
        return Depth(count, None if since is None else from_ms(since))

    def close(self) -> None:
        """Finish what was begun and close the file."""
        self._work.put(None)
        self._thread.join()

    async def _ask(self, ask: Callable[[sqlite3.Connection], T]) -> T:
        return await self._do(_Work(Future(), ask=ask))  # type: ignore[no-any-return]  # as `ask` gives it

    async def _do(self, work: _Work) -> Any:  # noqa: ANN401  each kind of work has its own answer
        self._work.put(work)
        return await asyncio.wrap_future(work.answer)

    def _open(self) -> sqlite3.Connection:
        self._path.parent.mkdir(parents=True, exist_ok=True)
        db = sqlite3.connect(self._path, isolation_level=None, check_same_thread=False)
        db.execute("PRAGMA journal_mode=WAL")
        db.execute("PRAGMA synchronous=FULL")
        db.execute("PRAGMA secure_delete=ON")
        if self._max_pages:
            db.execute(f"PRAGMA max_page_count={int(self._max_pages)}")
        db.execute(SCHEMA)
        return db

    def _run(self) -> None:
        while group := self._group():
            self._write([work for work in group if work.rows])
            for work in group:
                if work.ask:
                    self._answer([work], partial(work.ask, self._connection))
        self._connection.close()

    def _group(self) -> list[_Work]:
        """Everything that waits, at most `GROUP`; nothing once the spool is closed."""
        group: list[_Work] = []
        while not group or (len(group) < GROUP and not self._work.empty()):
            work = self._work.get()
            if work is None:
                if group:
                    self._work.put(None)
                break
            if work.answer.set_running_or_notify_cancel():  # who asked may have been cancelled; the spool lives on
                group.append(work)
        return group

    def _write(self, group: list[_Work]) -> None:
        rows = [row for work in group for row in work.rows]
        if rows:
            self._answer(group, partial(self._insert, rows))

    def _insert(self, rows: Sequence[tuple[int, bytes]]) -> None:
        self._connection.execute("BEGIN IMMEDIATE")
        try:
            self._connection.executemany("INSERT INTO waiting (since_ms, messages) VALUES (?, ?)", rows)
            self._connection.execute("COMMIT")
        except sqlite3.Error:
            if self._connection.in_transaction:
                self._connection.execute("ROLLBACK")
            raise

    def _answer(self, group: Sequence[_Work], do: Callable[[], Any]) -> None:
        try:
            result = do()
        except sqlite3.Error as error:
            for work in group:
                work.answer.set_exception(SpoolFull(f"the spool at {self._path} cannot be written ({error})"))
            return
        for work in group:
            work.answer.set_result(result)


def _removed(upto: int, db: sqlite3.Connection) -> None:
    """What is gone from the queue is gone from the disk: its pages are overwritten (`secure_delete`), and once nothing
    waits the journal, which still has them, is emptied. A spooled ticket's key must not outlive its erasure (D-108).
    """
    db.execute("DELETE FROM waiting WHERE place <= ?", (upto,))
    if not db.execute("SELECT EXISTS (SELECT 1 FROM waiting)").fetchone()[0]:
        db.execute("PRAGMA wal_checkpoint(TRUNCATE)")


def _packed(messages: Sequence[Message]) -> bytes:
    return _PACK([(m.topic, m.key, m.headers, m.value) for m in messages])


def _unpacked(packed: bytes) -> tuple[Message, ...]:
    return tuple(Message(*row) for row in _UNPACK(packed))
