"""The record of a subject: exactly what `apply` makes of dispatch's own facts (rule 3)."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any, Final

from pydantic import BaseModel, ConfigDict

from contracts.cloudevents import Event
from contracts.facts import (
    CaseClosed,
    CaseJoined,
    CaseOpened,
    Fact,
    LifecycleFact,
    TicketAccepted,
    TicketCorrected,
    TicketDecided,
    TicketDecisionRequested,
    TicketDeclined,
    TicketErased,
    TicketExtensionDecided,
    TicketExtensionRequested,
    TicketFollowUpPointSettled,
    TicketFollowUpRecorded,
    TicketHandlerRejected,
    TicketKeyDestroyed,
    TicketLinked,
    TicketOpened,
    TicketReopened,
)
from contracts.snapshot import Snapshot
from contracts.vocabulary import Audience, Clock, DecisionLevel, Relation, TicketState

DESTROY_KEY: Final = "destroy-key"


class _Kept(BaseModel):
    model_config = ConfigDict(frozen=True)


class Extension(_Kept):
    """More time, asked for and not decided yet (D-305)."""

    clock: Clock
    until: datetime
    nth: int
    by: str


class Memo(_Kept):
    """What later decisions need and the public snapshot does not say."""

    passed_over: tuple[str, ...] = ()  # declined, or were rejected: not asked again
    links: tuple[tuple[Relation, str], ...] = ()
    extension: Extension | None = None
    referred: DecisionLevel | None = None
    open_points: tuple[int, ...] = ()
    visitor: str | None = None  # who owes the resident a visit (D-310)
    report: Mapping[Audience, str] = {}  # sealed, of a ticket in triage: its relations are looked up afterwards
    erased_at: datetime | None = None  # announced, and the key not yet destroyed (D-108)


class Case(_Kept):
    """A group case (D-105)."""

    case: str
    lead: str
    members: tuple[str, ...]
    site: str
    closed: bool = False


class State(_Kept):
    """A ticket's record, or a case's. Both are empty where only refusals happened to the subject."""

    sequence: int = 0
    snapshot: Snapshot | None = None
    memo: Memo = Memo()
    case: Case | None = None


def apply(state: State | None, event: Event) -> State:
    """The record after one own fact."""
    if not isinstance(event.data, Fact):
        raise TypeError(f"{event.type} is no fact of dispatch's; run a version that knows it")
    return remembered(state or State(), event.data, event.time).model_copy(update={"sequence": event.sequence})


def remembered(state: State, fact: Fact, at: datetime) -> State:
    """The state after a fact that is written at `at`."""
    if isinstance(fact, LifecycleFact):
        change = _MEMO.get(type(fact))
        memo = state.memo.model_copy(update=change(state.memo, fact, at)) if change else state.memo
        return state.model_copy(update={"snapshot": fact.snapshot, "memo": memo})
    if isinstance(fact, CaseOpened):
        case = Case(case=fact.case, lead=fact.lead, members=fact.members, site=fact.site)
        return state.model_copy(update={"case": case})
    if isinstance(fact, CaseJoined | CaseClosed) and state.case:
        return state.model_copy(update={"case": _case_after(state.case, fact)})
    return state


def timers(state: State) -> Mapping[str, datetime]:
    """An erased ticket's key is destroyed as due work: until that stands on record it is tried again."""
    return {DESTROY_KEY: state.memo.erased_at} if state.memo.erased_at else {}


def rests(state: State) -> bool:
    """Whether nothing more is expected: it is closed, or nothing but refusals ever happened to it."""
    if state.case is not None:
        return state.case.closed
    return state.snapshot is None or state.snapshot.state is TicketState.CLOSED


def _case_after(case: Case, fact: CaseJoined | CaseClosed) -> Case:
    if isinstance(fact, CaseClosed):
        return case.model_copy(update={"closed": True})
    return case.model_copy(update={"members": (*case.members, fact.ticket)})


def _passed(memo: Memo, person: str) -> dict[str, Any]:
    return {"passed_over": tuple(dict.fromkeys((*memo.passed_over, person)))}


def _opened(_: Memo, fact: TicketOpened, __: datetime) -> dict[str, Any]:
    return {"report": fact.sealed if fact.snapshot.category is None else {}}


def _linked(memo: Memo, fact: TicketLinked, _: datetime) -> dict[str, Any]:
    return {"links": (*memo.links, (fact.relation, fact.other))}


def _asked(_memo: Memo, fact: TicketExtensionRequested, _: datetime) -> dict[str, Any]:
    return {"extension": Extension(clock=fact.clock, until=fact.until, nth=fact.nth, by=fact.by)}


def _settled(memo: Memo, fact: TicketFollowUpPointSettled, _: datetime) -> dict[str, Any]:
    return {"open_points": tuple(point for point in memo.open_points if point != fact.point)}


_MEMO: Final[Mapping[type[Fact], Callable[[Memo, Any, datetime], dict[str, Any]]]] = {
    TicketOpened: _opened,
    TicketCorrected: lambda *_: {"report": {}},
    TicketDeclined: lambda memo, fact, _: _passed(memo, fact.by),
    TicketHandlerRejected: lambda memo, fact, _: _passed(memo, fact.handler),
    TicketLinked: _linked,
    TicketExtensionRequested: _asked,
    TicketExtensionDecided: lambda *_: {"extension": None},
    TicketDecisionRequested: lambda _memo, fact, _: {"referred": fact.level},
    TicketDecided: lambda *_: {"referred": None},
    TicketFollowUpRecorded: lambda _memo, fact, _: {"open_points": tuple(range(1, fact.points + 1))},
    TicketFollowUpPointSettled: _settled,
    TicketReopened: lambda _memo, fact, _: {"visitor": fact.visitor},
    TicketAccepted: lambda memo, fact, _: {"passed_over": tuple(p for p in memo.passed_over if p != fact.by)},
    TicketErased: lambda _memo, _fact, at: {"erased_at": at},
    TicketKeyDestroyed: lambda *_: {"erased_at": None},
}
