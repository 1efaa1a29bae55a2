"""The notifier put together: what it reads, what it keeps, and the ways out."""

import secrets
from collections.abc import Mapping

from chassis.aggregate import Aggregate
from chassis.clock import Clock
from chassis.index import Index
from chassis.kafka import new_broker
from chassis.keys import Keys
from chassis.record import JsonState, Record
from chassis.restoring import restoring_keys
from chassis.run import Base
from chassis.service import Service
from chassis.table import Table
from contracts import topics
from contracts.vocabulary import MessageChannel
from estate import load
from notifier import texts
from notifier.domain.decide import deciding
from notifier.domain.ledger import Ledger, apply, rests, timers
from notifier.domain.office import Office
from notifier.looking import Choices, Looking, TicketKeys, choice_of
from notifier.metrics import counts
from notifier.providers.aliyun import Account, Aliyun
from notifier.providers.line import Line
from notifier.providers.provider import Provider
from notifier.providers.smtp import MailServer, Smtp
from notifier.settings import Settings, policy_for
from notifier.worker import Worker

NAME = "notifier"


def create(settings: Settings, ground: Base, providers: Mapping[str, Provider] | None = None) -> Service:
    """The service, not started. Raises EstateRefused, TextsRefused or PolicyRefused for files that cannot be used."""
    parts = ground.parts
    service = Service(NAME, ground.instance, parts, ground.http)
    office = office_of(settings)
    table = Table(topics.CHOICES.name, choice_of)
    choices = Choices(table, settings.installation_key, parts.reader, lambda: parts.partitions)
    keys = TicketKeys(Keys(parts.redis, settings.master_key, parts.clock))
    line = Line(settings.provider_timeout_seconds)

    async def record(subject: str) -> Record[Ledger]:
        return await door.record(subject)

    looking = Looking(office.estate, keys, choices, Index(parts.redis, NAME), record)
    codec, pure = JsonState(Ledger), deciding(office)
    door = service.door(
        Aggregate(NAME, topics.NOTIFICATIONS, pure, apply, timers, codec, looking.known, rests=rests), settings.window
    )
    worker = Worker(
        desk=door,
        office=office,
        providers=providers or providers_of(settings, parts.clock, line),
        keys=keys,
        clock=parts.clock,
        counts=counts(parts.metrics, parts.clock),
        timeout=settings.call_seconds,
        at_once=settings.sends_at_once,
    )
    service.consume(new_broker(settings.kafka_bootstrap, NAME), topics.LIFECYCLE, topics.DEADLINES, into=door)
    service.due(door, worker.perform, under_way=2 * settings.sends_at_once)
    service.beside += [restoring_keys(parts, ground.health).watching, choices.follow]
    service.beside.append(lambda: line.until_left(service.performing))
    return service


def office_of(settings: Settings) -> Office:
    """Estate, texts and numbers, read and checked; and who carries which channel."""
    shipped = texts.load(settings.notifier_templates)
    return Office(
        estate=load(settings.steward_estate),
        policy=policy_for(settings),
        lexicon=shipped.lexicon,
        render=shipped,
        providers={MessageChannel.SMS: ("aliyun",), MessageChannel.EMAIL: ("smtp",)},
    )


def providers_of(settings: Settings, clock: Clock, line: Line) -> dict[str, Provider]:
    """The real ways out, by name."""
    account = Account(
        settings.sms_url, settings.sms_key_id, settings.sms_key_secret.get_secret_value(), settings.sms_template
    )
    password = settings.smtp_password.get_secret_value() if settings.smtp_password else None
    server = MailServer(
        settings.smtp_host,
        settings.smtp_port,
        settings.smtp_user,
        password,
        settings.smtp_tls,
        settings.provider_timeout_seconds,
    )
    return {
        "aliyun": Aliyun(account, line, clock.now, lambda: secrets.token_hex(16)),
        "smtp": Smtp(server),
    }
