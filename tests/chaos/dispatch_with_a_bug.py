"""Dispatch as somebody released it on a bad day: it dies of every acceptance. A process of its own."""

from datetime import datetime

import dispatch.app
from chassis.decision import Decision, Input
from chassis.run import main
from contracts.commands import AcceptTicket
from dispatch.domain import life
from dispatch.domain.state import State
from dispatch.settings import Settings
from estate import Estate


def decide(estate: Estate, state: State | None, given: Input, now: datetime) -> Decision:
    if isinstance(given.data, AcceptTicket):
        raise ZeroDivisionError
    return life.decide(estate, state, given, now)


if __name__ == "__main__":
    dispatch.app.decide = decide  # type: ignore[attr-defined]  # where `create` looks it up
    main("dispatch", Settings, dispatch.app.create)
