"""Who may talk to the services: systems by key, staff by token. Only sha256 digests are written down."""

from hashlib import sha256
from typing import Annotated, Self

from pydantic import Field, StringConstraints, model_validator

from contracts.vocabulary import Role
from estate.model import Id, Model

Digest = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]


class Caller(Model):
    """A system that sends requests or commands, and for which sites."""

    id: Id
    name: Annotated[str, Field(min_length=1, max_length=60)]
    key_sha256: Digest
    role: Role
    sites: frozenset[Id] = frozenset()
    all_sites: bool = False

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


def digest(key: str) -> str:
    """The sha256 of a bearer key as it stands in callers.yaml, in hex."""
    return sha256(key.encode()).hexdigest()
