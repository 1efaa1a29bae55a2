"""Who is at the door of the HTTP API, and in whose name they may act."""

from collections.abc import Mapping
from functools import cache
from typing import Any, Final

from pydantic import BaseModel, create_model

from chassis.http import ALL_SITES, Caller, Detail, Problem
from contracts.commands import Command
from contracts.identifiers import RESIDENT, SYSTEM, PersonId
from contracts.vocabulary import RefusalReason, Role
from estate import Estate, sites_of_caller, sites_of_person

_OWN_NAME: Final[Mapping[str, str]] = {Role.RESIDENT: RESIDENT, Role.OPERATOR: SYSTEM}
"""In whose name a system of this role acts, whatever it says."""


def callers_of(estate: Estate) -> Mapping[str, Caller]:
    """Everybody with a key or a token, by its sha256."""
    systems = {
        digest: Caller(one.id, one.role, _sites(estate, sites_of_caller(estate, one)))
        for digest, one in estate.callers.items()
    }
    staff = {digest: _person(estate, person) for digest, person in estate.tokens.items()}
    return {**systems, **staff}


def acting(command: type[Command], body: BaseModel, caller: Caller) -> Command:
    """The command in the name of whoever may give it. Problem 403 for acting as somebody else, or as nobody."""
    own = caller.person or _OWN_NAME.get(caller.role)
    given: dict[str, Any] = body.model_dump(exclude_unset=True)
    by = given.pop("by", None) or own
    if by is None:
        raise Problem(403, Detail.WHO_ACTS, reason=RefusalReason.WRONG_ROLE)
    if (own is not None and by != own) or (by == SYSTEM and own != SYSTEM):
        raise Problem(403, Detail.NOT_IN_THAT_NAME, about={"by": by}, reason=RefusalReason.WRONG_ROLE)
    return command.model_validate({**given, "by": by})


@cache
def body_of(command: type[Command]) -> type[BaseModel]:
    """The command as a request's body: who gives it follows from the key, so `by` may be left out."""
    return create_model(
        f"{command.__name__}Body", __base__=command, __doc__=command.__doc__, by=(PersonId | None, None)
    )


def _person(estate: Estate, person: str) -> Caller:
    return Caller(person, "staff", _sites(estate, sites_of_person(estate, person)), person)


def _sites(estate: Estate, sites: frozenset[str]) -> frozenset[str]:
    return frozenset({ALL_SITES}) if sites == frozenset(estate.sites) else sites
