"""Where a running installation's parts are: `var/stack.json`, or what the environment says of Kafka and Redis."""

import json
import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from estate import EstateRefused, caller_by_key
from estate import load as load_estate
from stack import embedded
from steward.answers import CommandError, misused, unreachable

DEMO_CALLER, DEMO_OPERATOR = "demo-call-centre", "demo-operator"
"""The sample estate's keys, published in its README; of no worth elsewhere."""


@dataclass(frozen=True, slots=True)
class Where:
    """Addresses of one installation; a part that is not known is told when it is wanted."""

    var: Path
    found: Mapping[str, object]

    def url(self, service: str) -> str:
        """An HTTP service's address. Raises CommandError (3) when nothing says where it is."""
        return str(self._known(service)).rstrip("/")

    @property
    def kafka(self) -> list[str]:
        return str(self._known("kafka")).split(",")

    @property
    def redis(self) -> str:
        return str(self._known("redis"))

    def key(self, given: str | None, demo: str) -> str:
        """The caller's key: as given, else the sample estate's own if that is what runs. Raises CommandError (2)."""
        if given:
            return given
        if self._estate_knows(demo):
            return demo
        raise misused(
            "whose key shall be used? name it with --key or STEWARD_KEY (the estate's callers.yaml knows its sha256)"
        )

    def _known(self, name: str) -> object:
        if name in self.found:
            return self.found[name]
        raise unreachable(
            f"nothing says where {name} is: no installation runs on {self.var}; start one with: steward up "
            f"(or name its folder with --var)"
        )

    def _estate_knows(self, key: str) -> bool:
        folder = self.found.get("estate")
        try:
            return folder is not None and caller_by_key(load_estate(str(folder)), key) is not None
        except EstateRefused:
            return False


def where(var: Path, environ: Mapping[str, str] = os.environ) -> Where:
    """What runs on `var`; KAFKA_BOOTSTRAP and REDIS_URL of the environment stand before it."""
    given = {"kafka": environ.get("KAFKA_BOOTSTRAP"), "redis": environ.get("REDIS_URL")}
    found = _announced(var) if embedded.owner(var) else {}
    return Where(var, found | {name: address for name, address in given.items() if address})


def _announced(var: Path) -> dict[str, object]:
    try:
        return embedded.read(var)
    except FileNotFoundError:
        return {}
    except json.JSONDecodeError as error:
        raise CommandError(
            f"{var / 'stack.json'}: is not JSON ({error}); start again: steward down, steward up"
        ) from None
