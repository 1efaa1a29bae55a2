"""Who may talk to the services: systems by key, staff by token. Only sha256 digests are written down."""

from hashlib import sha256
from typing import Annotated, Self

from pydantic import Field, StringConstraints, model_validator

from contracts.vocabulary import Role
from estate.model import Id, Model

Digest = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]


class Caller(Model):
    """A system that sends requests or commands, and for which sites.

    `unnamed_over_kafka`: a record on `tickets.requests` that names no caller is this one's; at most one caller's.
    """

    id: Id
    name: Annotated[str, Field(min_length=1, max_length=60)]
    key_sha256: Digest
    role: Role
    sites: frozenset[Id] = frozenset()
    all_sites: bool = False
    unnamed_over_kafka: bool = False

    @model_validator(mode="after")
    def _somewhere(self) -> Self:
        if self.all_sites == bool(self.sites):
            raise ValueError("give either sites or all_sites: true")
        return self


class Token(Model):
    """A staff member's token."""

    person: Id
    token_sha256: Digest


class Callers(Model):
    """The file callers.yaml."""

    callers: tuple[Caller, ...] = ()
    staff: tuple[Token, ...] = ()

    @model_validator(mode="after")
    def _one_at_most(self) -> Self:
        unnamed = [one.id for one in self.callers if one.unnamed_over_kafka]
        if len(unnamed) > 1:
            raise ValueError(f"unnamed_over_kafka may stand at one caller only, not at {', '.join(unnamed)}")
        return self


def digest(key: str) -> str:
    """The sha256 of a bearer key as it stands in callers.yaml, in hex."""
    return sha256(key.encode()).hexdigest()
