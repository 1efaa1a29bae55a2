"""What the classifier that is found first on the path says of every case and every bad text; JSON on standard output.

Run as a process of its own: which modules are compiled is settled once they are imported.
"""

import json
import sys
from dataclasses import asdict
from importlib import import_module
from pkgutil import walk_packages

import classifier
from bench.bad_texts import bad_texts
from classifier.book_file import Case, load
from classifier.classify import Request, classify
from classifier.domain.matcher import build
from classifier.domain.verdict import Verdict
from classifier.engine import Engine
from classifier.settings import SHIPPED
from classifier.trial import THEN
from contracts.vocabulary import Channel


def compiled() -> list[str]:
    """The modules of the classifier that are no Python."""
    names = [own.name for own in walk_packages(classifier.__path__, "classifier.") if own.name != "classifier.__main__"]
    return sorted(name for name in names if not str(import_module(name).__file__).endswith(".py"))


def requests() -> list[Request]:
    shelf = load(SHIPPED)
    return [*map(_of_case, shelf.cases), *(Request(text, Channel.WEB) for text in bad_texts(shelf.group.lexicon))]


def _of_case(case: Case) -> Request:
    return Request(case.text, case.channel, case.asks_for, case.forwarded)


def verdicts() -> list[Verdict]:
    book = load(SHIPPED).group
    engine, matcher = Engine(book), build(book.lexicon)
    return [classify(matcher, [(book, engine.ask)], request, THEN) for request in requests()]


if __name__ == "__main__":
    said = [asdict(verdict) for verdict in verdicts()]
    builders = sorted(name for name in sys.modules if name.split(".")[0] in {"librt", "mypy", "mypyc"})
    json.dump({"compiled": compiled(), "builders": builders, "said": said}, sys.stdout, default=str, ensure_ascii=False)
