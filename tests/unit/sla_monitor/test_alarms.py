"""Who must hear of a ticket at once, without waiting for a breach (D-408, D-302)."""

from typing import Any

import pytest

from contracts import facts
from contracts.vocabulary import (
    Clock,
    EscalationEnd,
    EscalationTrigger,
    Flag,
    Kind,
    Mode,
    Severity,
    TicketState,
    Urgency,
)
from tests.unit.sla_monitor.timetable import Timetable, when


def opened(**fields: Any) -> Timetable:
    table = Timetable()
    table.opens("09:00", facts.TicketOpened, **fields)
    return table


def raised(table: Timetable) -> list[facts.EscalationRaised]:
    """Escalations that no clock caused."""
    return [fact for fact in table.told(facts.EscalationRaised) if fact.clock is None]


@pytest.mark.parametrize(
    ("fields", "trigger", "to"),
    [
        ({"severity": Severity.MAJOR}, EscalationTrigger.MAJOR, ("shen-peihua",)),
        ({"flags": (Flag.GROUP,)}, EscalationTrigger.GROUP, ("shen-peihua",)),
        ({"flags": (Flag.THREATENING,)}, EscalationTrigger.THREAT, ("shen-peihua", "xu-haibo", "tang-weiguo")),
        (
            {"urgency": Urgency.EMERGENCY, "kind": Kind.REPAIR, "severity": None, "department": "sh-engineering"},
            EscalationTrigger.EMERGENCY,
            ("qian-zhiqiang", "shen-peihua", "zhou-min"),
        ),
    ],
)
def test_what_is_grave_calls_the_site_head_or_the_crews_head_at_once(
    fields: dict[str, Any], trigger: EscalationTrigger, to: tuple[str, ...]
) -> None:
    table = opened(**fields)
    [alarm] = raised(table)
    assert (alarm.trigger, alarm.level, alarm.to) == (trigger, 1, to)
    assert table.instants(facts.EscalationRaised) == [when("09:00")]


def test_a_threat_of_a_ticket_that_no_rule_could_place_alarms_too() -> None:
    unknown: dict[str, Any] = {
        "kind": None,
        "category": None,
        "severity": None,
        "urgency": None,
        "state": TicketState.TRIAGE,
    }
    assert raised(opened(flags=(Flag.THREATENING,), **unknown))[0].trigger is EscalationTrigger.THREAT


def test_several_reasons_for_alarm_are_one_call_that_names_them_all() -> None:
    [alarm] = raised(opened(severity=Severity.MAJOR, flags=(Flag.GROUP, Flag.THREATENING)))
    assert alarm.because == ("alarm:major-complaint", "alarm:group-complaint", "alarm:threat")
    assert alarm.to.count("shen-peihua") == 1
    assert alarm.next_at == when("09:15"), "the shortest of their times to acknowledge"


def test_an_alarm_that_nobody_acknowledges_climbs_above_those_it_called() -> None:
    table = opened(flags=(Flag.GROUP,))
    table.until("09:30")
    assert [(one.level, one.to) for one in raised(table)] == [(1, ("shen-peihua",)), (2, ("fang-wenhui",))]


def test_an_alarm_is_raised_once_whatever_else_happens_to_the_ticket() -> None:
    table = opened(severity=Severity.MAJOR)
    table.at("09:05", facts.TicketEscalationAnswered, by="shen-peihua")
    table.at("09:10", facts.TicketAssigned, {"assignee": "gu-xiaowen"}, department="sh-service")
    assert len(raised(table)) == 1


def test_a_flag_raised_later_alarms_then() -> None:
    table = opened()
    table.at("10:00", facts.TicketFlagged, {"flags": (Flag.GROUP,)}, added=(Flag.GROUP,))
    assert table.instants(facts.EscalationRaised) == [when("10:00")]


def test_the_site_head_is_informed_of_what_the_government_forwarded_and_of_important_complaints() -> None:
    table = opened(severity=Severity.IMPORTANT, flags=(Flag.FORWARDED_BY_GOVERNMENT,))
    [informed] = table.told(facts.StaffInformed)
    assert (informed.to, informed.because) == (("shen-peihua",), ("alarm:worth-knowing",))
    assert not raised(table), "nobody has to acknowledge it"
    table.at("10:00", facts.TicketAccepted)
    assert len(table.told(facts.StaffInformed)) == 1


def test_who_is_called_already_is_not_informed_beside_it() -> None:
    table = opened(severity=Severity.MAJOR, flags=(Flag.FORWARDED_BY_GOVERNMENT,))
    table.at("10:00", facts.TicketAccepted)
    assert not table.told(facts.StaffInformed)


@pytest.mark.parametrize("fact", [facts.TicketAccepted, facts.WorkOrderAccepted])
def test_who_takes_an_emergency_acknowledges_it(fact: type[facts.Act]) -> None:
    """D-302: within ten minutes, else the next rung is called."""
    emergency: dict[str, Any] = {
        "urgency": Urgency.EMERGENCY,
        "kind": Kind.REPAIR,
        "severity": None,
        "department": "sh-engineering",
    }
    table = opened(**emergency)
    fields: dict[str, Any] = {"work_order": f"{table.state.about.ticket}/1"} if fact is facts.WorkOrderAccepted else {}
    table.at("09:08", fact, by="lu-jianming", **fields)
    assert [one.by for one in table.told(facts.EscalationAcknowledged)] == ["lu-jianming"]
    table.until("09:25")
    assert len(raised(table)) == 1


def test_an_emergency_that_nobody_takes_is_called_higher_after_ten_minutes() -> None:
    emergency: dict[str, Any] = {
        "urgency": Urgency.EMERGENCY,
        "kind": Kind.REPAIR,
        "severity": None,
        "department": "sh-engineering",
    }
    table = opened(**emergency)
    table.at("09:01", facts.TicketAssigned, {"assignee": "lu-jianming"}, department="sh-engineering")
    assert table.reading(Clock.ACCEPT).due_at == when("09:11")
    table.until("09:11")
    assert [one.level for one in raised(table)] == [1, 2]
    assert table.instants(facts.DeadlineBreached, Clock.ACCEPT) == [when("09:11")]


def test_taking_a_major_complaint_does_not_answer_the_site_heads_alarm() -> None:
    table = opened(severity=Severity.MAJOR)
    table.at("09:05", facts.TicketAccepted, by="gu-xiaowen")
    assert not table.told(facts.EscalationAcknowledged)


def test_a_resolved_ticket_alarms_nobody_further() -> None:
    table = opened(severity=Severity.MAJOR)
    table.at("09:10", facts.TicketCompleted, {"state": TicketState.RESOLVED})
    assert [(one.trigger, one.reason) for one in table.told(facts.EscalationEnded)] == [
        (EscalationTrigger.MAJOR, EscalationEnd.MET)
    ]


def imported(at: str, **fields: Any) -> Timetable:
    table = Timetable(mode=Mode.IMPORT)
    table.opens(at, facts.TicketOpened, mode=Mode.IMPORT, **fields)
    return table


def test_imported_history_alarms_nobody_and_sets_no_deadline_that_has_passed() -> None:
    """What mailed thousands elsewhere: a ticket of last month, imported today."""
    table = imported("09:00", received_at=when("2026-10-24 09:00"), severity=Severity.MAJOR)
    assert table.said == []
    table.mode = Mode.LIVE
    table.at("10:00", facts.TicketProgressNoted)
    table.until("2026-11-25 08:00")
    assert not table.told(facts.EscalationRaised), "nor when somebody works on it now"


def test_an_imported_ticket_alarms_when_somebody_weighs_it_anew() -> None:
    table = imported("09:00")
    table.mode = Mode.LIVE
    table.at("10:00", facts.TicketFlagged, {"flags": (Flag.GROUP,)}, added=(Flag.GROUP,))
    assert raised(table)


def test_an_imported_closed_ticket_gets_no_clocks() -> None:
    assert imported("09:00", state=TicketState.CLOSED).said == []


def test_an_imported_open_ticket_has_its_clocks_but_its_breach_calls_nobody() -> None:
    table = imported("09:00", severity=Severity.MAJOR)
    assert table.reading(Clock.FIRST_RESPONSE).due_at == when("11:00")
    table.until("12:00")
    assert table.instants(facts.DeadlineBreached, Clock.FIRST_RESPONSE) == [when("11:00")]
    assert not table.told(facts.EscalationRaised)
    assert {event.mode for event in table.said} == {Mode.IMPORT}


def test_an_imported_ticket_that_is_worked_on_is_escalated_like_any_other() -> None:
    table = imported("09:00")
    table.mode = Mode.LIVE
    table.at("09:30", facts.TicketAssigned, {"assignee": "gu-xiaowen"}, department="sh-service")
    table.until("11:00")
    assert table.told_of(facts.EscalationRaised, Clock.FIRST_RESPONSE)
