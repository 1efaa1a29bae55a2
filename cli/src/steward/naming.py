"""From what somebody types to a ticket: a register number in any accepted spelling, or the ticket's id."""

from uuid import UUID

from redis.asyncio import Redis
from redis.exceptions import RedisError

from chassis.store import text_of
from contracts import topics
from contracts.cloudevents import Unreadable, decode
from contracts.facts import RequestReceived
from contracts.register_number import BadNumber, parse, pretty
from steward.answers import CommandError, misused
from steward.reading import Reader, read_to_end


def checked(text: str) -> str:
    """The number in its one form, or the ticket's id as it is. Raises CommandError (2)."""
    try:
        return str(UUID(text))
    except ValueError:
        pass
    try:
        return parse(text)
    except BadNumber as bad:
        raise misused(f"{text}: {bad}") from None


async def ticket_named(name: str, redis: Redis, source: Reader) -> str:
    """The ticket with this number: by intake's register, else by looking through what came in."""
    if "-" in name:
        return name
    return await _registered(name, redis) or await _looked_for(name, source)


async def _registered(number: str, redis: Redis) -> str | None:
    try:
        found = await redis.get(f"intake:number:{number}")
    except (RedisError, OSError):
        return None
    return text_of(found) if found else None


async def _looked_for(number: str, source: Reader) -> str:
    async for record in read_to_end(source, source.parts(topics.RECEIVED.name)):
        try:
            fact = decode(record.headers, record.value).data
        except Unreadable:
            continue
        if isinstance(fact, RequestReceived) and fact.number == number:
            return fact.ticket
    raise CommandError(f"there is no ticket with the number {pretty(number)} here; read it again, or look elsewhere")
