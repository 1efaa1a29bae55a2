"""The estate that the proofs run on: the sample one, and beside it sites made for load.

A load site is the sample's office park without its deadlines in seconds and with room for many messages: what is sent
can then be counted to the last one. The sample's own office park keeps its seconds, a few more of them.
"""

import os
import shutil
from pathlib import Path
from typing import Any, Final

import yaml

from tests.harness.process import ROOT

SAMPLE: Final = ROOT / "estates" / "demo"
PARK: Final = "sz-kechuang"
SITES: Final = 24
"""So many that nobody on any of them gets as many messages in a long run as no person ever would."""
BUILDINGS: Final = 24


def first_response_seconds() -> int:
    """The office park's first deadline: it has to be met through five processes, so a busy machine gets longer."""
    return 10 + round(4 * os.getloadavg()[0] / (os.cpu_count() or 1))


def site(n: int) -> str:
    """The id of a load site."""
    return f"yard-{n % SITES}"


def building(n: int) -> str:
    """The id of a building, the same on every load site."""
    return f"B{n % BUILDINGS:02d}"


def write(folder: Path) -> Path:
    """Make the estate under `folder`."""
    shutil.copytree(SAMPLE, folder)
    park = (folder / "sites" / f"{PARK}.yaml").read_text("utf-8")
    for n in range(SITES):
        (folder / "sites" / f"{site(n)}.yaml").write_text(_dumped(_load_site(yaml.safe_load(park), n)), "utf-8")
    policies = folder / "policies.yaml"
    said = policies.read_text("utf-8")
    assert said.count("first_response: {seconds: 6,") == 1
    patient = said.replace("first_response: {seconds: 6,", f"first_response: {{seconds: {first_response_seconds()},")
    policies.write_text(patient, "utf-8")
    return folder


def _load_site(park: dict[str, Any], n: int) -> dict[str, Any]:
    """The park under other names: departments, people and phones of its own, at work round the clock."""
    ids = [one["id"] for one in (*park["departments"], *park["people"])]
    names = {name: f"y{n:02d}-{name.removeprefix('sz-')}" for name in ids}
    own = {name: value for name, value in park.items() if name not in ("policy", "ladders")}
    found: dict[str, Any] = _renamed(own, names)
    for place, person in enumerate(found["people"]):
        person["phone"] = f"+86198{n:04d}{place:04d}"
        person["email"] = f"{person['id']}@example.com"
        person["shifts"] = [{"days": "every_day", "hours": "00:00-24:00", "on_holidays": True}]
    for place, department in enumerate(found["departments"]):
        if "phone" in department:
            department["phone"] = f"+86197{n:04d}{place:04d}"
    found["messages"]["burst"] = {"most": 5000, "within": {"hours": 1}}
    found["buildings"] = [
        {"id": building(b), "names": {"zh-Hans": f"{b}号楼", "en": f"Block {b}"}, "floors": 12}
        for b in range(BUILDINGS)
    ]
    return found | {"id": site(n)}


def _renamed(value: Any, names: dict[str, str]) -> Any:
    """The same with every string that is one of `names` replaced."""
    if isinstance(value, dict):
        return {key: _renamed(one, names) for key, one in value.items()}
    if isinstance(value, list):
        return [_renamed(one, names) for one in value]
    return names.get(value, value) if isinstance(value, str) else value


def _dumped(value: object) -> str:
    return yaml.safe_dump(value, allow_unicode=True, sort_keys=False)
