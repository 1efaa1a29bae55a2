"""A cancellation reaches whoever uses Redis, whenever it comes (rules 1 and 3: a partition that is taken away is let
go).
"""

import asyncio

import pytest
from redis.asyncio import Redis


async def asking(redis: Redis) -> None:
    """Side work of a service, which ends by itself if nobody can end it."""
    for _ in range(200):
        await redis.ping()


@pytest.mark.parametrize("turns", range(40))
async def test_work_on_redis_ends_when_it_is_cancelled_at_any_turn_of_the_loop(redis: Redis, turns: int) -> None:
    await redis.ping()
    task = asyncio.ensure_future(asking(redis))
    for _ in range(turns):
        await asyncio.sleep(0)
    task.cancel()
    await asyncio.wait([task], timeout=5)
    assert task.cancelled()


async def test_a_server_that_takes_nothing_is_given_up_in_time(redis: Redis) -> None:
    """The deadline on writing is still there; the connection that met it is not used again."""
    connection = await redis.connection_pool.get_connection()  # type: ignore[no-untyped-call]
    connection.socket_timeout = 0.05
    never = asyncio.Event()
    connection._writer.drain = never.wait
    with pytest.raises(TimeoutError):
        await connection.send_command("PING")
    assert not connection.is_connected
    assert connection.socket_timeout == 0.05
    await redis.connection_pool.release(connection)
