# ruff: noqa: INP001  a script for the image, no package
"""The stand-ins for containers: mail sink and SMS gateway, reachable at the container's own address.

They listen on the loopback only, which is right on a developer's machine. Here every connection to the same port of the
container's address is passed on to them. `python stand_ins.py FOLDER [ADDRESS]` keeps what they get under FOLDER.
"""

import asyncio
import socket
import sys
from collections.abc import Collection
from contextlib import AsyncExitStack, suppress
from functools import partial
from pathlib import Path
from urllib.parse import urlsplit

from stack.embedded import Running, start
from stack.ports import LOOPBACK
from stack.serving import told_to_stop

CHUNK = 65_536


def ports_of(running: Running) -> list[int]:
    """Where the stand-ins listen; in a container of their own that is on the usual ports."""
    return [port for address in running.addresses.values() if (port := urlsplit(str(address)).port)]


async def serve(address: str, ports: Collection[int]) -> None:
    """Listen on these ports of the address until told to stop."""
    stop = told_to_stop()
    async with AsyncExitStack() as listening:
        for port in ports:
            await listening.enter_async_context(await asyncio.start_server(partial(forward, port), address, port))
        await stop.wait()


async def forward(port: int, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """Pass a connection on to the same port of the loopback, until both sides are done."""
    inner_reader, inner_writer = await asyncio.open_connection(LOOPBACK, port)
    await asyncio.gather(copy(reader, inner_writer), copy(inner_reader, writer))


async def copy(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """One direction; a side that breaks off ends it."""
    with suppress(ConnectionError):
        while part := await reader.read(CHUNK):
            writer.write(part)
            await writer.drain()
    writer.close()


def main(folder: Path, address: str) -> None:
    """Start the stand-ins, then the ways in."""
    with start(folder, kafka=False, redis=False, environ={}) as running:
        asyncio.run(serve(address, ports_of(running)))


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2] if sys.argv[2:] else socket.gethostbyname(socket.gethostname()))
