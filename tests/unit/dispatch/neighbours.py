"""Tickets of one building, and what they send each other."""

from collections.abc import Sequence
from typing import Any

from contracts import commands as c
from contracts import topics
from contracts.classification import Classification
from contracts.ids import subject_of, ticket_id
from contracts.vocabulary import TriageReason
from tests.unit.dispatch.play import KEY, Play, classified, quarrel

ONE, TWO, THREE, FOUR = (ticket_id("web", f"g-{n}") for n in range(1, 5))


class Town:
    """Several subjects, and a postman who brings every command where it is addressed: at once, or when he is told."""

    def __init__(self, *, at_once: bool = True) -> None:
        self.plays: dict[str, Play] = {}
        self._sent: dict[str, int] = {}
        self._at_once = at_once

    def of(self, ticket: str) -> Play:
        subject = ticket if ticket.startswith("case:") else subject_of(ticket)
        return self.plays.setdefault(subject, Play(subject=subject))

    def opens(self, ticket: str, neighbours: Sequence[str] = (), repeats: Sequence[str] = (), **arrival: Any) -> Any:
        play = self.of(ticket)
        known = {"neighbours": neighbours, "repeats": repeats}
        outcome = play.give(
            classified(arrival.pop("proposal", quarrel()), ticket, **arrival), topics.CLASSIFIED.name, known
        )
        if self._at_once:
            self.deliver()
        return outcome

    def wonders(self, ticket: str, proposal: Classification | None = None) -> Any:
        """It is opened in triage."""
        return self.opens(ticket, proposal=proposal or quarrel(), needs_triage=TriageReason.AMBIGUOUS)

    def classifies(
        self, ticket: str, said: c.Correction, neighbours: Sequence[str] = (), repeats: Sequence[str] = ()
    ) -> Any:
        """A person classifies it, and the indexes are asked about it then."""
        known = {"key": KEY, "neighbours": neighbours, "repeats": repeats}
        outcome = self.of(ticket).give(c.CorrectTicket(by="bert", classification=said), known=known)
        assert outcome.refused is None
        if self._at_once:
            self.deliver()
        return outcome

    def deliver(self) -> None:
        while wishes := self._waiting():
            for subject, command in wishes:
                play = self.plays.setdefault(subject, Play(subject=subject))
                play.give(command, topics.COMMANDS.name)

    def _waiting(self) -> list[tuple[str, Any]]:
        found = []
        for subject, play in list(self.plays.items()):
            entries = [entry for entry in play.change.entries if entry.topic == topics.COMMANDS.name]
            for entry in entries[self._sent.get(subject, 0) :]:
                headers = {name: value.decode() for name, value in entry.headers}
                model = next(one for one in c.COMMANDS if headers["ce_type"] == one.TYPE)
                found.append((headers["ce_subject"], model.model_validate_json(entry.value)))
            self._sent[subject] = len(entries)
        return found


def crowd(count: int) -> Town:
    town, so_far = Town(), []
    for ticket in (ONE, TWO, THREE, FOUR)[:count]:
        so_far.append(ticket)
        town.opens(ticket, tuple(so_far))
    return town
