"""An estate of many sites: the demo's office park once per site, with people and telephones of its own.

A site has about sixty tickets a day. On the demo's three, a minute of load would be months of one site's reports:
limits that protect a person from too many messages would be measured, and not the pipeline.
"""

import re
import shutil
from pathlib import Path

DEMO = Path(__file__).resolve().parents[1] / "estates" / "demo"
MODEL = "sz-kechuang"
_PEOPLE = re.compile(r"\b(peng-haiyan|lin-jiayi|liang-yongqiang|wei-dong|qiu-tianming)\b")
_OF_THE_DEMO = re.compile(
    r"^(policy: demonstration|ladders:|  - \{kinds: \[complaint\], ladder: demonstration\})\n", re.MULTILINE
)
_BURST = re.compile(r"burst: \{most: \d+")


def site_id(n: int) -> str:
    """The n-th site."""
    return f"s{n:05d}"


def write(folder: Path, sites: int) -> Path:
    """The estate in `folder`: the demo's group, and as many sites as wanted. Returns `folder`."""
    shutil.copytree(DEMO, folder, ignore=shutil.ignore_patterns("reports"))
    model = (folder / "sites" / f"{MODEL}.yaml").read_text("utf-8")
    for n in range(sites):
        (folder / "sites" / f"{site_id(n)}.yaml").write_text(_copy(model, n), "utf-8")
    return folder


def _copy(model: str, n: int) -> str:
    """The model's text under other ids, with the group's deadlines and ladders instead of the demonstration's."""
    text = _OF_THE_DEMO.sub("", model).replace(f"id: {MODEL}", f"id: {site_id(n)}").replace("sz-", f"{site_id(n)}-")
    text = _PEOPLE.sub(rf"\1-{n:05d}", text).replace("+86199000002", f"+8619{n:05d}00")
    return _BURST.sub("burst: {most: 1000", text)
