"""A group case (D-105): opened and joined by its lead, ended with it or by a person. A record of its own."""

from chassis.decision import IGNORED, Decision, Input, Refused
from contracts.commands import CloseCase, Command, JoinCase, OpenCase
from contracts.facts import CaseClosed, CaseJoined, CaseOpened
from contracts.identifiers import SYSTEM
from contracts.ids import subject_of_case
from contracts.vocabulary import RefusalReason, Role
from dispatch.domain.permits import DESK, LEADS
from dispatch.domain.state import Case, State
from estate import Estate, sites_of_person

CASE_SUBJECTS = subject_of_case("")
_NO_CASE = Refused(RefusalReason.UNKNOWN_TICKET, "there is no such case / 没有此群体投诉")
_NOT_YOURS = Refused(
    RefusalReason.WRONG_ROLE, "that is for the site's customer service or leads / 仅限本项目客服或管理人员操作"
)


def decided(estate: Estate, state: State, given: Input) -> Decision:
    """What a command to a case comes to; what is so already changes nothing."""
    command, case = given.data, state.case
    if isinstance(command, OpenCase) and case is None:
        return _opened(given, command) if command.by == SYSTEM else Decision(refused=_NOT_YOURS)
    if case is None or not isinstance(command, Command):
        return Decision(refused=_NO_CASE)
    if not _may(estate, case, command.by):
        return Decision(refused=_NOT_YOURS)
    if isinstance(command, JoinCase) and command.ticket not in case.members:
        return _joined(case, command.ticket)
    if isinstance(command, CloseCase) and not case.closed:
        fields = {"case": case.case, "lead": case.lead, "site": case.site, "members": len(case.members)}
        return Decision(facts=(CaseClosed(reason=command.reason, **fields),))
    return IGNORED


def _opened(given: Input, command: OpenCase) -> Decision:
    case = given.subject.removeprefix(CASE_SUBJECTS)
    fields = command.model_dump(include={"lead", "members", "site", "building", "category", "severity"})
    return Decision(facts=(CaseOpened(case=case, **fields),))


def _joined(case: Case, ticket: str) -> Decision:
    members = len(case.members) + 1
    return Decision(facts=(CaseJoined(case=case.case, lead=case.lead, ticket=ticket, site=case.site, members=members),))


def _may(estate: Estate, case: Case, by: str) -> bool:
    if by == SYSTEM:
        return True
    person = estate.people.get(by)
    allowed: frozenset[Role] = DESK | LEADS
    return bool(person and person.roles & allowed and case.site in sites_of_person(estate, by))
