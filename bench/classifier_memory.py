"""What stays in the classifier's memory: after tickets, after engines built and freed, after reloads of its folder.

`python -m bench.classifier_memory [--tickets N] [--engines N] [--reloads N] [--rules FOLDER]`, each told as it goes on:
flat is what the last lines say, not the first. A reload is the service's own: a copy of the folder is edited, read,
compiled, tried on all its cases, swapped in, and the old book is drained and freed; some two seconds of CPU each.
What the C library has been given back and keeps for the next time is returned first: it depends on how the pieces fell,
and came and went by 5 MB; what is not freed cannot be returned and shows.
"""

import argparse
import ctypes
import shutil
import sys
import tempfile
from collections.abc import Iterator
from itertools import cycle, islice
from pathlib import Path

from chassis.memory import spare_the_collector
from classifier.book_file import load
from classifier.classify import Request, classify
from classifier.domain.matcher import build
from classifier.engine import Engine
from classifier.engines import Engines
from classifier.making import KEPT
from classifier.settings import SHIPPED
from classifier.trial import THEN
from contracts.vocabulary import Channel

SHARES = 10
_PAGE_BYTES = 4_096
_ASKED = ("电梯坏了三天没人修", "the lift is stuck again")


def resident() -> float:
    """Megabytes of this process in memory that it has not freed."""
    ctypes.CDLL(None).malloc_trim(0)
    return int(Path("/proc/self/statm").read_text().split()[1]) * _PAGE_BYTES / 1e6


def tickets(count: int, rules: Path) -> Iterator[str]:
    """After so many messages, those of the cases over and over, through one engine."""
    shelf = load(rules)
    book, matcher, engine = shelf.group, build(shelf.group.lexicon), Engine(shelf.group, KEPT)
    for share in range(1, SHARES + 1):
        for case in islice(cycle(shelf.cases), count // SHARES):
            classify(matcher, [(book, engine.ask)], Request(case.text, Channel.WEB), THEN)
        yield f"{share * count // SHARES:,} tickets: {resident():.1f} MB"
    engine.free()


def engines(count: int, rules: Path) -> Iterator[str]:
    """After so many engines of the group's book, each asked once."""
    book = load(rules).group
    matcher = build(book.lexicon)
    for share in range(1, SHARES + 1):
        for _ in range(count // SHARES):
            other = Engine(book, KEPT)
            classify(matcher, [(book, other.ask)], Request(_ASKED[0], Channel.WEB), THEN)
            other.free()
        yield f"{share * count // SHARES} engines built and freed: {resident():.1f} MB"


def reloads(count: int, rules: Path) -> Iterator[str]:
    """After so many reloads of a folder, each of another version, with messages between them."""
    with tempfile.TemporaryDirectory() as place:
        folder = Path(shutil.copytree(rules, Path(place) / "rules"))
        held = Engines(folder)
        yield f"at the start: {resident():.1f} MB"
        for share in range(1, SHARES + 1):
            for number in range(count // SHARES):
                _reloaded(held, folder, share * count + number)
            yield f"{share * count // SHARES} reloads: {resident():.1f} MB"
        held.close()


def _reloaded(held: Engines, folder: Path, number: int) -> None:
    """The folder is changed so that its version does, and goes live."""
    file = folder / "zz.lexicon.yaml"
    file.write_text(f"concepts:\n  version_{number}: {{words: {{en: [zzz{number}]}}}}\n", encoding="utf-8")
    done = held.reload()
    if done.findings or done.before == done.after:
        raise RuntimeError(f"reload {number} did not go live: {done.findings}")
    for text in _ASKED:
        held.classify(Request(text, Channel.WEB), THEN)


MEASURES = {"tickets": tickets, "engines": engines, "reloads": reloads}


def main() -> None:
    """Print each line as it is known."""
    told = argparse.ArgumentParser(description="what stays in the classifier's memory")
    for name in MEASURES:
        told.add_argument(f"--{name}", type=int, default=0, help=f"so many {name}, told in {SHARES} steps")
    told.add_argument("--rules", type=Path, default=SHIPPED, help="the rules folder; default: the shipped one")
    given = vars(told.parse_args())
    spare_the_collector()
    for name, measure in MEASURES.items():
        for line in measure(given[name], given["rules"]) if given[name] else ():
            sys.stdout.write(f"{line}\n")
            sys.stdout.flush()


if __name__ == "__main__":
    main()
