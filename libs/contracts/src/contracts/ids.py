"""Ids that follow from what they are about, so that doing a thing again gives the same id (rule 2)."""

import hashlib
import uuid

_NAMESPACE = uuid.uuid5(uuid.NAMESPACE_URL, "urn:steward:contracts").bytes
_VARIANT = {digit: "89ab"[int(digit, 16) & 3] for digit in "0123456789abcdef"}
_TICKET = "ticket:"
_CASE = "case:"


def _derived(*parts: str) -> str:
    # each part with its length before it: ("a", "bc") and ("ab", "c") must differ
    return _uuid5("".join([f"{len(part)}:{part}" for part in parts]))


def _uuid5(name: str) -> str:
    """`str(uuid.uuid5(…))` at a third of its cost: every fact asks for one."""
    digest = hashlib.sha1(_NAMESPACE + name.encode(), usedforsecurity=False).hexdigest()
    return f"{digest[:8]}-{digest[8:12]}-5{digest[13:16]}-{_VARIANT[digest[16]]}{digest[17:20]}-{digest[20:32]}"


def event_id(cause_id: str, type: str, n: int) -> str:  # noqa: A002  CloudEvents' own word
    """Id of the n-th fact of `type` that the input `cause_id` causes (uuid5)."""
    # `_derived("event", …)` in one go: every fact asks for one
    return _uuid5(f"5:event{len(cause_id)}:{cause_id}{len(type)}:{type}{len(number := str(n))}:{number}")


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
