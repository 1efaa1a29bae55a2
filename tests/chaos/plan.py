"""How much a run does, and what decides it: `make chaos` runs everything at length, `make proofs` a short cut."""

import os
import random
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from contracts.topics import SERVICES

SEED: Final = int(os.environ.get("STEWARD_CHAOS_SEED", "20261127"))
WHOLE: Final = os.environ.get("STEWARD_CHAOS") == "whole"
REQUESTS: Final = int(os.environ.get("STEWARD_CHAOS_REQUESTS", "20000" if WHOLE else "300"))
"""How many requests go through while parts are killed."""
PARTS: Final = ("redis", "kafka")
KEEPERS: Final = ("dispatch", "sla-monitor", "notifier")
"""Who keeps records."""


class Moment(StrEnum):
    """What a victim has just done when it is killed. One that is killed with nothing under way proves little."""

    ANY = "at any moment"
    LOADED = "with its inputs in hand, before the save"
    SAVED = "after a save, before its facts are sent"
    SENT = "after its facts are sent, before the commit"
    HANDED_OVER = "after the gateway took a message, before that is noted"
    MENTIONED = "after it asked an index, before the save"


VICTIMS: Final = (
    *((name, Moment.ANY) for name in (*SERVICES, *PARTS)),
    *((name, moment) for name in KEEPERS for moment in (Moment.LOADED, Moment.SAVED, Moment.SENT)),
    ("notifier", Moment.HANDED_OVER),
)
"""Whom to kill, and when."""


@dataclass(frozen=True, slots=True)
class Kill:
    """Whom to kill next, at which moment, and for how many seconds everybody is then left in peace."""

    victim: str
    moment: Moment
    peace: float


def dice(purpose: str) -> random.Random:
    """Chance that is the same in every run with this seed, whatever the other proofs draw."""
    return random.Random(f"{SEED}/{purpose}")


def kills(most: int, purpose: str) -> list[Kill]:
    """So many kills in a seeded order: every victim at each of its moments once before any is drawn again."""
    chance = dice(purpose)
    drawn: list[Kill] = []
    while len(drawn) < most:
        order = chance.sample(VICTIMS, len(VICTIMS))
        drawn += [Kill(*victim, chance.uniform(1.0, 5.0 if WHOLE else 1.5)) for victim in order]
    return drawn[:most]
