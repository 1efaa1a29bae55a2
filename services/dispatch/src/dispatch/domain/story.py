"""A decision as it is being told: fact upon fact, each with the ticket's snapshot after it."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from pydantic import BaseModel

from chassis.decision import Decision, Input, Wish
from contracts.facts import LifecycleFact
from contracts.identifiers import SYSTEM
from contracts.sealing import seal_part
from contracts.snapshot import Snapshot
from contracts.vocabulary import Audience, RefusalReason
from dispatch.domain.standing import settled
from dispatch.domain.state import Memo, State, remembered
from dispatch.domain.wording import refusal
from estate import Estate

HANDLERS = (Audience.HANDLERS,)
BOTH = (Audience.HANDLERS, Audience.RESIDENT)


@dataclass(frozen=True, slots=True)
class Story:
    """What is decided on (`given`, in an `estate`, at `now`), and how far it has been told."""

    estate: Estate
    given: Input
    now: datetime
    state: State
    facts: tuple[LifecycleFact, ...] = ()
    wishes: tuple[Wish, ...] = ()

    @property
    def snapshot(self) -> Snapshot:
        """The ticket as the last fact left it; a story is only begun about a ticket that there is."""
        if self.state.snapshot is None:
            raise LookupError("the subject has no ticket yet")
        return self.state.snapshot

    @property
    def memo(self) -> Memo:
        """What is remembered besides the snapshot."""
        return self.state.memo

    @property
    def by(self) -> str:
        """Who acts: a person's id, `resident` or `system`."""
        return str(getattr(self.given.data, "by", SYSTEM))

    @property
    def when(self) -> datetime:
        """When what is told happened: as the command says, else as its writer does; not after now, nor before the
        report.
        """
        said = getattr(self.given.data, "happened_at", None) or self.given.happened_at
        return min(max(said, self.state.snapshot.received_at if self.state.snapshot else said), self.now)

    def decision(self) -> Decision:
        """All of it."""
        return Decision(facts=self.facts, wishes=self.wishes)


def told(
    story: Story, fact: type[LifecycleFact], changes: Mapping[str, Any] | None = None, /, **fields: object
) -> Story:
    """The story with one more fact, after which the snapshot has `changes`."""
    return opening(story, fact, story.snapshot.model_copy(update=changes or {}), **fields)


def acted(
    story: Story, fact: type[LifecycleFact], changes: Mapping[str, Any] | None = None, /, **fields: object
) -> Story:
    """The same, done by whoever gave the command."""
    return told(story, fact, changes, by=story.by, **fields)


def opening(story: Story, fact: type[LifecycleFact], snapshot: Snapshot, /, **fields: object) -> Story:
    """The story with a fact after which the snapshot is this one, and what follows from it."""
    strange = fields.keys() - fact.model_fields.keys()
    if strange:  # a fact ignores what it does not know, so a slip would be lost silently
        raise TypeError(f"{fact.TYPE} has no fields {', '.join(sorted(strange))}")
    told_now = fact.model_validate({"snapshot": settled(snapshot), **fields})
    state = remembered(story.state, told_now, story.now)
    return replace(story, state=state, facts=(*story.facts, told_now))


def wishing(story: Story, *wishes: Wish) -> Story:
    """The story with wishes to other subjects or topics."""
    return replace(story, wishes=(*story.wishes, *wishes))


def sealed(story: Story, private: BaseModel, audiences: tuple[Audience, ...] = HANDLERS) -> dict[Audience, str]:
    """A private part under the ticket's key, once for each audience; nothing where nothing was said.

    Raises NotGranted when the key is gone: words that cannot be kept are refused, not dropped.
    """
    if not any(value for _, value in private):
        return {}
    key = story.given.known.get("key")
    if key is None:
        raise refusal(story, RefusalReason.ERASED, "no_key")
    return seal_part(key, story.given.subject, private, *audiences)
