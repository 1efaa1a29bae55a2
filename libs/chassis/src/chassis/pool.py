"""Connections to Redis: no retries of the client's own, a deadline on everything, and no cancellation lost."""

import asyncio
from collections.abc import Iterable

from redis.asyncio import BlockingConnectionPool, Connection, Redis
from redis.asyncio.retry import Retry
from redis.backoff import NoBackoff

from chassis.gathering import GatheringRedis

CONNECTIONS = 32
ANSWER_SECONDS = 5
CONNECT_SECONDS = 2


class OwnConnection(Connection):
    """Writes under `asyncio.timeout`.

    The client's own way is `asyncio.wait_for`. Before Python 3.12 that swallows a cancellation which comes as the write
    ends: a service's side work, or the catch-up of a partition that was taken away, went on for ever. It also costs a
    task for every command.
    """

    async def send_packed_command(self, command: bytes | str | Iterable[bytes], check_health: bool = True) -> None:  # noqa: FBT001, FBT002  the client's signature
        """Raises `TimeoutError` when the server takes nothing for `socket_timeout` seconds."""
        patience, self.socket_timeout = self.socket_timeout, None
        try:
            async with asyncio.timeout(patience):
                await super().send_packed_command(command, check_health)
        finally:
            self.socket_timeout = patience


def new_client(url: str) -> Redis:
    """A turn is waited for. A save that timed out may have happened, so nothing is tried again in here."""
    pool = BlockingConnectionPool.from_url(
        url,
        connection_class=OwnConnection,
        max_connections=CONNECTIONS,
        timeout=ANSWER_SECONDS,
        retry=Retry(NoBackoff(), 0),
        socket_timeout=ANSWER_SECONDS,
        socket_connect_timeout=CONNECT_SECONDS,
        health_check_interval=0,
    )
    return GatheringRedis.from_pool(pool)  # which closes it, too
