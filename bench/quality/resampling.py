"""How far a figure may be trusted: bootstrap intervals over the messages, also of the difference of two methods."""

import random
from collections.abc import Sequence
from dataclasses import fields

from classifier.scoring import Pair, Score, score

FIGURES = tuple(field.name for field in fields(Score) if field.name != "n")
RESAMPLES = 1_000
Interval = tuple[float, float]


def draws(n: int, times: int = RESAMPLES) -> list[list[int]]:
    """`times` samples of n places from 0 to n-1, with repetition; the same ones on every run."""
    chance = random.Random(1)
    return [chance.choices(range(n), k=n) for _ in range(times)]


def resampled(pairs: Sequence[Pair], places: Sequence[Sequence[int]]) -> list[Score]:
    """All figures on each sample."""
    return [score([pairs[place] for place in sample]) for sample in places]


def intervals(scores: Sequence[Score]) -> dict[str, Interval]:
    """The middle 95 % of each figure; none of one that no sample has."""
    found = {name: _middle([getattr(one, name) for one in scores]) for name in FIGURES}
    return {name: own for name, own in found.items() if own}


def differences(ours: Sequence[Score], theirs: Sequence[Score]) -> dict[str, Interval]:
    """The middle 95 % of what one method is ahead of another, figure by figure, on the same samples."""
    found = {name: _middle([_ahead(a, b, name) for a, b in zip(ours, theirs, strict=True)]) for name in FIGURES}
    return {name: own for name, own in found.items() if own}


def _ahead(ours: Score, theirs: Score, name: str) -> float | None:
    a, b = getattr(ours, name), getattr(theirs, name)
    return None if a is None or b is None else a - b


def _middle(values: Sequence[float | None]) -> Interval | None:
    known = sorted(value for value in values if value is not None)
    return (known[int(0.025 * len(known))], known[int(0.975 * (len(known) - 1))]) if known else None
