"""`steward rebuild keys` leaves behind an erased ticket what keeps its key away (D-108)."""

from collections.abc import AsyncIterator
from types import SimpleNamespace
from typing import Any, cast

import pytest
from redis.asyncio import Redis

from chassis.keys import ERASED, name
from contracts.ids import subject_of, ticket_id
from steward import mending

TICKET = ticket_id("web", "erased")


async def test_where_a_key_was_erased_stands_that_it_was(redis: Redis, monkeypatch: pytest.MonkeyPatch) -> None:
    async def tombstone(*_: Any) -> AsyncIterator[Any]:
        yield SimpleNamespace(key=subject_of(TICKET).encode(), headers=[], value=None)

    monkeypatch.setattr(mending, "read_to_end", tombstone)
    await redis.set(name(TICKET), "an older one")
    source = cast("Any", SimpleNamespace(parts=lambda _: ()))
    assert await mending.restore_keys(redis, source, lambda: None) == (0, 1)
    assert await redis.get(name(TICKET)) == ERASED
    assert await redis.ttl(name(TICKET)) > 0
    assert await mending.until_key_gone(redis, TICKET)
