"""Dispatch put together: what it reads, what it keeps, what it answers over HTTP."""

from collections.abc import Sequence
from functools import partial

from chassis.aggregate import Aggregate
from chassis.index import Index
from chassis.kafka import new_broker
from chassis.keys import Keys
from chassis.record import JsonState
from chassis.restoring import restoring_keys
from chassis.run import Base
from chassis.service import Service
from contracts import topics
from contracts.cloudevents import Event
from dispatch import api
from dispatch.auditing import Auditing
from dispatch.domain.life import decide, refuse
from dispatch.domain.state import State, apply, rests, timers
from dispatch.handlers import Noting
from dispatch.indexes import Indexes
from dispatch.lookups import Lookups
from dispatch.metrics import create_audit_metrics
from dispatch.restoring import restoring_indexes
from dispatch.settings import Settings
from estate import load

NAME = "dispatch"


def create(settings: Settings, ground: Base) -> Service:
    """The service, not started. Raises EstateRefused for an estate that cannot be used."""
    estate = load(settings.steward_estate)
    parts = ground.parts
    service = Service(NAME, ground.instance, parts, ground.http)
    indexes = Indexes(parts.redis, estate.group.numbers.number_validity)

    async def state_of(subject: str) -> State | None:
        return (await door.record(subject)).state

    async def note(events: Sequence[Event]) -> None:
        await look.note(events)

    numbers = estate.group.numbers
    reach = max(numbers.repeat_window, numbers.group_window)
    restoring = restoring_indexes(parts, ground.health, reach, note)
    look = Lookups(
        estate=estate,
        keys=Keys(parts.redis, settings.master_key, parts.clock),
        index=Index(parts.redis, NAME),
        indexes=indexes,
        wire=parts.wire,
        installation_key=settings.installation_key,
        state_of=state_of,
        whole=restoring.whole,
    )
    pure = partial(decide, estate)
    door = service.door(
        Aggregate(NAME, topics.LIFECYCLE, pure, apply, timers, JsonState(State), look.known, refuse, rests),
        settings.window,
    )
    noting = Noting(door, indexes)
    broker = new_broker(settings.kafka_bootstrap, NAME)
    service.consume(broker, topics.CLASSIFIED, topics.COMMANDS, into=door, handler=noting)
    service.due(door)
    audit = Auditing(service, create_audit_metrics(parts.metrics.registry))
    service.beside += [restoring_keys(parts, ground.health).watching, restoring.watching, audit.watching]
    ground.http.include_router(api.routes(noting, estate, parts.clock))
    return service
