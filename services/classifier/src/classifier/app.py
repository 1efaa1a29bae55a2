"""The classifier put together: reads what was received, says what it is."""

from chassis.kafka import new_broker
from chassis.keys import Keys
from chassis.restoring import restoring_keys
from chassis.run import Base
from chassis.service import Service
from classifier.engines import Engines
from classifier.handlers import Classifying
from classifier.metrics import create_rules_metrics
from classifier.reloading import Reloading
from classifier.settings import Settings
from contracts import topics

NAME = "classifier"
LOOK_SECONDS = 5.0  # between looks at the rules folder


def create(settings: Settings, base: Base) -> Service:
    """The service, not started. Raises `BookRefused` for a rule book that cannot be used."""
    parts = base.parts
    service = Service(NAME, base.instance, parts, base.http)
    keys = Keys(parts.redis, settings.master_key, parts.clock)
    rules = create_rules_metrics(parts.metrics.registry)
    engines = Engines(settings.classifier_rules)
    engines.died = rules.lost
    classifying = Classifying(engines, keys, parts.clock, rules)
    service.beside += [Reloading(engines, rules, LOOK_SECONDS).watching, restoring_keys(parts, base.health).watching]
    service.consume(
        new_broker(settings.kafka_bootstrap, NAME),
        topics.RECEIVED,
        into=service.relay(classifying.transform, classifying.known),
    )
    return service
