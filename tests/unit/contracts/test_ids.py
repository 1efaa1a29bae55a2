"""Ids follow from what they are about (rule 2, D-104)."""

import uuid

import pytest

from contracts import ids

TICKET = "08384fa6-fb5e-51ea-b6ff-d59c6112d6c1"


def test_an_event_id_is_the_same_whenever_it_is_derived() -> None:
    assert ids.event_id("cause", "steward.ticket.opened.v1", 1) == "c519cc84-cc25-5b0a-adac-f7f8a7c5ab51"


def test_an_event_id_differs_by_cause_type_and_count() -> None:
    made = {ids.event_id(cause, kind, n) for cause in "ab" for kind in "xy" for n in (1, 2)}
    assert len(made) == 8


def test_the_same_request_of_the_same_source_is_the_same_ticket() -> None:
    assert ids.ticket_id("callcentre", "r-1") == ids.ticket_id("callcentre", "r-1")
    assert ids.ticket_id("callcentre", "r-1") != ids.ticket_id("webform", "r-1")


def test_where_one_part_ends_and_the_next_begins_matters() -> None:
    assert ids.ticket_id("a", "bc") != ids.ticket_id("ab", "c")
    assert ids.ticket_id("a1:b", "c") != ids.ticket_id("a", "1:bc")


def test_different_kinds_of_id_never_meet() -> None:
    assert (
        len({ids.ticket_id("a", "b"), ids.case_id("a"), ids.notification_id("a", "b", "c"), ids.event_id("a", "b", 1)})
        == 4
    )


def test_every_derived_id_is_a_uuid() -> None:
    assert str(uuid.UUID(ids.notification_id("a", "received", "resident"))) == ids.notification_id(
        "a", "received", "resident"
    )


def test_a_ticket_comes_back_out_of_its_subject() -> None:
    assert ids.ticket_of(ids.subject_of(TICKET)) == TICKET


@pytest.mark.parametrize(
    "subject",
    ["", "ticket:", TICKET, f"case:{TICKET}", f"ticket:{TICKET.upper()}", f"ticket:{TICKET}/1", "ticket:x" * 50],
)
def test_what_is_no_ticket_subject_is_refused(subject: str) -> None:
    with pytest.raises(ValueError, match="expected ticket:<uuid>"):
        ids.ticket_of(subject)


def test_other_subjects_say_what_they_are_about() -> None:
    assert ids.subject_of_case("c") == "case:c"
    assert ids.subject_of_month("S07", "2026-11") == "site:S07/2026-11"
    assert ids.work_order_id(TICKET, 1) == f"{TICKET}/1"
