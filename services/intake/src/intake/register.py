"""The register in Redis: which request is which ticket, and which number is whose (D-103, D-104).

| key | holds | kept |
| --- | --- | --- |
| `intake:id:<ticket>` | fingerprint, number, when it was accepted, mode | the estate's `number_validity` |
| `intake:number:<number>` | the ticket that has it | the same |

Every step is SET NX, and the number is claimed before the entry is written, so a crash between any two of them changes
nothing: doing it again finds its own claim and goes on. Nothing that two processes could decide differently is decided.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

import orjson
from redis.asyncio import Redis

from chassis.store import answering
from contracts.register_number import derive
from contracts.vocabulary import Mode
from intake.domain.identity import Entry

ATTEMPTS = 50


@dataclass(frozen=True, slots=True)
class Register:
    """The claims, kept for `kept`."""

    redis: Redis
    installation_key: bytes
    kept: timedelta

    async def look(self, ticket: str) -> Entry | None:
        """The entry of a ticket. Raises `Unavailable`."""
        with answering():
            found = await self.redis.get(f"intake:id:{ticket}")
        return _entry(found) if found else None

    async def enter(self, ticket: str, wanted: Entry) -> tuple[Entry, bool]:
        """The entry that counts for the ticket (the first one), and whether it is this one. Raises `Unavailable`."""
        number = await self._claim(ticket)
        mine = _written(wanted, number)
        name = f"intake:id:{ticket}"
        with answering():
            first = await self.redis.set(name, mine, nx=True, ex=self.kept)
            found = await self.redis.get(name)
        return _entry(found or mine), bool(first)

    async def _claim(self, ticket: str) -> str:
        for attempt in range(ATTEMPTS):
            number = derive(self.installation_key, ticket, attempt)
            name = f"intake:number:{number}"
            with answering():
                await self.redis.set(name, ticket, nx=True, ex=self.kept)
                holder = await self.redis.get(name)
            if holder == ticket.encode():
                return number
        raise RuntimeError(f"{ATTEMPTS} numbers in a row are taken; was the installation key changed?")


def _written(entry: Entry, number: str) -> bytes:
    kept = {"fingerprint": entry.fingerprint, "number": number, "accepted_at": entry.accepted_at, "mode": entry.mode}
    return orjson.dumps(kept)


def _entry(written: bytes | str) -> Entry:
    kept = orjson.loads(written)
    accepted_at = datetime.fromisoformat(kept["accepted_at"])
    return Entry(kept["fingerprint"], kept["number"], accepted_at, Mode(kept["mode"]))
