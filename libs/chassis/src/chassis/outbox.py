"""Whoever publishes sends a subject's outbox from its head, in order, and clears what Kafka acknowledged (rule 4)."""

from collections.abc import Mapping, Sequence

from chassis.entries import Entry
from chassis.store import Store
from chassis.wire import Message, Wire
from contracts import topics


class Outbox:
    """The outboxes of one service: `send` what is known, `sweep` what was left behind."""

    def __init__(self, store: Store, wire: Wire, own: topics.Topic) -> None:
        self._store = store
        self._wire = wire
        self._own = own

    async def send(self, partition: int, boxes: Mapping[str, Sequence[Entry]]) -> int:
        """Send the boxes (each from its head), clear them, return how many messages went out. Raises `Unavailable`.

        Wishes go first and are acknowledged before any fact is sent: a fact on the own topic proves its wishes went
        out.
        """
        own = self._own.name
        wishes = [_wish(subject, entry) for subject, box in boxes.items() for entry in box if entry.topic != own]
        facts = [
            _fact(partition, subject, entry) for subject, box in boxes.items() for entry in box if entry.topic == own
        ]
        if wishes:
            await self._wire.send(wishes)
        positions = await self._wire.send(facts) if facts else []
        if boxes:
            upto, upto_ms = (positions[-1].offset + 1, positions[-1].timestamp_ms) if positions else (-1, 0)
            done = {subject: box[-1].sequence if box else 0 for subject, box in boxes.items()}
            await self._store.clear(partition, done, upto, upto_ms)
        return len(wishes) + len(facts)

    async def sweep(self, partition: int, *, older_than_ms: int) -> int:
        """Send every outbox that has waited so long; how many messages went out."""
        sent = 0
        while subjects := await self._store.dirty(partition, older_than_ms=older_than_ms):
            boxes = await self._store.outboxes(partition, subjects)
            sent += await self.send(partition, dict(zip(subjects, boxes, strict=True)))
        return sent

    async def resend(self, partition: int, subjects: Sequence[str]) -> int:
        """Send what still waits in these subjects' outboxes."""
        boxes = dict(zip(subjects, await self._store.outboxes(partition, subjects), strict=True))
        waiting = {subject: box for subject, box in boxes.items() if box}
        return await self.send(partition, waiting) if waiting else 0


def _fact(partition: int, subject: str, entry: Entry) -> Message:
    """Of the subject itself, whose partition is known: its own topic has the same ones."""
    return Message(entry.topic, subject.encode(), entry.headers, entry.value, partition)


def _wish(subject: str, entry: Entry) -> Message:
    key = dict(entry.headers).get("ce_subject", subject.encode())
    return Message(entry.topic, key, entry.headers, entry.value)
