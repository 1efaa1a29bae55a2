"""What a provider made of a message, and the inputs that carry it back to the decision."""

from dataclasses import dataclass
from datetime import timedelta


@dataclass(frozen=True, slots=True)
class Sent:
    """The provider has it; `reference` is its own name for it."""

    reference: str | None = None


@dataclass(frozen=True, slots=True)
class Refused:
    """The provider did not take it. `permanent`: it never will, another way has to be found."""

    permanent: bool
    code: str


@dataclass(frozen=True, slots=True)
class Throttled:
    """Too many at once; `after` is how long the provider wants us to wait, if it says."""

    after: timedelta | None = None


@dataclass(frozen=True, slots=True)
class Unclear:
    """It may have gone out or not: the line broke in the middle. Asked, the provider gave no answer this time."""


@dataclass(frozen=True, slots=True)
class NotBegun:
    """No provider was called: we came to it too late. It may begin at once, so nothing that cannot be sent is this."""


@dataclass(frozen=True, slots=True)
class NotSent:
    """The provider was asked and says that it never had it."""


@dataclass(frozen=True, slots=True)
class CannotSay:
    """The provider was asked and does not know, or can never be asked."""


SendOutcome = Sent | Refused | Throttled | Unclear | NotBegun
AskOutcome = Sent | NotSent | CannotSay | Unclear


@dataclass(frozen=True, slots=True)
class Attempted:
    """Input: what became of the n-th attempt at a notification."""

    notification: str
    attempt: int
    outcome: SendOutcome


@dataclass(frozen=True, slots=True)
class Asked:
    """Input: what the provider says of the n-th attempt, whose answer we never saw (rule 10)."""

    notification: str
    attempt: int
    outcome: AskOutcome
