"""The five services as `steward up` runs them: which module, which usual port, what environment."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from contracts.topics import EMBEDDED_PARTITIONS
from stack.ports import LOOPBACK
from stack.sms_gateway import KEY_ID, KEY_SECRET


@dataclass(frozen=True, slots=True)
class Kind:
    """One service: its name for people, its module, its usual port."""

    name: str
    module: str
    port: int


SERVICES = (
    Kind("intake", "intake", 8080),
    Kind("dispatch", "dispatch", 8081),
    Kind("sla-monitor", "sla_monitor", 8082),
    Kind("notifier", "notifier", 8083),
    Kind("classifier", "classifier", 8084),
)
SHARED = ("chassis.run", "chassis.aggregate", "chassis.restoring", "estate")
"""What all of them import, and that is most of their start: imported once, in the zygote they are forked from."""
NAMES = tuple(kind.name for kind in SERVICES)


@dataclass(frozen=True, slots=True)
class Place:
    """What all services of one installation share."""

    var: Path
    estate: Path
    key_file: Path
    addresses: Mapping[str, object]


def instance_of(var: Path) -> str:
    """One name per installation on this machine: two of them may run side by side, one never twice."""
    return hashlib.sha256(str(var.absolute()).encode()).hexdigest()[:12]


def environment(kind: Kind, port: int, place: Place, environ: Mapping[str, str]) -> dict[str, str]:
    """A service's whole environment: what the operator set himself stands, but for where the parts are."""
    kafka, redis = str(place.addresses["kafka"]), str(place.addresses["redis"])
    wanted = {"KAFKA_BOOTSTRAP": kafka, "REDIS_URL": redis, "STEWARD_ESTATE": str(place.estate.absolute())}
    wanted |= {"HTTP_HOST": LOOPBACK, "HTTP_PORT": str(port), "INSTANCE_ID": instance_of(place.var)}
    defaults = _key(place, environ) | _own(kind, place)
    if not environ.get("KAFKA_BOOTSTRAP"):
        defaults["KAFKA_PARTITIONS"] = str(EMBEDDED_PARTITIONS)
    return defaults | dict(environ) | wanted


def _key(place: Place, environ: Mapping[str, str]) -> dict[str, str]:
    return {} if environ.get("STEWARD_MASTER_KEY") else {"STEWARD_MASTER_KEY_FILE": str(place.key_file.absolute())}


def _own(kind: Kind, place: Place) -> dict[str, str]:
    """Where the stand-ins are, and where files may be kept; only to who asks for it."""
    if kind.name == "intake":
        return {"INTAKE_SPOOL": str((place.var / "spool").absolute())}
    if kind.name != "notifier":
        return {}
    mail = urlsplit(str(place.addresses["mail"]))
    return {
        "SMS_URL": f"{place.addresses['sms']}/",
        "SMS_KEY_ID": KEY_ID,
        "SMS_KEY_SECRET": KEY_SECRET,
        "SMTP_HOST": mail.hostname or LOOPBACK,
        "SMTP_PORT": str(mail.port),
    }
