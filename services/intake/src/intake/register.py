"""The register in Redis: which request is which ticket, and which number is whose (D-103, D-104).

| key | holds | kept |
| --- | --- | --- |
| `intake:id:<ticket>` | fingerprint, number, when it was accepted, mode | the estate's `number_validity` |
| `intake:number:<number>` | the ticket that has it | the same |
| `intake:whole` | the run_id under which all this was last made whole, and when | for ever |

Every step is SET NX GET (set it, or say what stands there), and the number is claimed before the entry is written, so a
crash between any two of them changes nothing: doing it again finds its own claim and goes on.
Nothing that two processes could decide differently is decided.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

import orjson
from redis.asyncio import Redis
from redis.asyncio.client import Pipeline

from chassis.answering import answering
from chassis.failures import Unavailable
from contracts.register_number import derive
from contracts.vocabulary import Mode
from intake.domain.identity import Entry

ATTEMPTS = 50
MARK = "intake:whole"
LOOK = """
local run = string.match(redis.call('INFO', 'server'), 'run_id:(%x+)')
return {redis.call('HGET', KEYS[2], 'run') == run and 1 or 0, redis.call('GET', KEYS[1])}
"""


@dataclass(frozen=True, slots=True)
class Register:
    """The claims, kept for `kept`."""

    redis: Redis
    installation_key: bytes
    kept: timedelta

    async def look(self, ticket: str) -> Entry | None:
        """The entry of a ticket. Raises `Unavailable`, also while Redis is not known to be whole."""
        with answering():
            whole, found = await self.redis.eval(LOOK, 2, f"intake:id:{ticket}", MARK)
        if not whole:
            raise Unavailable("Redis was restarted; the register is being made whole again")
        return _entry(found) if found else None

    async def enter(self, ticket: str, wanted: Entry) -> tuple[Entry, bool]:
        """The entry that counts for the ticket (the first one), and whether it is this one. Raises `Unavailable`."""
        number = await self._claim(ticket)
        mine = _written(wanted, number)
        name = f"intake:id:{ticket}"
        with answering():
            earlier = await self.redis.set(name, mine, nx=True, get=True, ex=self.kept)
        return (_entry(earlier), False) if isinstance(earlier, bytes) else (_entry(mine), True)

    def restore(self, pipe: Pipeline, ticket: str, entry: Entry) -> None:
        """Put into a pipeline what makes a lost entry again; one that is there stays."""
        pipe.set(f"intake:number:{entry.number}", ticket, nx=True, ex=self.kept)
        pipe.set(f"intake:id:{ticket}", _written(entry, entry.number), nx=True, ex=self.kept)

    async def _claim(self, ticket: str) -> str:
        for attempt in range(ATTEMPTS):
            number = derive(self.installation_key, ticket, attempt)
            name = f"intake:number:{number}"
            with answering():
                holder = await self.redis.set(name, ticket, nx=True, get=True, ex=self.kept)
            if holder in (None, ticket.encode()):
                return number
        raise RuntimeError(f"{ATTEMPTS} numbers in a row are taken; was the installation key changed?")


def _written(entry: Entry, number: str) -> bytes:
    kept = {"fingerprint": entry.fingerprint, "number": number, "accepted_at": entry.accepted_at, "mode": entry.mode}
    return orjson.dumps(kept)


def _entry(written: bytes | str) -> Entry:
    kept = orjson.loads(written)
    accepted_at = datetime.fromisoformat(kept["accepted_at"])
    return Entry(kept["fingerprint"], kept["number"], accepted_at, Mode(kept["mode"]))
