"""uvicorn inside the service's own event loop: the chassis decides when it starts and stops."""

import asyncio
import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta

import uvicorn
from starlette.types import ASGIApp


class _Server(uvicorn.Server):
    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Signals belong to the chassis."""
        yield


async def serve(
    app: ASGIApp,
    host: str,
    port: int,
    *,
    stop: asyncio.Event,
    deadline: timedelta = timedelta(seconds=20),
    listening: Callable[[int], None] = lambda _: None,
) -> None:
    """Serve until `stop` is set, then let running requests finish for at most `deadline`.

    `listening` is told the port (port 0 takes a free one). OSError if the address cannot be had.
    """
    with _bound_socket(host, port) as listener:
        server = _Server(_config(app, deadline))
        listening(listener.getsockname()[1])
        serving = asyncio.ensure_future(server.serve(sockets=[listener]))
        stopping = asyncio.ensure_future(stop.wait())
        try:
            await asyncio.wait({serving, stopping}, return_when=asyncio.FIRST_COMPLETED)
        finally:
            stopping.cancel()
            server.should_exit = True
            await serving


def _config(app: ASGIApp, deadline: timedelta) -> uvicorn.Config:
    return uvicorn.Config(
        app,
        log_config=None,
        access_log=False,
        lifespan="off",
        proxy_headers=False,
        server_header=False,
        timeout_graceful_shutdown=max(1, round(deadline.total_seconds())),
    )


def _bound_socket(host: str, port: int) -> socket.socket:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listener = socket.socket(family, socket.SOCK_STREAM)
    try:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind((host, port))
    except OSError as error:
        listener.close()
        raise OSError(
            error.errno, f"cannot listen on {host}:{port} ({error.strerror}); free it or set HTTP_PORT to another port"
        ) from error
    listener.listen(512)
    listener.settimeout(0)
    return listener
