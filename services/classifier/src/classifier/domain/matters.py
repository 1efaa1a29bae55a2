"""Several matters in one message (D-206): which clauses belong to which."""

from collections.abc import Sequence

from classifier.domain.evidence import Evidence
from classifier.domain.matcher import Hit


def _owners(chosen: Sequence[Evidence], clauses: int) -> list[int]:
    """For each clause the number of the matter it speaks of; a clause without a topic goes on with the one before."""
    weight: dict[int, dict[int, int]] = {}
    for number, own in enumerate(chosen):
        for hit in own.hits:
            counted = weight.setdefault(hit.clause, {})
            counted[number] = counted.get(number, 0) + hit.strength
    owners, current = [], 0
    for clause in range(clauses):
        if clause in weight:
            current = max(weight[clause], key=lambda number: (weight[clause][number], -number))
        owners.append(current)
    return owners


def shared_out(chosen: Sequence[Evidence], hits: Sequence[Hit], clauses: int) -> list[tuple[Hit, ...]]:
    """The hits of each matter: those in its own clauses."""
    owners = _owners(chosen, clauses)
    return [tuple(hit for hit in hits if owners[hit.clause] == number) for number in range(len(chosen))]
