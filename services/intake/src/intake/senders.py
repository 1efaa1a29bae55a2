"""Who may send requests: the estate's callers by key, its staff by token; over Kafka by the record's `caller`."""

from collections.abc import Mapping
from dataclasses import dataclass

from chassis.http import ALL_SITES, Caller
from contracts.vocabulary import Role
from estate import Estate, sites_of_person

STAFF = "staff"


@dataclass(frozen=True, slots=True)
class Sender:
    """`source` is the first half of a request's identity; `person` the member of staff who sends, if it is one."""

    source: str
    caller: Caller

    @property
    def may_import(self) -> bool:
        """Whether this sender may send requests of the past that tell nobody."""
        return self.caller.role == Role.OPERATOR.value

    def may_use(self, site: str) -> bool:
        """Whether requests for this site are theirs to send."""
        return self.caller.may_use(site)


def callers_by_digest(estate: Estate) -> Mapping[str, Caller]:
    """Callers and staff by the digest of their key, for the bearer check."""
    systems = {digest: _system(estate, digest) for digest in estate.callers}
    return systems | {digest: _staff(estate, person) for digest, person in estate.tokens.items()}


def senders_by_id(estate: Estate) -> Mapping[str, Sender]:
    """The systems that may name themselves in a record's `caller` header; who may write the topic is an ACL."""
    return {one.id: sender_of(_system(estate, digest)) for digest, one in estate.callers.items()}


def sender_of(caller: Caller) -> Sender:
    """The sender behind a caller; a person's source is marked as one, so that no system's can be the same."""
    return Sender(f"{STAFF}.{caller.id}" if caller.person else caller.id, caller)


def _system(estate: Estate, digest: str) -> Caller:
    one = estate.callers[digest]
    return Caller(one.id, one.role.value, frozenset({ALL_SITES}) if one.all_sites else one.sites)


def _staff(estate: Estate, person: str) -> Caller:
    return Caller(person, STAFF, sites_of_person(estate, person), person)
