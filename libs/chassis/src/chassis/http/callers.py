"""Who calls: bearer keys, known only by their SHA-256, and how often each may call."""

import hashlib
import hmac
import math
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from typing import Annotated

from fastapi import Depends
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer

from chassis.clock import Clock
from chassis.http.detail import Detail
from chassis.http.problem import Problem

ALL_SITES = "*"
Credentials = Annotated[
    HTTPAuthorizationCredentials | None,
    Depends(HTTPBearer(auto_error=False, scheme_name="CallerKey", description="The key this caller was given")),
]


@dataclass(frozen=True, slots=True)
class Caller:
    """Who holds a key: a role, the sites it may use (`*` for all), and the person behind it, if it is one's own."""

    id: str
    role: str
    sites: frozenset[str]
    person: str | None = None

    def may_use(self, site: str) -> bool:
        """Whether this caller may act at `site`."""
        return ALL_SITES in self.sites or site in self.sites


@dataclass(slots=True)
class RateLimiter:
    """A token bucket per key: `burst` calls at once, `per_second` on average. Time is told to it."""

    per_second: float
    burst: int
    _buckets: dict[str, tuple[float, float]] = field(default_factory=dict)

    def take(self, key: str, at: float) -> float:
        """Take one token at `at` (monotonic seconds): 0.0 if there was one, else the seconds until there is."""
        tokens, since = self._buckets.get(key, (float(self.burst), at))
        tokens = min(float(self.burst), tokens + max(0.0, at - since) * self.per_second)
        if tokens < 1:
            self._buckets[key] = (tokens, at)
            return (1 - tokens) / self.per_second
        self._buckets[key] = (tokens - 1, at)
        return 0.0


def key_digest(key: str) -> str:
    """What is kept of a key: its SHA-256 in hexadecimal."""
    return hashlib.sha256(key.encode()).hexdigest()


def bearer(
    callers: Mapping[str, Caller], clock: Clock, limiter: RateLimiter | None = None
) -> Callable[[HTTPAuthorizationCredentials | None], Awaitable[Caller]]:
    """A dependency that answers with the Caller behind the bearer key.

    `callers` maps `key_digest(key)` to its caller and may change while running. Raises Problem 401 without a known
    key and 429, with Retry-After, to a caller above `limiter`.
    """

    async def caller_of(credentials: Credentials) -> Caller:
        caller = _known(callers, credentials)
        if caller is None:
            raise Problem(401, Detail.NO_KEY, headers={"WWW-Authenticate": 'Bearer realm="steward"'})
        wait = limiter.take(caller.id, clock.monotonic()) if limiter else 0.0
        if wait > 0:
            seconds = str(math.ceil(wait))
            raise Problem(429, Detail.TOO_MANY, about={"seconds": seconds}, headers={"Retry-After": seconds})
        return caller

    return caller_of


def _known(callers: Mapping[str, Caller], credentials: HTTPAuthorizationCredentials | None) -> Caller | None:
    digest = key_digest(credentials.credentials if credentials else "")
    found = None
    for known, caller in callers.items():  # all of them, so that the time taken tells nothing of how near a guess was
        if hmac.compare_digest(known, digest):
            found = caller
    return found if credentials else None
