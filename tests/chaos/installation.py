"""A whole installation as real processes, which a test kills part by part."""

import os
import random
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from stack import ports
from stack.embedded import Running, start
from steward import master_key
from steward.services import SERVICES, Kind, Place, environment
from tests.harness.process import ROOT

PARTS = ("redis", "kafka")


@dataclass(slots=True)
class Installation:
    """The embedded stack and the five services; `told` is what was killed, in order."""

    running: Running
    place: Place
    ports: dict[str, int]
    children: dict[str, "subprocess.Popen[bytes]"] = field(default_factory=dict)
    told: list[str] = field(default_factory=list)

    def url(self, name: str) -> str:
        return f"http://127.0.0.1:{self.ports[name]}"

    def start(self, kind: Kind) -> None:
        log = (self.place.var / f"{kind.name}.log").open("ab")
        own = environment(kind, self.ports[kind.name], self.place, {})
        self.children[kind.name] = subprocess.Popen(  # noqa: S603  our own modules only
            [sys.executable, "-m", kind.module], cwd=ROOT, env={**os.environ, **own}, stdout=log, stderr=log
        )
        log.close()

    def kill(self, name: str) -> None:
        """kill -9, and start it again at once, as an orchestrator would."""
        self.told.append(name)
        if name in PARTS:
            self.running.parts[name].kill()
            self.running.restart(name)
            return
        child = self.children[name]
        child.send_signal(signal.SIGKILL)
        child.wait()
        self.start(next(kind for kind in SERVICES if kind.name == name))

    def dead(self) -> list[str]:
        """Services that ended by themselves, which none may."""
        return [name for name, child in self.children.items() if child.poll() is not None]

    def stop(self) -> None:
        for child in self.children.values():
            child.kill()
            child.wait()


@contextmanager
def installed(var: Path) -> Iterator[Installation]:
    """Start everything on free ports; stop it at the end, whatever happened."""
    with start(var, ports="free", environ={}) as running:
        taken = set(running.ports)
        chosen: dict[str, int] = {}
        for kind in SERVICES:
            chosen[kind.name] = ports.choose(0, ports=ports.Ports.FREE, taken=taken)
            taken.add(chosen[kind.name])
        place = Place(var, ROOT / "estates" / "demo", master_key.ensure(var), running.addresses)
        installation = Installation(running, place, chosen)
        try:
            for kind in SERVICES:
                installation.start(kind)
            yield installation
        finally:
            installation.stop()


def victims(seed: int, count: int, names: tuple[str, ...]) -> list[str]:
    """Whom to kill, each at least once, in an order that the seed decides."""
    dice = random.Random(seed)
    drawn = list(names) + [dice.choice(names) for _ in range(max(0, count - len(names)))]
    dice.shuffle(drawn)
    return drawn[:count]
