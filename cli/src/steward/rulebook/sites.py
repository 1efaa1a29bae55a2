"""Which sites there are, so that no rule is written for one that nobody ever asks for."""

from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path

from estate import EstateRefused
from estate import load as load_estate
from steward.answers import CommandError, Exit


@dataclass(frozen=True, slots=True)
class Known:
    """The sites of an estate; `named` if it is the one that was asked for, not the one that lies here."""

    sites: Collection[str]
    estate: Path
    named: bool


def known_sites(estate: Path | None, usual: Path) -> Known | None:
    """The sites of the estate that was named, else of the usual one if it lies here and can be read.

    Raises CommandError (78) for one that was named and is refused.
    """
    folder = estate or usual
    try:
        return Known(load_estate(folder).sites.keys(), folder, named=estate is not None)
    except EstateRefused:
        if estate is None:
            return None
        raise CommandError(
            f"{folder}: this estate is refused, so nobody knows its sites; see: steward estate check {folder}",
            Exit.CONFIG,
        ) from None
