"""Who may send requests: the estate's callers by key, its staff by token; over Kafka by the record's headers."""

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


@dataclass(frozen=True, slots=True)
class Senders:
    """The systems behind records on `tickets.requests`: by their name, and whose a record without a name is."""

    named: Mapping[str, Sender]
    unnamed: Sender | None = None

    def of(self, caller: str, source: str) -> Sender | None:
        """Who sent a record with this `caller` header; without one, whom the end of its `ce_source` names."""
        if caller:
            return self.named.get(caller)
        return self.named.get(source.rpartition("/")[2], self.unnamed)


def senders_over_kafka(estate: Estate) -> Senders:
    """The estate's systems; which of them may write the topic is an ACL of Kafka's."""
    named = {one.id: sender_of(_system(estate, digest)) for digest, one in estate.callers.items()}
    unnamed = next((named[one.id] for one in estate.callers.values() if one.unnamed_over_kafka), None)
    return Senders(named, unnamed)


def sender_of(caller: Caller) -> Sender:
    """The sender behind a caller; a person's source is marked as one, so that no system's can be the same."""
    return Sender(f"{STAFF}.{caller.id}" if caller.person else caller.id, caller)


def _system(estate: Estate, digest: str) -> Caller:
    one = estate.callers[digest]
    return Caller(one.id, one.role.value, frozenset({ALL_SITES}) if one.all_sites else one.sites)


def _staff(estate: Estate, person: str) -> Caller:
    return Caller(person, STAFF, sites_of_person(estate, person), person)
