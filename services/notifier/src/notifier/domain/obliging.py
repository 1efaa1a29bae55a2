"""A fact of another service becomes obligations: wanted messages, or the reason why nobody is told."""

from dataclasses import replace
from datetime import datetime
from typing import Any

from chassis.decision import Input
from contracts.facts import (
    Fact,
    NotificationFact,
    NotificationSuppressed,
    NotificationWanted,
    TicketCompleted,
    TicketOpened,
    TicketResultApproved,
    WorkOrderIssued,
)
from contracts.ids import notification_id
from contracts.private import Contact, MessageText, Note, ResultText
from contracts.requests import Report
from contracts.vocabulary import Audience, Language, Mode, Notice, NotSentReason, Recipient
from estate import languages_of
from notifier.domain import contact as contacts
from notifier.domain.audience import owed
from notifier.domain.contact import Choices, Reach
from notifier.domain.ledger import Ledger, Sealed
from notifier.domain.office import Office, Text
from notifier.domain.owed import About, Ground, Owed
from notifier.domain.parts import Ticket, opened
from notifier.domain.wording import words


def obligations(
    office: Office, state: Ledger | None, given: Input, fact: Fact, about: About, now: datetime
) -> list[Fact]:
    """What a fact obliges us to. Import tells nobody; it only leaves the contact, for live work later."""
    ticket, importing = Ticket(given.subject, about, given.known.get("key")), given.mode is Mode.IMPORT
    owes = () if importing else owed(fact, _ground(office, ticket, fact, now))
    if not owes and not (importing and isinstance(fact, TicketOpened)):
        return []  # as of most facts: the contact stays sealed
    ticket = replace(ticket, contact=_contact(state, given, fact))
    kept = _kept(state, ticket)
    if importing:
        return [_imported(ticket, given.id, kept)]
    first, *others = (_one(office, ticket, given, one) for one in owes)
    return [first.model_copy(update={"contact": kept}) if kept else first, *others]


def _one(office: Office, ticket: Ticket, given: Input, one: Owed) -> NotificationFact:
    reach = _reach(office, ticket, given.known.get("choices", _nobody_chose), one)
    if isinstance(reach, NotSentReason):
        return _suppressed(ticket, given.id, one, reach)
    return _wanted(office, ticket, given, one, reach)


def _wanted(office: Office, ticket: Ticket, given: Input, one: Owed, reach: Reach) -> NotificationWanted:
    texts = _texts(office, ticket, one, reach)
    audience = Audience.RESIDENT if one.to.recipient is Recipient.RESIDENT else Audience.HANDLERS
    send_at = given.at + one.after
    channel, *fallbacks = (channel for channel, _ in reach.addresses)
    return NotificationWanted(
        **_named(ticket, given.id, one),
        channel=channel,
        fallbacks=tuple(fallbacks),
        language=reach.language,
        template=texts[0][1].template,
        urgent=one.urgent,
        cause=given.type,
        work_order=one.work_order,
        send_at=send_at,
        expires_at=_expiry(office, one, send_at),
        sealed=_sealed(ticket, audience, texts),
    )


def _texts(office: Office, ticket: Ticket, one: Owed, reach: Reach) -> list[tuple[MessageText, Text]]:
    said = words(one, ticket.about, ticket.contact, reach.language, office.estate, office.lexicon)
    rendered = [
        (channel, address, office.render(one.notice, reach.language, channel, said))
        for channel, address in reach.addresses
    ]
    return [
        (MessageText(to=address, title=text.title, body=text.body, channel=channel), text)
        for channel, address, text in rendered
    ]


def _sealed(ticket: Ticket, audience: Audience, texts: list[tuple[MessageText, Text]]) -> dict[Audience, str]:
    first, *others = (message for message, _ in texts)
    whole = first.model_copy(update={"alternatives": tuple(others)})
    return ticket.seal(whole, audience)


def _expiry(office: Office, one: Owed, send_at: datetime) -> datetime | None:
    lifetime = office.policy.lifetimes.get(one.notice)
    ends = [end for end in (one.expires_at, send_at + lifetime if lifetime else None) if end]
    return min(ends, default=None)


def _suppressed(ticket: Ticket, cause: str, one: Owed, reason: NotSentReason) -> NotificationSuppressed:
    return NotificationSuppressed(**_named(ticket, cause, one), reason=reason)


def _named(ticket: Ticket, cause: str, one: Owed) -> dict[str, Any]:
    return {
        "about": ticket.brief,
        "notification": notification_id(cause, one.notice, one.to.key),
        "notice": one.notice,
        "recipient": one.to.recipient,
        "person": one.to.person,
    }


def _imported(ticket: Ticket, cause: str, kept: Sealed) -> NotificationSuppressed:
    return NotificationSuppressed(
        about=ticket.brief,
        notification=notification_id(cause, Notice.RECEIVED, Recipient.RESIDENT),
        notice=Notice.RECEIVED,
        recipient=Recipient.RESIDENT,
        reason=NotSentReason.IMPORT_MODE,
        contact=dict(kept),
    )


def _reach(office: Office, ticket: Ticket, choices: Choices, one: Owed) -> Reach | NotSentReason:
    if ticket.key is None:
        return NotSentReason.ERASED
    if one.to.recipient is Recipient.RESIDENT:
        return _reach_resident(office, ticket, choices)
    if one.to.department is not None:
        language = languages_of(office.estate, ticket.about.site)[0]
        return contacts.of_department(office.estate.departments[one.to.department], language)
    person = office.estate.people.get(one.to.person or "")
    return contacts.of_person(person) if person else NotSentReason.NO_ADDRESS


def _reach_resident(office: Office, ticket: Ticket, choices: Choices) -> Reach | NotSentReason:
    if getattr(ticket.about, "anonymous", False):
        return NotSentReason.ANONYMOUS
    spoken: Language | None = getattr(ticket.about, "language", None)
    reporter = ticket.contact.reporter if ticket.contact else None
    return contacts.of_resident(reporter, choices, office.estate, ticket.about.site, spoken)


def _nobody_chose(_: str) -> None:
    return None


def _contact(state: Ledger | None, given: Input, fact: Fact) -> Contact | None:
    key = given.known.get("key")
    if isinstance(fact, TicketOpened):
        report = opened(Report, key, given.subject, fact.sealed, Audience.HANDLERS, Audience.RESIDENT)
        return contacts.contact_of(report) if report else None
    return opened(Contact, key, given.subject, state.contact if state else {}, Audience.HANDLERS)


def _kept(state: Ledger | None, ticket: Ticket) -> Sealed:
    """The contact for the ledger, sealed, where it does not have it yet."""
    if ticket.contact is None or (state is not None and state.contact):
        return {}
    return ticket.seal(ticket.contact, Audience.HANDLERS)


def _ground(office: Office, ticket: Ticket, fact: Fact, now: datetime) -> Ground:
    ground = Ground(office.estate, office.policy, now)
    if isinstance(fact, WorkOrderIssued):
        note = opened(Note, ticket.key, ticket.subject, fact.sealed, Audience.HANDLERS)
        return replace(ground, task=note.text if note else None)
    if isinstance(fact, TicketCompleted | TicketResultApproved):
        result = opened(ResultText, ticket.key, ticket.subject, fact.sealed, Audience.RESIDENT)
        return replace(ground, result=result or ResultText())
    return ground
