"""A person corrects what the rules proposed, or decides what no rule did (D-203, D-204, D-207)."""

from typing import Any

from contracts.classification import Classification, ClassifiedMatter
from contracts.commands import ConfirmSeverity, Correction, CorrectTicket, FlagTicket
from contracts.facts import TicketCorrected, TicketFlagged, TicketSeverityConfirmed
from contracts.private import Note
from contracts.snapshot import Matter, Snapshot
from contracts.vocabulary import AssignReason, CancelReason, RefusalReason, Slot, TicketState
from dispatch.domain import crews
from dispatch.domain.assignment import for_matter
from dispatch.domain.opening import matters_of
from dispatch.domain.placing import asking, placed_matter, spread, with_departments
from dispatch.domain.relations import RELATED_KINDS, Relations, coloured, linked, relations
from dispatch.domain.standing import is_work, open_orders
from dispatch.domain.story import Story, acted, sealed
from dispatch.domain.wording import refusal

_SLOTS = ("kind", "category", "subcategory", "secondary", "severity", "urgency", "responsibility")
_WHERE = ("category", "subcategory", "responsibility")


def on_correct(story: Story, command: CorrectTicket) -> Story:
    """The classification as it should be; who must act follows from it where that changed. What leaves triage is
    looked at for its relations like any new ticket (D-104, D-105).
    """
    before = effective(story.snapshot)
    after = wanted(story, command)
    where = story.snapshot
    found = _related(story, after)
    snapshot = coloured(corrected(story, after), found, raising=command.classification.severity is None)
    changed = tuple(Slot(slot) for slot in _SLOTS if getattr(before, slot) != getattr(after, slot))
    changed += (Slot.MATTER,) if before.matters != after.matters else ()
    note = sealed(story, Note(text=command.note))
    fields = {"before": before, "after": after, "changed": changed, "sealed": note, "report": story.memo.report}
    story = acted(story, TicketCorrected, _differing(where, snapshot), **fields)
    return linked(_followed(story, where), found, story.estate.group.numbers.group_count)


def wanted(story: Story, command: CorrectTicket) -> Classification:
    """What the ticket is to count as. Raises NotGranted where that is no whole classification."""
    after = merged(effective(story.snapshot), command.classification)
    for slot in (Slot.KIND, Slot.CATEGORY):
        if getattr(after, slot) is None:
            raise refusal(story, RefusalReason.MISSING, "missing", field=f"classification.{slot}")
    if [one.n for one in after.matters] != list(range(1, max(len(after.matters), 1) + 1)):
        raise refusal(story, RefusalReason.NOT_IN_SET, "matter_numbers")
    return after


def _related(story: Story, after: Classification) -> Relations:
    """The relations of a ticket that leaves triage; one that was classified before has had them looked up."""
    if story.snapshot.category is not None or after.kind not in RELATED_KINDS:
        return Relations()
    return relations(story.given.known, story.snapshot.ticket, story.estate.group.numbers.group_count)


def on_severity(story: Story, command: ConfirmSeverity) -> Story:
    """The provisional severity is confirmed or changed; the first matter's with it."""
    was = story.snapshot.severity
    first, *others = story.snapshot.matters
    matters = (first.model_copy(update={"severity": command.severity}), *others)
    changes = {"severity": command.severity, "severity_confirmed": True, "matters": matters}
    note = sealed(story, Note(text=command.note))
    return acted(story, TicketSeverityConfirmed, changes, severity=command.severity, was=was, sealed=note)


def on_flag(story: Story, command: FlagTicket) -> Story:
    """Flags up, flags down; what is so already is left out."""
    flags = story.snapshot.flags
    added = tuple(one for one in dict.fromkeys(command.add) if one not in flags)
    removed = tuple(one for one in dict.fromkeys(command.remove) if one in flags and one not in command.add)
    if not added and not removed:
        return story
    kept = tuple(one for one in flags if one not in removed)
    note = sealed(story, Note(text=command.note))
    return acted(story, TicketFlagged, {"flags": (*kept, *added)}, added=added, removed=removed, sealed=note)


def effective(snapshot: Snapshot) -> Classification:
    """What the ticket counts as now."""
    matters = tuple(
        ClassifiedMatter(**one.model_dump(include=set(ClassifiedMatter.model_fields))) for one in snapshot.matters
    )
    fields: dict[str, Any] = {slot: getattr(snapshot, slot) for slot in _SLOTS}
    return Classification(**fields, flags=snapshot.flags, matters=matters)


def merged(before: Classification, wanted: Correction) -> Classification:
    """The classification with what the person gave. Another category leaves no old subcategory behind."""
    given: dict[str, Any] = {slot: value for slot in _SLOTS if (value := getattr(wanted, slot)) is not None}
    if "category" in given and given["category"] != before.category:
        given.setdefault("subcategory", None)
    if wanted.matters is not None:
        return before.model_copy(update={**given, "matters": _matters(wanted)})
    after = before.model_copy(update=given)
    own = matters_of(after.model_copy(update={"matters": ()}))[:1]
    first = tuple(ClassifiedMatter(**one.model_dump(include=set(ClassifiedMatter.model_fields))) for one in own)
    return after.model_copy(update={"matters": (*first, *before.matters[1:])})


def corrected(story: Story, after: Classification) -> Snapshot:
    """The snapshot under the new classification; a matter whose desk is asked for anew has the table's department."""
    old = {one.n: one for one in story.snapshot.matters}
    matters = tuple(_renewed(Matter(**one.model_dump()), old.get(one.n)) for one in after.matters)
    slots = {slot: getattr(after, slot) for slot in _SLOTS}
    settled = {"matters": matters, "corrected": True, "triage": None, "candidates": ()}
    snapshot = story.snapshot.model_copy(update=slots | settled)
    routed = with_departments(story, snapshot)
    kept = tuple(new if one.department is None else one for one, new in zip(matters, routed.matters, strict=True))
    return snapshot.model_copy(update={"matters": kept, "department": kept[0].department})


def _matters(wanted: Correction) -> tuple[ClassifiedMatter, ...]:
    return tuple(ClassifiedMatter(**one.model_dump()) for one in wanted.matters or ())


def _renewed(new: Matter, old: Matter | None) -> Matter:
    """A matter that is about the same as before stays where it is."""
    if old is None:
        return new
    stays = all(getattr(new, slot) == getattr(old, slot) for slot in _WHERE)
    return new.model_copy(update={"department": old.department if stays else None, "resolved_at": old.resolved_at})


def _differing(before: Snapshot, after: Snapshot) -> dict[str, Any]:
    return {name: value for name, value in after if value != getattr(before, name)}


def _followed(story: Story, before: Snapshot) -> Story:
    """Orders for what is no work any more are called off; whoever the tables name now gets it, unless it is done."""
    if story.snapshot.state is TicketState.RESOLVED:
        return story
    for order in open_orders(story.snapshot):
        matter = next((one for one in story.snapshot.matters if one.n == order.matter), None)
        if order.matter is not None and (matter is None or not is_work(story.snapshot, matter)):
            story = crews.called_off(story, CancelReason.RECLASSIFIED, order.matter)
    old = {one.n: one.department for one in before.matters}
    moved = [one for one in story.snapshot.matters if old.get(one.n) != one.department]
    if story.snapshot.matters[0] in moved:
        return spread(story, AssignReason.RECLASSIFIED)
    for matter in moved:
        chosen = for_matter(story.estate, asking(story), matter)
        story = placed_matter(story, matter.n, chosen, AssignReason.RECLASSIFIED)
    return _work_sent(story)


def _work_sent(story: Story) -> Story:
    """What has become work without moving gets its order now."""
    for matter in story.snapshot.matters:
        due = (
            is_work(story.snapshot, matter) and matter.resolved_at is None and not open_orders(story.snapshot, matter.n)
        )
        if due and matter.department and not any(one.matter == matter.n for one in story.snapshot.work_orders):
            story = crews.issued(story, matter, matter.department, story.snapshot.assignee)
    return story
