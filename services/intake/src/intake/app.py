"""Intake as a table: what it reads, what it serves, what runs beside."""

from typing import Any

from fastapi import FastAPI

from chassis.clock import Clock
from chassis.http import RateLimiter, bearer
from chassis.kafka import new_broker
from chassis.keys import Keys
from chassis.run import Base
from chassis.service import Service
from contracts import topics
from estate import Estate, load
from intake import api
from intake.desk import Desk
from intake.handlers import Receiving, read_record
from intake.metrics import create_intake_metrics
from intake.openapi import request_schema, until
from intake.publishing import Publishing
from intake.register import Register
from intake.restoring import restoring_register
from intake.senders import callers_by_digest, senders_over_kafka
from intake.settings import Settings
from intake.spool import Spool
from intake.words import read_home_words


def create(settings: Settings, base: Base) -> Service:
    """Put the service together; nothing connects yet. ValueError with the reasons for a wrong estate."""
    estate = load(settings.steward_estate)
    service = Service("intake", base.instance, base.parts, base.http)
    metrics = create_intake_metrics(base.parts.metrics.registry)
    desk = desk_of(settings, base, estate)
    spool = Spool(settings.intake_spool / f"{base.instance}.db")
    publishing = Publishing(
        base.parts.wire, spool, desk.keys, base.parts.clock, metrics, settings.intake_patience_seconds
    )

    receiving = Receiving(desk, senders_over_kafka(estate), base.parts.wire, metrics)
    broker = new_broker(settings.kafka_bootstrap, "intake")
    service.consume(broker, topics.REQUESTS, into=service.relay(receiving.transform), read=read_record)
    serve(service, settings, api.Door(desk, publishing, metrics))
    restoring = restoring_register(base.parts, base.health, desk.register, spool)
    service.beside += [publishing.draining, restoring.watching]
    return service


def desk_of(settings: Settings, base: Base, estate: Estate) -> Desk:
    """The desk that both doors share."""
    parts = base.parts
    return Desk(
        estate=estate,
        words=read_home_words(),
        register=Register(parts.redis, settings.installation_key, estate.group.numbers.number_validity),
        keys=Keys(parts.redis, settings.master_key, parts.clock),
        master=settings.master_key,
        installation=settings.installation_key,
        clock=parts.clock,
    )


def serve(service: Service, settings: Settings, door: api.Door) -> None:
    """The routes, behind the estate's keys."""
    estate = door.desk.estate
    limiter = RateLimiter(settings.intake_requests_per_second, settings.intake_burst)
    caller_of = bearer(callers_by_digest(estate), service.parts.clock, limiter)
    schema = request_schema(estate)
    service.http.include_router(api.routes(door, caller_of, schema))
    dated(service.http, schema, service.parts.clock)


def dated(http: FastAPI, schema: dict[str, Any], clock: Clock) -> None:
    """Let the OpenAPI document know what day it is whenever it is asked for."""
    whole = http.openapi

    def openapi() -> dict[str, Any]:
        until(schema, clock.now())
        http.openapi_schema = None
        return whole()

    http.openapi = openapi  # type: ignore[method-assign]  # FastAPI's documented way to extend it
