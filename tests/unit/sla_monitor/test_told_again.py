"""What Kafka would never bring, facts repeated without a sequence, moves no clock back (D-403, D-406)."""

from typing import Any

from contracts import facts
from contracts.vocabulary import Clock, ClockState, ReplyKind, ReplyMeans
from tests.unit.sla_monitor.test_crews_and_promises import assigned
from tests.unit.sla_monitor.timetable import Timetable, when


def promise(table: Timetable, happened: str, until: str) -> tuple[facts.Fact, ...]:
    """The promise as Kafka would never bring it: without a sequence, and told again and again."""
    assert table.snapshot is not None
    snapshot = table.snapshot.model_copy(update={"next_update_at": when(until)})
    told = facts.TicketUpdatePromised(snapshot=snapshot, next_update_at=when(until))
    return table.takes(table.given(told, when(happened), sequence=0))


def test_a_report_told_again_after_a_newer_one_neither_meets_nor_sets_anything() -> None:
    """D-403, D-406: the newer promise stands, and is warned of once."""
    table = Timetable()
    table.opens("09:00", facts.TicketOpened)
    table.until("10:10")
    promise(table, "10:05", until="17:00")
    for hour in ("11:00", "12:00", "13:00", "13:30"):
        table.until(hour)
        assert promise(table, "10:00", until="14:00") == ()
        reading = table.reading(Clock.NEXT_UPDATE)
        assert (reading.state, reading.due_at) == (ClockState.RUNNING, when("17:00"))
    table.until("18:00")
    assert table.instants(facts.DeadlineBreached, Clock.NEXT_UPDATE) == [when("17:00")]


def test_a_hand_over_told_again_after_a_newer_one_is_owed_by_nobody_anew() -> None:
    table = Timetable()
    table.opens("09:00", facts.TicketOpened)
    assigned(table, "10:00", "gu-xiaowen")
    older = table.snapshot
    assigned(table, "10:30", "zhou-min")
    assert older is not None
    again = facts.TicketAssigned(snapshot=older, department="sh-service", assignee="gu-xiaowen")
    table.takes(table.given(again, when("10:00"), sequence=0))
    assert table.reading(Clock.ACCEPT).due_at == when("16:00")


def test_a_call_that_was_noted_late_still_reports() -> None:
    """D-402, D-403: what counts is that it was not known before, not when the phone rang."""
    table = Timetable()
    table.opens("09:00", facts.TicketOpened)
    table.at("10:00", facts.TicketProgressNoted)
    reply: dict[str, Any] = {"means": ReplyMeans.PHONE, "kind": ReplyKind.INTERIM, "replied_at": when("09:30")}
    table.at("10:30", facts.TicketReplyRecorded, {"next_update_at": when("16:00")}, **reply)
    assert table.reading(Clock.NEXT_UPDATE).due_at == when("16:00")
