"""Stories of residents through all five services, as timetables (style.md, Tests)."""

from datetime import datetime, timedelta

import pytest

from contracts.facts import (
    DeadlineBreached,
    EscalationAcknowledged,
    EscalationRaised,
    NotificationDeferred,
    NotificationSent,
    NotificationUnknown,
    TicketAssigned,
    TicketClosed,
    TicketOpened,
    WorkOrderIssued,
    WorkOrderTold,
)
from contracts.topics import LIFECYCLE, NOTIFICATIONS
from contracts.vocabulary import Category, Flag, Kind, Notice, Severity, TicketState, Urgency
from notifier.domain.outcomes import Unclear
from tests.pipeline.town import SHANGHAI, Town

RESIDENT = {"name": "沈若兰", "phone": "+8619900005678", "language": "zh-Hans", "prefers": "sms"}
LEAK = "厨房水管漏水，地上都是水，麻烦派人来修。"
RUDE = "门岗保安态度恶劣，当众辱骂我母亲，已经第二次了，我要投诉！"


def once_each(town: Town) -> bool:
    """Somebody was told something, and nothing was handed to a provider twice."""
    references = [message.reference for message in (*town.sms.kept, *town.mail.kept)]
    return len(references) == len(set(references)) > 0


async def home_repair(town: Town, **more: str) -> str:
    return await town.report(LEAK, building="B03", unit="1202", reporter=RESIDENT, **more)


async def test_a_repair_is_numbered_classified_assigned_and_told_within_the_minute(town: Town) -> None:
    """D-103, D-201, D-301, D-302, D-501."""
    ticket = await town.at("09:10", home_repair(town))
    assert ticket
    minute = town.between("09:10", "09:11")
    opened = town.expect(minute, TicketOpened, ticket)
    assert opened.snapshot.kind is Kind.REPAIR
    assert opened.snapshot.category is Category.FACILITY_REPAIR
    assert opened.because
    assigned = town.expect(minute, TicketAssigned, ticket)
    assert assigned.department == "sh-engineering"
    town.expect(minute, WorkOrderIssued, ticket)
    town.expect(minute, WorkOrderTold, ticket)
    told = [message.to for message in town.sms.kept]
    assert RESIDENT["phone"] in told
    assert opened.snapshot.number in "".join(m.body for m in town.sms.kept).replace("-", "")


async def test_the_life_of_a_repair_ends_with_the_residents_word(town: Town) -> None:
    """D-303, D-404: accepted, done, confirmed, closed; the follow-up is still owed and then made."""
    ticket = await town.at("09:10", home_repair(town))
    assert ticket
    worker = town.facts(TicketAssigned, ticket)[-1].assignee
    assert worker
    for moment, action, who, body in (
        ("09:15", "accept", worker, {}),
        ("09:40", "start", worker, {}),
        ("10:20", "complete", worker, {"causes": ["wear"], "measures": ["replaced"], "result": "更换接头，已不漏。"}),
        ("11:00", "confirm", "resident", {}),
    ):
        answer = await town.at(moment, town.command(ticket, action, who, **body))
        assert answer is not None
        assert answer.status_code == 200, (action, answer.text)
    snapshot = town.events(LIFECYCLE, ticket)[-1].data.snapshot  # type: ignore[attr-defined]
    assert snapshot.state in (TicketState.RESOLVED, TicketState.CLOSED)
    if snapshot.state is TicketState.RESOLVED:
        await town.at("15:00", town.command(ticket, "record-follow-up", "gu-xiaowen", outcome="satisfied"))
    town.expect(town.between("11:00", "15:01"), TicketClosed, ticket)
    assert not town.facts(DeadlineBreached, ticket)


async def test_an_unanswered_complaint_climbs_the_ladder_until_somebody_answers(town: Town) -> None:
    """D-401, D-407: breach once, one rung after the other, an acknowledgement ends it."""
    ticket = await town.at(
        "10:00", town.report(RUDE, site="sz-kechuang", building="A", channel="wechat", reporter=RESIDENT)
    )
    assert ticket
    await town.at("10:01")
    town.expect(town.between("10:00:06", "10:00:07"), DeadlineBreached, ticket)
    assert [raised.level for raised in town.facts(EscalationRaised, ticket)][:2] == [1, 2]
    rung = town.facts(EscalationRaised, ticket)[-1]
    answer = await town.at("10:01:10", town.command(ticket, "acknowledge-escalation", rung.to[0]))
    assert answer is not None
    assert answer.status_code == 200, answer.text
    town.expect(town.between("10:01:10", "10:01:11"), EscalationAcknowledged, ticket)
    raised = len(town.facts(EscalationRaised, ticket))
    await town.at("12:00")
    assert len(town.facts(EscalationRaised, ticket)) == raised
    assert len(town.facts(DeadlineBreached, ticket)) == len({b.clock for b in town.facts(DeadlineBreached, ticket)})


async def test_a_monitor_that_was_down_calls_no_met_deadline_missed(town: Town) -> None:
    """D-409, rule 9: the answer came in time, the monitor reads it too late; and one that was missed is late once."""
    answered = await town.at(
        "10:00", town.report(RUDE, site="sz-kechuang", building="A", channel="wechat", reporter=RESIDENT)
    )
    missed = await town.at(
        "10:00", town.report(RUDE, site="sz-kechuang", building="B", channel="wechat", reporter=RESIDENT)
    )
    assert answered
    assert missed
    where = await town.stop_service("sla-monitor")
    worker = town.facts(TicketAssigned, answered)[-1].assignee
    said = {"means": "phone", "kind": "first_response", "text": "已致电致歉，正在核实。"}
    answer = await town.at("10:00:02", town.command(answered, "record-reply", worker or "lin-jiayi", **said))
    assert answer is not None
    assert answer.status_code == 200, answer.text
    await town.at("10:30")
    await town.start_service("sla-monitor", where)
    await town.settle()
    assert not [b for b in town.facts(DeadlineBreached, answered) if b.clock == "first_response"]
    late = [b for b in town.facts(DeadlineBreached, missed) if b.clock == "first_response"]
    assert [b.late_by >= timedelta(minutes=29) for b in late] == [True]


async def test_three_neighbours_are_one_group_case(town: Town) -> None:
    """D-105, D-408: linked under the first, flagged, the site head called at once."""
    tickets = [
        await town.at(
            f"10:0{n}",
            town.report(
                "整栋楼停水了，一滴水都没有！",
                building="B03",
                unit=f"{n}01",
                reporter=RESIDENT | {"phone": f"+861990000600{n}"},
            ),
        )
        for n in range(3)
    ]
    await town.settle()
    last = town.events(LIFECYCLE, tickets[2])[-1].data.snapshot  # type: ignore[attr-defined]
    assert Flag.GROUP in last.flags
    assert last.lead == tickets[0]
    cases = {e.data.snapshot.case for t in tickets for e in town.events(LIFECYCLE, t) if e.data.snapshot.case}  # type: ignore[attr-defined]
    assert len(cases) == 1


async def test_the_same_request_again_is_the_same_ticket_and_nobody_is_told_twice(town: Town) -> None:
    """D-104, D-503."""
    body = {
        "site": "sh-lanting",
        "channel": "web",
        "text": LEAK,
        "building": "B03",
        "unit": "1202",
        "reporter": RESIDENT,
    }
    first = await town.post("intake", "/v1/requests", body, **{"Idempotency-Key": "twice"})
    await town.at("09:05")
    again = await town.post("intake", "/v1/requests", body, **{"Idempotency-Key": "twice"})
    await town.at("09:10")
    assert (first.status_code, again.status_code) == (201, 200)
    assert first.json() == again.json()
    other = await town.post("intake", "/v1/requests", body | {"unit": "1203"}, **{"Idempotency-Key": "twice"})
    assert other.status_code == 422
    assert len(town.facts(TicketOpened)) == 1
    assert once_each(town)


async def test_at_night_the_resident_sleeps_and_the_emergency_does_not_wait(town: Town) -> None:
    """D-504, D-107: quiet hours hold back what can wait; the crew is told at once."""
    await town.at("22:40", town.report("楼下灯坏了一盏，不急。", building="B03", place="大堂", reporter=RESIDENT))
    deferred = town.facts(NotificationDeferred)
    assert deferred
    assert not [m for m in town.sms.kept if m.to == RESIDENT["phone"]]
    before = len(town.sms.kept) + len(town.mail.kept)
    await town.at(
        "23:00", town.report("电梯困人了，里面有个孩子在哭，快！", building="B03", place="2号梯", reporter=RESIDENT)
    )
    opened = town.facts(TicketOpened)[-1]
    assert opened.snapshot.urgency is Urgency.EMERGENCY
    assert opened.snapshot.severity is Severity.MAJOR
    assert len(town.sms.kept) + len(town.mail.kept) > before
    await town.at(datetime(2026, 3, 4, 8, 5, tzinfo=SHANGHAI))
    assert [m for m in town.sms.kept if m.to == RESIDENT["phone"]]


async def test_an_imported_ticket_tells_nobody(town: Town) -> None:
    """Import is inherited by every effect."""
    body = {
        "site": "sh-lanting",
        "channel": "phone",
        "text": LEAK,
        "building": "B03",
        "unit": "1202",
        "reporter": RESIDENT,
    }
    answer = await town.post("intake", "/v1/requests", body, key="demo-operator", **{"Steward-Mode": "import"})
    assert answer.status_code == 201, answer.text
    await town.at("12:00")
    assert town.facts(TicketOpened)
    assert town.sms.kept == town.mail.kept == []
    assert not town.facts(EscalationRaised)
    modes = {event.mode for topic in (LIFECYCLE, NOTIFICATIONS) for event in town.events(topic)}
    assert {str(mode) for mode in modes} == {"import"}


async def test_a_provider_that_answers_unclearly_is_not_asked_to_send_twice(town: Town) -> None:
    """D-503, rule 10: an ordinary message whose fate nobody knows stays unknown, shown and counted."""
    town.sms.answers = [Unclear() for _ in range(20)]
    await town.at("09:10", home_repair(town))
    await town.at("10:30")
    assert once_each(town)
    assert town.facts(NotificationUnknown)


@pytest.mark.parametrize("service", ["classifier", "dispatch", "sla-monitor", "notifier"])
async def test_a_service_that_crashes_between_any_two_messages_changes_nothing(town: Town, service: str) -> None:
    """Rules 1 to 4 through the whole pipeline: one of everything, whoever died on the way."""
    where = await town.stop_service(service)
    ticket = await home_repair(town)
    await town.settle()
    await town.start_service(service, where)
    await town.settle()
    await town.start_service(service, where)
    await town.at("09:10")
    assert len(town.facts(TicketOpened, ticket)) == 1
    assert len(town.facts(TicketAssigned, ticket)) == 1
    sent = [n for n in town.facts(NotificationSent, ticket) if n.notice is Notice.RECEIVED]
    assert len(sent) == 1
    assert once_each(town)
