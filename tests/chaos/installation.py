"""A whole installation as real processes, which a test kills, stops, copies and puts back part by part."""

import asyncio
import os
import shutil
import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from importlib.resources import files
from pathlib import Path

import httpx

from stack import ports
from stack.embedded import Running, start
from stack.waiting import until
from steward import master_key
from steward.processes import ServiceProcess
from steward.services import SERVICES, SHARED, Kind, Place, environment, instance_of
from tests.chaos import estate, plan
from tests.chaos.plan import PARTS
from tests.chaos.watching import Heard
from tests.harness.eventually import eventually
from tests.harness.process import ROOT

READY_WITHIN = 120.0
UNSURE = 24
"""Seconds after which the short cut's notifier asks what became of an attempt."""
Tell = Callable[[str], None]


@dataclass(slots=True)
class Installation:
    """The embedded stack and the services, each a process of its own; `tell` hears what is done to them."""

    running: Running
    place: Place
    services: dict[str, ServiceProcess] = field(default_factory=dict)
    tell: Tell = print
    heard: Heard = field(default_factory=Heard)

    @property
    def kafka(self) -> str:
        return str(self.running.addresses["kafka"])

    @property
    def redis(self) -> str:
        return str(self.running.addresses["redis"])

    def url(self, name: str) -> str:
        return self.services[name].url

    def start(self, name: str, *, module: str | None = None) -> None:
        """Start a service, or a copy of it (`dispatch-2`), from the beginning or once more; `module` in its stead."""
        service = self.services.get(name) or self._new(name)
        self.services[name] = service
        service.module = module or kind_of(name).module
        service.stopping = False
        service.start()

    def _new(self, name: str) -> ServiceProcess:
        kind, port = kind_of(name), self.running.port(0, ports.Ports.FREE)
        _, _, copy = name.removeprefix(kind.name).partition("-")
        own = environment(kind, port, self.place, {})
        own |= _hurried(self.place) if kind.name == "notifier" and not plan.WHOLE else {}
        own["INSTANCE_ID"] = f"{instance_of(self.place.var)}{copy}"
        whole = {**os.environ, **own, "PYTHONPATH": os.pathsep.join([str(ROOT), os.environ.get("PYTHONPATH", "")])}
        url = f"http://127.0.0.1:{port}"
        return ServiceProcess(name, kind.module, url, whole, self.place.var, self.running.zygote)

    def kill(self, name: str, when: str = "") -> None:
        """kill -9, and nothing more; returns when it is gone. `when` is for the report."""
        self.tell(f"kill -9 {name} {when}".strip())
        if name in PARTS:
            self.running.parts[name].kill()
            return
        service = self.services[name]
        pid = int((self.place.var / "services" / f"{name}.pid").read_text())
        os.kill(pid, signal.SIGKILL)
        service.wait_until_gone()

    def again(self, name: str) -> None:
        """kill -9, and start it again at once, as an orchestrator would."""
        self.kill(name)
        self.back(name)

    def back(self, name: str) -> None:
        """Start again what was killed."""
        if name in PARTS:
            self.running.restart(name)
        else:
            self.start(name)

    def stop(self, name: str) -> None:
        """SIGTERM to a service, as before a roll-out; returns when it is gone."""
        self.tell(f"stop {name}")
        self.services[name].ask_to_stop()
        self.services[name].wait_until_gone()

    def fallen(self) -> list[str]:
        """Services that ended by themselves, which none may."""
        return [name for name, one in self.services.items() if one.exit_code is not None and not one.stopping]

    async def ready(self, *names: str) -> None:
        """Wait until these services (all, if none is named) say they are ready."""
        async with httpx.AsyncClient(timeout=5) as client:

            async def all_ready() -> bool:
                answers = [await _answer(client, f"{self.url(name)}/ready") for name in names or self.services]
                return all(answers)

            await eventually(
                all_ready, within=READY_WITHIN, every=0.2, saying=f"{names or 'the services'} were not ready"
            )

    async def copied(self, folder: Path) -> Path:
        """Redis' data as its disk has it now, while it goes on: a file that is being replaced is asked for again."""

        def copy() -> bool:
            shutil.rmtree(folder, ignore_errors=True)
            try:
                shutil.copytree(self.running.parts["redis"].folder / "appendonlydir", folder)
            except (FileNotFoundError, shutil.Error):
                return False
            return True

        assert await asyncio.to_thread(until, copy, within=timedelta(seconds=10))
        return folder

    def rolled_back(self, older: Path) -> None:
        """Redis dies, and comes back with an older copy of its data."""
        self.kill("redis")
        data = self.running.parts["redis"].folder / "appendonlydir"
        shutil.rmtree(data)
        shutil.copytree(older, data)
        self.running.restart("redis")
        self.tell("redis is back with older data")

    def end(self) -> None:
        """kill -9 for every service that still runs: nothing here needs an orderly end."""
        for name, service in self.services.items():
            if service.exit_code is None:
                service.stopping = True
                os.kill(int((self.place.var / "services" / f"{name}.pid").read_text()), signal.SIGKILL)
                service.wait_until_gone()


def _hurried(place: Place) -> dict[str, str]:
    """The short cut asks after a silent attempt sooner than the shipped numbers say: it would wait for nothing else."""
    shipped = (files("notifier") / "policy.yaml").read_text("utf-8")
    assert shipped.count("unsure_after: {seconds: 90}") == 1
    own = place.var / "sending.yaml"
    own.write_text(shipped.replace("unsure_after: {seconds: 90}", f"unsure_after: {{seconds: {UNSURE}}}"), "utf-8")
    return {"NOTIFIER_POLICY": str(own), "PROVIDER_TIMEOUT_SECONDS": str(UNSURE // 4)}


def kind_of(name: str) -> Kind:
    """The kind of a service or of a copy of it, the longest name first: `sla-monitor` is no copy of `sla`."""
    return next(kind for kind in SERVICES if name == kind.name or name.startswith(f"{kind.name}-"))


async def _answer(client: httpx.AsyncClient, url: str) -> bool:
    try:
        return (await client.get(url)).is_success
    except httpx.TransportError:
        return False


@contextmanager
def installed(var: Path) -> Iterator[Installation]:
    """Start everything on free ports, on an estate made for it; stop it at the end, whatever happened."""
    folder = estate.write(var / "estate")
    with start(var, ports="free", environ={}, shared=SHARED) as running:
        place = Place(var.absolute(), folder, master_key.ensure(var), running.addresses)
        installation = Installation(running, place)
        try:
            for kind in SERVICES:
                installation.start(kind.name)
            running.announce(
                estate=str(folder.absolute()), **{kind.name: installation.url(kind.name) for kind in SERVICES}
            )
            yield installation
        finally:
            installation.end()
