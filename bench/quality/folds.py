"""`python -m bench.quality.folds --labelled FILE…`: how well fitted points carry over to other messages.

The points are fitted to all messages but one share and asked about that share, by the classifier's own path, share by
share. Rules and words stay as they are: who wrote them with these messages in view is flattered. So read the figure as
an upper bound, and compare two books, or two ways of counting, by it. Reposts of one message should be one row.
"""

import argparse
import json
import random
from collections.abc import Callable, Sequence
from dataclasses import asdict, replace
from functools import partial
from pathlib import Path

from bench.quality.fit import weights
from bench.quality.lexicon_file import Weights
from classifier.book_file import Shelf, load
from classifier.domain.lexicon import Concept, Lexicon
from classifier.labelled import answered, lines
from classifier.scoring import Labelled, Pair, score
from classifier.settings import SHIPPED
from contracts.vocabulary import Category

SEED = 1
Fitter = Callable[[Lexicon, Sequence[Labelled]], Weights]


def shares(count: int, folds: int, seed: int = SEED) -> list[list[int]]:
    """The places of so many rows, dealt out by lot: each in one share."""
    places = list(range(count))
    random.Random(seed).shuffle(places)  # a lot that falls the same on every run
    return [sorted(places[start::folds]) for start in range(folds)]


def weighted(lexicon: Lexicon, found: Weights) -> Lexicon:
    """The lexicon with these points; those of other languages stay."""
    return lexicon.model_copy(
        update={"concepts": {name: _weighted(name, own, found) for name, own in lexicon.concepts.items()}}
    )


def _entry(name: str, own: Concept, entry: str | dict[str, int], found: Weights) -> dict[str, int]:
    phrase, strength = next(iter(entry.items())) if isinstance(entry, dict) else (entry, own.strength)
    return {phrase: found.strengths.get((name, phrase), strength)}


def _weighted(name: str, own: Concept, found: Weights) -> Concept:
    words = {tongue: [_entry(name, own, entry, found) for entry in entries] for tongue, entries in own.words.items()}
    others = {tongue: points for tongue, points in own.bears.items() if tongue != found.language}
    borne = {Category(desk): points for desk, points in found.bearings.get(name, {}).items()}
    bears = others | ({found.language: borne} if borne else {})
    return own.model_copy(update={"words": words, "bears": bears})


def folded(shelf: Shelf, rows: Sequence[Labelled], folds: int, fitter: Fitter) -> list[Pair]:
    """What is said of each row by points fitted without its share."""
    found: list[Pair] = []
    for held in shares(len(rows), folds):
        rest = [row for place, row in enumerate(rows) if place not in set(held)]
        lexicon = weighted(shelf.group.lexicon, fitter(shelf.group.lexicon, rest))
        other = replace(shelf, group=replace(shelf.group, lexicon=lexicon), sites={})
        found += answered(other, [rows[place] for place in held])
    return found


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m bench.quality.folds", description=__doc__)
    parser.add_argument("--labelled", type=Path, action="extend", nargs="+", required=True, help="JSONL")
    parser.add_argument("--folds", type=int, default=5, help="how many shares")
    parser.add_argument("--language", choices=("zh", "en"), default="zh", help="only these messages and their words")
    parser.add_argument("--rules", type=Path, default=SHIPPED, help="the rules folder")
    asked = parser.parse_args()
    rows = [row for file in asked.labelled for row in lines(file) if row.lang.startswith(asked.language)]
    own = score(folded(load(asked.rules), rows, asked.folds, partial(weights, language=asked.language)))
    strict = own.category_strict or 0.0
    print(json.dumps(asdict(own) | {"standard_error": round((strict * (1 - strict) / own.n) ** 0.5, 4)}))


if __name__ == "__main__":
    main()
