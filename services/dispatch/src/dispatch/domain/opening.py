"""A ticket begins: from a proposal to department, person, tracker and work orders, in one decision."""

from dataclasses import replace

from contracts.classification import Classification, ClassifiedMatter
from contracts.facts import TicketClassified, TicketOpened, TicketProposalRecorded, TicketTriageWanted
from contracts.snapshot import Matter, Snapshot
from contracts.vocabulary import TicketState, TriageReason
from dispatch.domain.assignment import customer_service, in_department
from dispatch.domain.placing import asking, placed, spread, tracked, with_departments
from dispatch.domain.relations import RELATED_KINDS, Relations, coloured, linked, relations
from dispatch.domain.standing import changed
from dispatch.domain.story import Story, opening, told

_COPIED = ("ticket", "number", "site", "building", "channel", "language", "anonymous", "received_at", "occurred_at")
_FORESEEN = ("department", "assignee", "matters", "work_orders")
_PROPOSED = ("kind", "category", "subcategory", "secondary", "severity", "urgency", "flags", "responsibility")


def on_classified(story: Story, arrival: TicketClassified) -> Story:
    """A proposal opens a ticket; for one that stands it is put on record and not applied (D-207)."""
    if story.state.snapshot is not None:
        return told(story, TicketProposalRecorded, proposal=arrival.proposal, because=arrival.because)
    wants = triage_reason(arrival)
    return _triaged(story, arrival, wants) if wants else _opened(story, arrival)


def triage_reason(arrival: TicketClassified) -> TriageReason | None:
    """Why a person must classify it, or None: what no rule decided never gets a silent default (D-208)."""
    decided = arrival.proposal.kind is not None and arrival.proposal.category is not None
    return arrival.needs_triage or (None if decided else TriageReason.INCOMPLETE)


def matters_of(proposal: Classification) -> tuple[Matter, ...]:
    """The matters of a classification; a report about one thing has one, the ticket's own (D-206)."""
    if proposal.category is None:
        return ()
    own = ClassifiedMatter(n=1, **proposal.model_dump(include=_OF_A_MATTER, exclude_none=True))
    return tuple(Matter(**one.model_dump()) for one in proposal.matters or (own,))


_OF_A_MATTER = {"category", "subcategory", "severity", "urgency", "responsibility"}


def _opened(story: Story, arrival: TicketClassified) -> Story:
    numbers = story.estate.group.numbers
    found = Relations()
    if arrival.proposal.kind in RELATED_KINDS:
        found = relations(story.given.known, arrival.ticket, numbers.group_count)
    snapshot = coloured(_first(story, arrival), found)
    story = _on_record(story, arrival, with_departments(story, snapshot))
    return linked(_foreseen(spread(story)), found, numbers.group_count)


def _triaged(story: Story, arrival: TicketClassified, reason: TriageReason) -> Story:
    undecided = {"category": None, "subcategory": None, "matters": ()}
    waiting = {"triage": reason, "candidates": arrival.candidates}
    story = _on_record(story, arrival, _first(story, arrival).model_copy(update={**undecided, **waiting}))
    story = told(story, TicketTriageWanted, reason=reason, candidates=arrival.candidates)
    desk = in_department(story.estate, asking(story), customer_service(story.estate, arrival.site))
    return _foreseen(placed(story, desk))


def _on_record(story: Story, arrival: TicketClassified, snapshot: Snapshot) -> Story:
    return opening(
        story,
        TicketOpened,
        tracked(story, snapshot),
        because=arrival.because,
        reachable_by=arrival.reachable_by,
        words=arrival.sealed,
        sealed=arrival.report,
    )


def _foreseen(story: Story) -> Story:
    """Each fact of the opening knows already who gets the ticket and which crews: the first one stands for all."""
    foreseen = {name: getattr(story.snapshot, name) for name in _FORESEEN}
    facts = (fact.model_copy(update={"snapshot": changed(fact.snapshot, **foreseen)}) for fact in story.facts)
    return replace(story, facts=tuple(facts))


def _first(story: Story, arrival: TicketClassified) -> Snapshot:
    """Everything known at the opening. Whoever took the request is its owner if the estate knows them (D-106)."""
    fields = {name: getattr(arrival, name) for name in _COPIED}
    fields |= {name: getattr(arrival.proposal, name) for name in _PROPOSED}
    return Snapshot(
        **fields,
        mode=story.given.mode,
        matters=matters_of(arrival.proposal),
        book_version=arrival.book_version,
        state=TicketState.OPENED,
        owner=arrival.owner if arrival.owner in story.estate.people else None,
        opened_at=story.now,
    )
