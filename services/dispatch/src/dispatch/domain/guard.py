"""May they? Every command is checked against state, kind, and the person's role, site and tie (D-303)."""

from datetime import timedelta
from typing import Final

import estate as who
from contracts.commands import Command
from contracts.identifiers import RESIDENT, SYSTEM
from contracts.vocabulary import RefusalReason, Role
from dispatch.domain.assignment import serving
from dispatch.domain.permits import LEADS, PERMITS, Permit, Tie
from dispatch.domain.standing import in_charge
from dispatch.domain.story import Story
from dispatch.domain.wording import refusal, state_in_words
from estate import Estate

CLOCKS_DIFFER: Final = timedelta(minutes=2)
"""How far another computer's clock may be ahead of ours before it counts as the future."""


def check(story: Story, command: Command) -> None:
    """Raises NotGranted unless this command may be obeyed now."""
    permit = PERMITS.get(type(command))
    if permit is None:
        raise refusal(story, RefusalReason.NOT_OFFERED, "not_offered", command=command.TYPE)
    roles = roles_of(story, command.by)
    _check_roles(story, permit, roles)
    _check_state(story, permit)
    _check_tie(story, permit, roles)
    _check_time(story, command)


def roles_of(story: Story, by: str) -> frozenset[Role]:
    """What a person may act as at the ticket's site. Raises NotGranted for somebody unknown or of another site."""
    if by in (RESIDENT, SYSTEM):
        return frozenset({Role.RESIDENT if by == RESIDENT else Role.SYSTEM})
    if by not in story.estate.people:
        raise refusal(story, RefusalReason.UNKNOWN_PERSON, "unknown_person", person=by)
    site = story.snapshot.site
    if site not in who.sites_of_person(story.estate, by):
        raise refusal(story, RefusalReason.SITE_NOT_YOURS, "site_not_yours", site=site)
    return _roles_at(story.estate, by, site)


def _roles_at(estate: Estate, by: str, site: str) -> frozenset[Role]:
    extra = {Role.DUTY_MANAGER} if by in who.site(estate, site).duty_managers else set()
    return estate.people[by].roles | extra


def _check_roles(story: Story, permit: Permit, roles: frozenset[Role]) -> None:
    if not roles & permit.roles:
        names = ", ".join(sorted(permit.roles))
        raise refusal(story, RefusalReason.WRONG_ROLE, "wrong_role", roles=names)


def _check_state(story: Story, permit: Permit) -> None:
    if story.snapshot.state not in permit.states:
        allowed = state_in_words(story, *(state for state in type(story.snapshot.state) if state in permit.states))
        state = state_in_words(story, story.snapshot.state)
        raise refusal(story, RefusalReason.WRONG_STATE, "wrong_state", state=state, allowed=allowed)
    if permit.kinds and story.snapshot.kind not in permit.kinds:
        raise refusal(story, RefusalReason.WRONG_KIND, "wrong_kind", kind=story.snapshot.kind)


def _check_tie(story: Story, permit: Permit, roles: frozenset[Role]) -> None:
    if permit.tie is Tie.NONE or (permit.tie is Tie.IN_CHARGE and roles & LEADS):
        return
    one = story.snapshot
    belongs = bool(in_charge(one) & serving(story.estate, story.by))
    if permit.tie is Tie.ASSIGNEE:
        if story.by != one.assignee and not (one.assignee is None and belongs):
            raise refusal(story, RefusalReason.NOT_ASSIGNEE, "not_assignee")
    elif not belongs and story.by not in (one.assignee, one.owner, one.tracker):
        raise refusal(story, RefusalReason.NOT_ASSIGNEE, "not_in_charge")


def _check_time(story: Story, command: Command) -> None:
    if command.happened_at is None:
        return
    if command.happened_at > story.now + CLOCKS_DIFFER:
        raise refusal(story, RefusalReason.IN_THE_FUTURE, "in_the_future")
    if command.happened_at < story.snapshot.received_at:
        raise refusal(story, RefusalReason.IN_THE_PAST, "before_the_report")
