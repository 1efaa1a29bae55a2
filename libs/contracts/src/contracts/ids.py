"""Ids that follow from what they are about, so that doing a thing again gives the same id (rule 2)."""

import hashlib
import uuid

_NAMESPACE = uuid.uuid5(uuid.NAMESPACE_URL, "urn:steward:contracts").bytes
_FIXED = 0xF000 << 64 | 0xC000 << 48
_VERSION_5 = 0x5000 << 64 | 0x8000 << 48
"""The bits of a UUID that say "version 5, RFC 9562" and not what it is derived from."""
_TICKET = "ticket:"
_CASE = "case:"


def _derived(*parts: str) -> str:
    # each part with its length before it: ("a", "bc") and ("ab", "c") must differ
    name = "".join([f"{len(part)}:{part}" for part in parts])
    return _uuid5(name.encode())


def _uuid5(name: bytes) -> str:
    """What `str(uuid.uuid5(…))` gives, at a third of its cost: every event that comes or goes asks for one."""
    digest = hashlib.sha1(_NAMESPACE + name, usedforsecurity=False).digest()
    found = f"{int.from_bytes(digest[:16]) & ~_FIXED | _VERSION_5:032x}"
    return f"{found[:8]}-{found[8:12]}-{found[12:16]}-{found[16:20]}-{found[20:]}"


def event_id(cause_id: str, type: str, n: int) -> str:  # noqa: A002  CloudEvents' own word
    """Id of the n-th fact of `type` that the input `cause_id` causes (uuid5)."""
    return _derived("event", cause_id, type, str(n))


def ticket_id(source: str, request_id: str) -> str:
    """Id of the ticket that a caller's request becomes; the same (source, id) is the same ticket (D-104)."""
    return _derived("ticket", source, request_id)


def case_id(lead_ticket: str) -> str:
    """Id of the group case under a lead ticket (D-105)."""
    return _derived("case", lead_ticket)


def notification_id(cause_id: str, notice: str, recipient: str) -> str:
    """Id of one obligation to tell one recipient (a person id or `resident`) one thing, because of one fact (D-503)."""
    return _derived("notification", cause_id, notice, recipient)


def work_order_id(ticket: str, n: int) -> str:
    """`<ticket>/<n>`, n from 1."""
    return f"{ticket}/{n}"


def subject_of(ticket: str) -> str:
    """`ticket:<uuid>`, the `ce_subject` and Kafka key of everything about a ticket."""
    return _TICKET + ticket


def subject_of_case(case: str) -> str:
    """`case:<uuid>`."""
    return _CASE + case


def subject_of_month(site: str, month: str) -> str:
    """`site:<site>/<yyyy-mm>`, a month's bills of one site."""
    return f"site:{site}/{month}"


def ticket_of(subject: str) -> str:
    """The ticket id inside `ticket:<uuid>`.

    Raises:
        ValueError: the subject is about something else, or its id is not a UUID in the usual form.

    """
    text = subject.removeprefix(_TICKET)
    if subject.startswith(_TICKET) and _is_uuid(text):
        return text
    raise ValueError(f"subject {subject[:80]!r} is not about a ticket; expected ticket:<uuid>")


def _is_uuid(text: str) -> bool:
    try:
        return str(uuid.UUID(text)) == text
    except ValueError:
        return False
