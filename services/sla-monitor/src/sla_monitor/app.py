"""sla-monitor put together: what it reads, what it keeps, what it fires, what it shows over HTTP."""

from functools import partial

from chassis.aggregate import Aggregate
from chassis.http import bearer
from chassis.kafka import new_broker
from chassis.record import JsonState
from chassis.run import Base
from chassis.service import Service
from contracts import topics
from estate import load
from sla_monitor import api
from sla_monitor.domain.decide import decide
from sla_monitor.domain.folding import apply
from sla_monitor.domain.state import Clocks, rests, timers
from sla_monitor.settings import Settings
from sla_monitor.walk import Walk

NAME = "sla-monitor"


def create(settings: Settings, base: Base) -> Service:
    """The service, not started. Raises EstateRefused for an estate that cannot be used."""
    estate, parts = load(settings.steward_estate), base.parts
    service = Service(NAME, base.instance, parts, base.http)
    pure = partial(decide, estate)
    door = service.door(
        Aggregate(NAME, topics.DEADLINES, pure, apply, timers, JsonState(Clocks), rests=rests), settings.window
    )
    service.consume(new_broker(settings.kafka_bootstrap, NAME), topics.LIFECYCLE, into=door)
    service.due(door)
    service.beside.append(Walk(door, service.assignment, parts.redis, parts.clock, estate.version).again_and_again)
    base.http.include_router(api.routes(door, bearer(api.callers_of(estate), parts.clock)))
    return service
