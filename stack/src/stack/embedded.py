"""Starts the parts of the embedded stack together, writes where they are, stops them together."""

import json
import os
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from types import TracebackType
from typing import Self

from stack import kafka as kafka_part
from stack import lock, redis_server
from stack.forking import Zygote
from stack.part import Part, ready, spawn
from stack.ports import KAFKA, LOOPBACK, MAIL, MAIL_VIEW, REDIS, SMS, Ports, answers, choose

START = timedelta(seconds=30)
SERVICE_GRACE = timedelta(seconds=25)
"""For the caller's own servers to end in order: more than the services' own stop deadline."""
CURE = "Look at its log; a port in use or a directory that cannot be written are the usual reasons."

Ready = Callable[[Part], None]
Say = Callable[[str], None]


@dataclass(slots=True)
class Running:
    """The started parts by name, and the addresses of all, given ones (KAFKA_BOOTSTRAP, REDIS_URL) included.

    A context manager; `stop` may be called twice. `var/stack.json` exists exactly while it runs.
    """

    var: Path
    held: int
    zygote: Zygote
    addresses: dict[str, object] = field(default_factory=dict)
    parts: dict[str, Part] = field(default_factory=dict)
    waits: dict[str, Ready] = field(default_factory=dict)
    ports: set[int] = field(default_factory=set)

    def port(self, usual: int, ports: Ports) -> int:
        """A port for a part, never one already given out here. Raises StackError."""
        self.ports.add(chosen := choose(usual, ports=ports, taken=self.ports))
        return chosen

    def announce(self, **more: object) -> None:
        """Add addresses (a caller's own: intake, dispatch, metrics) and write `var/stack.json` anew."""
        self.addresses.update(more)
        fresh = self.var / "stack.json.new"
        fresh.write_text(json.dumps(self.addresses, indent=2, ensure_ascii=False) + "\n", "utf-8")
        fresh.replace(self.var / "stack.json")

    def fallen(self) -> list[str]:
        """The parts that have ended though nobody stopped them."""
        return [name for name, part in self.parts.items() if not part.alive]

    def restart(self, name: str) -> None:
        """Start a part again on its address, after a crash or `parts[name].kill()`; returns when it is ready."""
        self.parts[name].stop()
        self.parts[name] = self.parts[name].again()
        self.waits[name](self.parts[name])

    def stop(self) -> None:
        """Stop what was started, the last first, and let go of the directory."""
        self.zygote.close()
        while self.parts:
            _, part = self.parts.popitem()
            part.stop()
        (self.var / "stack.json").unlink(missing_ok=True)
        if self.held >= 0:
            os.close(self.held)
            self.held = -1

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.stop()


def start(
    var: Path,
    *,
    kafka: bool = True,
    redis: bool = True,
    mail: bool = True,
    sms: bool = True,
    ports: Ports | str = Ports.USUAL,
    environ: Mapping[str, str] = os.environ,
    say: Say = lambda _: None,
    shared: Sequence[str] = (),
) -> Running:
    """Start the wanted parts under `var` and return when all are ready (2 to 5 s; blocking).

    `ports="free"` takes any free ports instead of the usual ones. `KAFKA_BOOTSTRAP` and `REDIS_URL` in `environ` are
    used instead of own parts. `shared` are modules that the caller's own servers share: `Running.zygote`, from which
    they are forked, imports them while the parts start. All die with this process, however it ends; the data stays
    for the next start.
    Raises AlreadyRunningError, JarsUnavailableError, NotReadyError, StackError; nothing is left running then.
    """
    var = var.absolute()
    held = lock.hold(var / "stack.lock", what="the embedded stack")
    running = Running(var, held, Zygote(var / "services", shared, SERVICE_GRACE))
    try:
        if shared:
            running.zygote.begin()
        (var / "stack.json").unlink(missing_ok=True)  # an owner that was killed left it
        _start_all(running, _wanted(kafka=kafka, redis=redis, mail=mail, sms=sms), Ports(ports), environ)
        for name, address in running.addresses.items():
            say(f"{name}: {address}")
        running.announce()
    except BaseException:
        running.stop()
        raise
    return running


def owner(var: Path) -> int | None:
    """The process that runs the stack under `var` (SIGTERM ends it), None when none does, whatever lies there."""
    return lock.holder(var / "stack.lock")


def read(var: Path) -> dict[str, object]:
    """What `var/stack.json` says. Raises FileNotFoundError; a file left by a killed owner is told by `owner(var)`."""
    loaded: dict[str, object] = json.loads((var / "stack.json").read_text("utf-8"))
    return loaded


def _wanted(**parts: bool) -> frozenset[str]:
    return frozenset(name for name, wanted in parts.items() if wanted)


def _start_all(running: Running, wanted: frozenset[str], ports: Ports, environ: Mapping[str, str]) -> None:
    """All are launched before any is waited for: they start side by side."""
    for name in (name for name in LAUNCHERS if name in wanted):
        LAUNCHERS[name](running, ports, environ)
    for name, part in running.parts.items():
        running.waits[name](part)


def _kafka(running: Running, ports: Ports, environ: Mapping[str, str]) -> None:
    if given := environ.get("KAFKA_BOOTSTRAP"):
        running.addresses["kafka"] = given
        return
    port, controller = running.port(KAFKA, ports), running.port(0, Ports.FREE)
    running.addresses["kafka"] = f"{LOOPBACK}:{port}"
    running.waits["kafka"] = lambda part: kafka_part.wait_ready(part, port)
    running.parts["kafka"] = kafka_part.start(running.var / "kafka", port, controller)


def _redis(running: Running, ports: Ports, environ: Mapping[str, str]) -> None:
    if given := environ.get("REDIS_URL"):
        running.addresses["redis"] = given
        return
    port = running.port(REDIS, ports)
    running.addresses["redis"] = f"redis://{LOOPBACK}:{port}/0"
    running.waits["redis"] = lambda part: redis_server.wait_ready(part, port)
    running.parts["redis"] = redis_server.start(running.var / "redis", port)


def _mail(running: Running, ports: Ports, _: Mapping[str, str]) -> None:
    smtp, view = running.port(MAIL, ports), running.port(MAIL_VIEW, ports)
    running.addresses |= {"mail": f"smtp://{LOOPBACK}:{smtp}", "mail_view": f"http://{LOOPBACK}:{view}"}
    _module(running, "mail", "stack.mail_sink", ["--port", str(smtp), "--http-port", str(view)], smtp, view)


def _sms(running: Running, ports: Ports, _: Mapping[str, str]) -> None:
    port = running.port(SMS, ports)
    running.addresses["sms"] = f"http://{LOOPBACK}:{port}"
    _module(running, "sms", "stack.sms_gateway", ["--port", str(port)], port)


def _module(running: Running, name: str, module: str, options: list[str], *listens: int) -> None:
    folder = running.var / name
    command = [sys.executable, "-m", module, "--dir", str(folder), *options]
    running.waits[name] = lambda part: ready(part, lambda: all(map(answers, listens)), within=START, cure=CURE)
    running.parts[name] = spawn(name, lambda: command, folder)


LAUNCHERS: Mapping[str, Callable[[Running, Ports, Mapping[str, str]], None]] = {
    "kafka": _kafka,
    "redis": _redis,
    "mail": _mail,
    "sms": _sms,
}
