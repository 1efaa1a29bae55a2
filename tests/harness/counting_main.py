"""The counting service as a process of its own, for tests that kill it."""

from chassis.kafka import new_broker
from chassis.run import Base, main
from chassis.service import Service
from chassis.settings import ServiceSettings
from contracts import topics
from tests.harness.counting import counting


class Settings(ServiceSettings):
    NEEDS_MASTER_KEY = False


def create(settings: Settings, base: Base) -> Service:
    service = Service("dispatch", base.instance, base.parts, base.http)
    door = service.door(counting())
    service.consume(new_broker(settings.kafka_bootstrap, "dispatch"), topics.CLASSIFIED, topics.COMMANDS, into=door)
    service.due(door)
    return service


if __name__ == "__main__":
    main("dispatch", Settings, create)
