"""How much a run does, and what decides it: `make chaos` runs everything at length, `make proofs` a short cut."""

import os
import random
from dataclasses import dataclass
from typing import Final

from contracts.topics import SERVICES

SEED: Final = int(os.environ.get("STEWARD_CHAOS_SEED", "20261127"))
WHOLE: Final = os.environ.get("STEWARD_CHAOS") == "whole"
REQUESTS: Final = int(os.environ.get("STEWARD_CHAOS_REQUESTS", "20000" if WHOLE else "240"))
"""How many requests go through while parts are killed."""
PARTS: Final = ("redis", "kafka")
VICTIMS: Final = (*SERVICES, *PARTS)


@dataclass(frozen=True, slots=True)
class Kill:
    """Whom to kill next, and for how many seconds everybody is then left in peace."""

    victim: str
    peace: float


def dice(purpose: str) -> random.Random:
    """Chance that is the same in every run with this seed, whatever the other proofs draw."""
    return random.Random(f"{SEED}/{purpose}")


def kills(most: int, purpose: str, victims: tuple[str, ...] = VICTIMS) -> list[Kill]:
    """So many kills in a seeded order: every victim once before any is drawn again."""
    chance = dice(purpose)
    drawn: list[Kill] = []
    while len(drawn) < most:
        order = chance.sample(victims, len(victims))
        drawn += [Kill(victim, chance.uniform(1.0, 5.0 if WHOLE else 1.5)) for victim in order]
    return drawn[:most]
