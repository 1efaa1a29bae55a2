"""How tickets hang together: a repeat of an earlier one (D-104), several residents about one matter (D-105).

A decision writes one record. What a ticket wants of another it sends as a command, and the other decides.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from chassis.decision import Wish
from contracts import topics
from contracts.commands import CloseCase, JoinCase, LinkTicket, OpenCase
from contracts.facts import TicketFlagged, TicketLinked
from contracts.identifiers import SYSTEM
from contracts.ids import case_id, subject_of, subject_of_case
from contracts.snapshot import Snapshot
from contracts.vocabulary import CaseCloseReason, Flag, Kind, RefusalReason, Relation, Severity
from dispatch.domain.story import Story, acted, told, wishing
from dispatch.domain.wording import refusal

MUTUAL: Final = {
    Relation.LEAD_OF: Relation.MEMBER_OF,
    Relation.MEMBER_OF: Relation.LEAD_OF,
    Relation.SAME_MATTER: Relation.SAME_MATTER,
}
RAISED: Final = {Severity.MINOR: Severity.IMPORTANT, Severity.IMPORTANT: Severity.MAJOR}
RELATED_KINDS: Final = frozenset({Kind.COMPLAINT, Kind.REPAIR})


@dataclass(frozen=True, slots=True)
class Relations:
    """`earlier`: the last ticket of the same unit or place and category. `group`: all of the case, lead first. Behind
    the ticket itself stand those that were mentioned before it could be opened, after a crash.
    """

    earlier: str | None = None
    times: int = 1
    group: tuple[str, ...] = ()


def relations(known: Mapping[str, Any], ticket: str, group_count: int) -> Relations:
    """What the indexes know, as it counts: `repeats` and `neighbours` are oldest first and hold the ticket itself."""
    before = [one for one in known.get("repeats", ()) if one != ticket]
    neighbours = tuple(known.get("neighbours", ()))
    return Relations(
        earlier=before[-1] if before else None,
        times=len(before) + 1,
        group=neighbours if len(neighbours) >= group_count else (),
    )


def coloured(snapshot: Snapshot, found: Relations, *, raising: bool = True) -> Snapshot:
    """The snapshot with the flags of its relations; a repeat is one step more severe, unless a person has said how
    severe it is.
    """
    flags = [Flag.REPEAT] if found.earlier else []
    flags += [Flag.GROUP] if found.group else []
    raised = RAISED.get(snapshot.severity) if snapshot.severity and found.earlier and raising else None
    changes = {"flags": tuple(dict.fromkeys((*snapshot.flags, *flags))), "severity": raised or snapshot.severity}
    return snapshot.model_copy(update=changes)


def linked(story: Story, found: Relations, group_count: int) -> Story:
    """The links of a new ticket, or of one that leaves triage, and the wishes to the others of its case."""
    if found.earlier:
        changes = {"repeats_of": found.earlier}
        story = told(story, TicketLinked, changes, relation=Relation.REPEAT_OF, other=found.earlier, count=found.times)
    if not found.group:
        return story
    lead, *members = found.group
    if lead == story.snapshot.ticket:
        return _leading(story, members)
    story = _joined(story, lead, case_id(lead), len(found.group))
    unaware = _unaware(found.group, story.snapshot.ticket, group_count)
    return wishing(story, *(wish for one in unaware for wish in _wishes(story, lead, one, len(found.group))))


def _leading(story: Story, members: Sequence[str]) -> Story:
    """The others came while we could not be opened: what they told us then was refused."""
    for one in members:
        story = _led(story, LinkTicket(by=SYSTEM, relation=Relation.LEAD_OF, other=one))
    return story


def _unaware(group: Sequence[str], own: str, group_count: int) -> Sequence[str]:
    """Who does not know of the case: all who came before it was one, if we made it one; later, ourselves. Whoever came
    before and is opened only now sees it in the index, and is known to the others.
    """
    upto = group.index(own) + 1
    if upto < group_count:
        return ()
    return group[1:upto] if upto == group_count else (own,)


def on_link(story: Story, command: LinkTicket) -> Story:
    """A link that another ticket or a person wants; one that stands already changes nothing."""
    other = command.other
    if (command.relation, other) in story.memo.links or other == story.snapshot.ticket:
        return story
    if command.relation is Relation.LEAD_OF:
        story = _led(story, command)
    elif command.relation is Relation.MEMBER_OF:
        story = _joined(_grouped(story), other, command.case or case_id(other), command.count)
    else:
        repeats = {"repeats_of": other} if command.relation is Relation.REPEAT_OF else {}
        story = told(story, TicketLinked, repeats, relation=command.relation, other=other, count=command.count)
    if story.by == SYSTEM or command.relation not in MUTUAL:
        return story
    return wishing(story, _link(other, MUTUAL[command.relation], story.snapshot.ticket, story.snapshot.case))


def case_ended(story: Story) -> Story:
    """With the lead its case ends."""
    if not any(relation is Relation.LEAD_OF for relation, _ in story.memo.links):
        return story
    subject = subject_of_case(case_id(story.snapshot.ticket))
    return wishing(story, Wish(topics.COMMANDS.name, subject, CloseCase(by=SYSTEM, reason=CaseCloseReason.LEAD_CLOSED)))


def _led(story: Story, command: LinkTicket) -> Story:
    """Somebody joins us. Who is a member itself sends them on to its own lead."""
    if story.snapshot.category is None:
        raise refusal(story, RefusalReason.WRONG_STATE, "unclassified")
    own_lead = story.snapshot.lead
    if own_lead is not None and own_lead != command.other:
        if story.by == SYSTEM and (Relation.SAME_MATTER, command.other) in story.memo.links:
            return story  # sent on before: two that are each other's member would send them round for ever
        story = told(story, TicketLinked, relation=Relation.SAME_MATTER, other=command.other)
        return wishing(story, *_wishes(story, own_lead, command.other, command.count, tell_member=True))
    case = case_id(story.snapshot.ticket)
    members = tuple(other for relation, other in story.memo.links if relation is Relation.LEAD_OF)
    story = _grouped(story)
    count = len(members) + 2
    fields = {"relation": Relation.LEAD_OF, "other": command.other, "case": case, "count": count}
    story = told(story, TicketLinked, {"case": case}, **fields)
    return wishing(story, _to_case(story, case, command.other, first=not members))


def _joined(story: Story, lead: str, case: str, count: int) -> Story:
    changes = {"lead": lead, "case": case}
    return told(story, TicketLinked, changes, relation=Relation.MEMBER_OF, other=lead, case=case, count=count)


def _grouped(story: Story) -> Story:
    if Flag.GROUP in story.snapshot.flags:
        return story
    flags = (*story.snapshot.flags, Flag.GROUP)
    return acted(story, TicketFlagged, {"flags": flags}, added=(Flag.GROUP,))


def _wishes(story: Story, lead: str, member: str, count: int, *, tell_member: bool = False) -> tuple[Wish, ...]:
    """To the lead that it leads this member; to the member, unless it is ourselves, that it belongs to the lead."""
    case = case_id(lead)
    to_lead = _link(lead, Relation.LEAD_OF, member, case, count)
    if member == story.snapshot.ticket and not tell_member:
        return (to_lead,)
    return to_lead, _link(member, Relation.MEMBER_OF, lead, case, count)


def _link(ticket: str, relation: Relation, other: str, case: str | None = None, count: int = 1) -> Wish:
    link = LinkTicket(by=SYSTEM, relation=relation, other=other, case=case, count=count)
    return Wish(topics.COMMANDS.name, subject_of(ticket), link)


def _to_case(story: Story, case: str, member: str, *, first: bool) -> Wish:
    one = story.snapshot
    if not first:
        return Wish(topics.COMMANDS.name, subject_of_case(case), JoinCase(by=SYSTEM, ticket=member))
    opened = OpenCase(
        by=SYSTEM,
        lead=one.ticket,
        members=(one.ticket, member),
        site=one.site,
        building=one.building,
        category=one.category,
        severity=one.severity,
    )
    return Wish(topics.COMMANDS.name, subject_of_case(case), opened)
