"""A ticket whose clocks run, and what changes them."""

from typing import Any

from contracts import facts
from contracts.classification import Classification
from tests.unit.sla_monitor.timetable import Timetable, when


def opened(at: str = "09:00", **fields: Any) -> Timetable:
    table = Timetable(now=when(at))
    table.opens(at, facts.TicketOpened, **fields)
    return table


def corrected(table: Timetable, at: str, **changes: Any) -> None:
    table.at(at, facts.TicketCorrected, changes, before=Classification(), after=Classification())
