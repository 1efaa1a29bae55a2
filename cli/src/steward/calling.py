"""HTTP calls to a service: a bearer key, patience where it asks for it, and who does not answer is told."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import aiohttp

from steward.answers import unreachable

PATIENT_STATUSES = frozenset({429, 503})
TRIES = 8
LONGEST_WAIT = timedelta(seconds=30)
TIMEOUT = aiohttp.ClientTimeout(total=30, connect=5)
AGAIN_AFTER = "1"


@dataclass(frozen=True, slots=True)
class Reply:
    """What a service answered."""

    status: int
    body: Any

    @property
    def ok(self) -> bool:
        return self.status < 300  # noqa: PLR2004  HTTP's border between yes and the rest


def new_session(key: str) -> aiohttp.ClientSession:
    headers = {"Accept-Language": "en"} | ({"Authorization": f"Bearer {key}"} if key else {})
    return aiohttp.ClientSession(headers=headers, timeout=TIMEOUT)


async def call(
    session: aiohttp.ClientSession, method: str, url: str, body: object = None, headers: Mapping[str, str] | None = None
) -> Reply:
    """One call. 429 and 503 are tried again when their Retry-After says so; what stays away raises CommandError (3)."""
    reply, wait = await _once(session, method, url, body, headers)
    for _ in range(TRIES - 1):
        if reply.status not in PATIENT_STATUSES:
            return reply
        await asyncio.sleep(min(wait, LONGEST_WAIT).total_seconds())
        reply, wait = await _once(session, method, url, body, headers)
    if reply.status in PATIENT_STATUSES:
        raise unreachable(
            f"{url} answered {reply.status} {TRIES} times; it is overloaded or waits for Kafka: try later"
        )
    return reply


async def _once(
    session: aiohttp.ClientSession, method: str, url: str, body: object, headers: Mapping[str, str] | None
) -> tuple[Reply, timedelta]:
    try:
        async with session.request(method, url, json=body, headers=headers) as answer:
            found = await answer.json(content_type=None) if answer.content_length != 0 else None
            return Reply(answer.status, found), waiting(answer.headers.get("Retry-After", AGAIN_AFTER))
    except ValueError:
        raise unreachable(f"{url} answered with something that is not JSON; is this Steward's port?") from None
    except (aiohttp.ClientError, TimeoutError) as error:
        raise unreachable(
            f"{url} does not answer ({type(error).__name__}); start it with: steward up, or name it with --url"
        ) from None


def waiting(retry_after: str) -> timedelta:
    """Retry-After in seconds; anything else counts as one second."""
    return timedelta(seconds=int(retry_after)) if retry_after.isdecimal() else timedelta(seconds=1)
