"""Every topic, named once: key, writer, readers, what it holds, how long it is kept.

From this table topics are created, TOPICS.md is written and the tests are driven.
"""

from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from contracts.commands import COMMANDS as WISHES
from contracts.facts import (
    CHOICE_FACTS,
    CLASSIFIED_FACTS,
    DEADLINE_FACTS,
    KEY_FACTS,
    LIFECYCLE_FACTS,
    NOTIFICATION_FACTS,
    RECEIVED_FACTS,
)
from contracts.message import Message
from contracts.requests import Request, RequestRefused, RequestRegistered

PARTITIONS: Final = 24
"""Partitions of every topic, fixed at creation: a ticket's facts must meet in one partition number on all of them."""
EMBEDDED_PARTITIONS: Final = 6
"""The same in the embedded stack."""
MAX_MESSAGE_BYTES: Final = 1_048_576
"""What a broker takes (compressed batch of one record); producers keep `MAX_REQUEST_BYTES`, which is less."""
MAX_REQUEST_BYTES: Final = 1_000_000

SERVICES: Final = ("intake", "classifier", "dispatch", "sla-monitor", "notifier")

COMPACTED_WITHIN: Final = timedelta(days=1)
"""An erased key may stand on `tickets.keys` no longer than this, and until the next key of its partition. Kafka's own
default is for ever.
"""
_WEEK = timedelta(days=7)
_MONTH = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class Topic:
    """One topic. `types` are what it holds; `retention` None means for ever; `private` ones are read by no integrator.

    `by_subject`: keyed with the subject's bytes, so all of them agree on a ticket's partition (Kafka's murmur2).
    """

    name: str
    key: str
    writers: tuple[str, ...]
    readers: tuple[str, ...]
    what: str
    types: tuple[type[Message], ...] = ()
    retention: timedelta | None = None
    compacted: bool = False
    private: bool = False
    by_subject: bool = True

    def config(self) -> dict[str, str]:
        """Kafka's settings for it, as strings; the same on every cluster."""
        kept = -1 if self.retention is None else int(self.retention / timedelta(milliseconds=1))
        soon = {"max.compaction.lag.ms": str(int(COMPACTED_WITHIN / timedelta(milliseconds=1)))}
        return {
            **(soon if self.compacted else {}),
            "cleanup.policy": "compact" if self.compacted else "delete",
            "retention.ms": str(kept),
            "message.timestamp.type": "LogAppendTime",
            "max.message.bytes": str(MAX_MESSAGE_BYTES),
        }


REQUESTS: Final = Topic(
    "tickets.requests",
    "request id",
    ("call centres",),
    ("intake",),
    "intake requests over Kafka",
    (Request,),
    retention=_WEEK,
    private=True,
    by_subject=False,
)
RECEIPTS: Final = Topic(
    "tickets.receipts",
    "request id",
    ("intake",),
    ("call centres",),
    "the number, or the refusal with field and reason",
    (RequestRegistered, RequestRefused),
    retention=_WEEK,
    private=True,
    by_subject=False,
)
RECEIVED: Final = Topic(
    "tickets.received",
    "subject",
    ("intake",),
    ("classifier", "dispatch", "desk", "integrators"),
    "the report, sealed; dispatch only audits that each gets its ticket",
    RECEIVED_FACTS,
)
CLASSIFIED: Final = Topic(
    "tickets.classified",
    "subject",
    ("classifier",),
    ("dispatch", "desk", "integrators"),
    "the rules' proposal with its explanation; passes the sealed report on",
    CLASSIFIED_FACTS,
)
COMMANDS: Final = Topic(
    "tickets.commands",
    "subject",
    ("integrators", "notifier", "dispatch"),
    ("dispatch",),
    "wishes; a refusal is a fact on tickets.lifecycle",
    WISHES,
    retention=_WEEK,
    private=True,
)
LIFECYCLE: Final = Topic(
    "tickets.lifecycle",
    "subject",
    ("dispatch",),
    ("sla-monitor", "notifier", "desk", "integrators"),
    "everything that happens, each fact with the public snapshot and its sequence",
    LIFECYCLE_FACTS,
)
DEADLINES: Final = Topic(
    "tickets.deadlines",
    "subject",
    ("sla-monitor",),
    ("notifier", "desk", "integrators"),
    "clocks set, warnings, breaches, escalations, acknowledgements",
    DEADLINE_FACTS,
)
NOTIFICATIONS: Final = Topic(
    "tickets.notifications",
    "subject",
    ("notifier",),
    ("desk", "integrators"),
    "wanted, sent, deferred, suppressed, failed, unknown; and why",
    NOTIFICATION_FACTS,
)
KEYS: Final = Topic(
    "tickets.keys",
    "subject",
    ("intake", "dispatch"),
    ("restore",),
    "the key that opens a ticket's sealed parts, wrapped; a record without value is its erasure",
    KEY_FACTS,
    compacted=True,
    private=True,
)
CHOICES: Final = Topic(
    "people.choices",
    "HMAC of the address",
    ("dispatch",),
    ("notifier",),
    "opt-out, channel, language of an address",
    CHOICE_FACTS,
    compacted=True,
    private=True,
    by_subject=False,
)
_PLAIN: Final = (REQUESTS, COMMANDS)
"""Where personal data stands unsealed (design: for seven days, in their dead letters too)."""


def dead(service: str) -> Topic:
    """Where a service sets aside what it cannot handle, with the reason, the original bytes and headers (rule 7)."""
    what = "what it could not handle, with the reason, the original bytes and headers"
    return _as_it_came(f"dead.{service}", service, (service,), ("operators",), what)


def retry(service: str) -> Topic:
    """What only this service shall try again: `steward dead replay` writes it."""
    return _as_it_came(f"retry.{service}", service, ("operators",), (service,), "what it shall try again")


def _as_it_came(name: str, service: str, writers: tuple[str, ...], readers: tuple[str, ...], what: str) -> Topic:
    """A month; a week where a person's words may stand in plain: with those who read requests or commands."""
    kept = _WEEK if any(service in topic.readers for topic in _PLAIN) else _MONTH
    return Topic(name, "as it came", writers, readers, what, retention=kept, private=True, by_subject=False)


TICKET_TOPICS: Final = (RECEIVED, CLASSIFIED, COMMANDS, LIFECYCLE, DEADLINES, NOTIFICATIONS, KEYS)
"""Partitioned alike, by subject."""

TOPICS: Final[tuple[Topic, ...]] = (
    REQUESTS,
    RECEIPTS,
    *TICKET_TOPICS,
    CHOICES,
    *(dead(service) for service in SERVICES),
    *(retry(service) for service in SERVICES),
)


def topic_named(name: str) -> Topic:
    """The topic of that name.

    Raises:
        KeyError: there is none; the message lists those that are.

    """
    found = next((topic for topic in TOPICS if topic.name == name), None)
    if found is None:
        raise KeyError(f"no topic {name!r}; there are {', '.join(topic.name for topic in TOPICS)}")
    return found
