"""Giving a ticket, or one of its matters, to a department and a person, with the orders that follow."""

from typing import Any

import estate as who
from contracts.facts import TicketAssigned
from contracts.snapshot import Matter, Snapshot
from contracts.vocabulary import AssignReason, RefusalReason
from dispatch.domain import crews
from dispatch.domain.assignment import Asking, Chosen, desk, for_matter, in_department, serving, tracker
from dispatch.domain.story import Story, acted
from dispatch.domain.wording import refusal


def asking(story: Story, *avoiding: str) -> Asking:
    """The question of who, for this story's ticket."""
    return Asking(
        ticket=story.snapshot.ticket,
        site=story.snapshot.site,
        at=story.now,
        loads=story.given.known.get("loads", {}),
        avoiding=(*story.memo.passed_over, *avoiding),
    )


def placed(story: Story, chosen: Chosen, *first: AssignReason, **fields: object) -> Story:
    """The whole ticket goes to the department and person; `first` are reasons that come before those of the choice.

    Matters that other departments work on stay with them.
    """
    before = story.snapshot
    moved = tuple(one.n for one in before.matters if one.department in (None, before.department, chosen.department))
    changes = {**moving(before, chosen, moved), "assigned_at": story.now, "accepted_at": None, "started_at": None}
    story = acted(story, TicketAssigned, changes, **_why(chosen, first), **fields)
    return crews.following(story, chosen, moved)


def placed_matter(story: Story, n: int, chosen: Chosen, *first: AssignReason, **fields: object) -> Story:
    """One matter goes to another department than the rest of the ticket."""
    changes = {"matters": _matters(story.snapshot, chosen.department, (n,))}
    story = acted(story, TicketAssigned, changes, matter=n, **_why(chosen, first), **fields)
    return crews.following(story, chosen, (n,))


def spread(story: Story, *first: AssignReason) -> Story:
    """Every matter to whom the tables name for it; the ticket goes with its first (D-206, D-301)."""
    lead, *others = [(one, for_matter(story.estate, asking(story), one)) for one in story.snapshot.matters]
    story = placed(story, lead[1], *first)
    for matter, chosen in others:
        if chosen.department == lead[1].department:
            story = crews.following(story, lead[1], (matter.n,))
        else:
            story = placed_matter(story, matter.n, chosen, *first)
    return story


def tracked(story: Story, snapshot: Snapshot) -> Snapshot:
    """Somebody of customer service watches it from now on; whoever took the request keeps the contact (D-106)."""
    question = Asking(snapshot.ticket, snapshot.site, story.now, story.given.known.get("loads", {}))
    person = tracker(story.estate, question, snapshot.owner)
    return snapshot.model_copy(update={"tracker": person, "owner": snapshot.owner or person})


def with_departments(story: Story, snapshot: Snapshot) -> Snapshot:
    """The snapshot with each matter's department by the tables, so that a ticket's opening is complete (D-301)."""
    matters = tuple(
        one.model_copy(update={"department": desk(story.estate, snapshot.site, story.now, one).department.id})
        for one in snapshot.matters
    )
    return snapshot.model_copy(update={"matters": matters, "department": matters[0].department})


def moving(snapshot: Snapshot, chosen: Chosen, moved: tuple[int, ...]) -> dict[str, Any]:
    """What changes in a snapshot whose ticket goes to somebody else, with these of its matters."""
    matters = _matters(snapshot, chosen.department, moved)
    return {"department": chosen.department, "assignee": chosen.person, "matters": matters}


def named(story: Story, department: str, person: str | None, *avoiding: str) -> Chosen:
    """The choice a person made. Raises NotGranted unless department and person are of the site or the group."""
    home = story.estate.department_sites.get(department, "")
    if department not in story.estate.departments or home not in (None, story.snapshot.site):
        site = story.snapshot.site
        raise refusal(story, RefusalReason.UNKNOWN_DEPARTMENT, "unknown_department", department=department, site=site)
    if person is None:
        subcategory = story.snapshot.subcategory
        return in_department(story.estate, asking(story, *avoiding), department, subcategory)
    check_person(story, person, department)
    return Chosen(department, person, ())


def check_person(story: Story, person: str, department: str | None = None) -> None:
    """Raises NotGranted unless the person exists, and is of the department where one is named."""
    found = story.estate.people.get(person)
    if found is None:
        raise refusal(story, RefusalReason.UNKNOWN_PERSON, "unknown_person", person=person)
    if story.snapshot.site not in who.sites_of_person(story.estate, person):
        raise refusal(story, RefusalReason.UNKNOWN_PERSON, "not_of_site", person=person, site=story.snapshot.site)
    if department and department not in serving(story.estate, person):
        raise refusal(story, RefusalReason.UNKNOWN_PERSON, "not_theirs", person=person, department=department)


def _matters(snapshot: Snapshot, department: str, moved: tuple[int, ...]) -> tuple[Matter, ...]:
    return tuple(
        one.model_copy(update={"department": department}) if one.n in moved else one for one in snapshot.matters
    )


def _why(chosen: Chosen, first: tuple[AssignReason, ...]) -> dict[str, Any]:
    return {
        "department": chosen.department,
        "assignee": chosen.person,
        "reasons": tuple(dict.fromkeys((*first, *chosen.reasons))),
        "because": chosen.because,
    }
