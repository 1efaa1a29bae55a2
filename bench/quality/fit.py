"""`python -m bench.quality.fit --labelled FILE`: fits the lexicon's strengths and bearings, and writes them into it.

A regularised multinomial logistic regression over concepts and phrases, in the very units the classifier weighs in:
the strength of a phrase is pulled to what stands in the lexicon, a bearing to nothing. The result is rounded to whole
numbers and is data like any other: to be reviewed, and mended by hand where it says something silly.
"""

import argparse
import importlib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bench.quality.lexicon_file import Weights, rewritten
from classifier.book_file import load
from classifier.domain.evidence import places, said
from classifier.domain.lexicon import Lexicon
from classifier.domain.matcher import Matcher, build, find, heard
from classifier.domain.reading import read
from classifier.labelled import lines
from classifier.scoring import Labelled
from classifier.settings import SHIPPED
from contracts.vocabulary import Category

Array = Any  # numpy and scipy are of the bench only and bring no types here
CATEGORIES = tuple(Category)
POINTS = 26.0
"""Points of evidence in one unit of log odds."""
HOLD_STRENGTH, HOLD_BEARING = 2.0, 20.0
LEAST_BEARING = 2
_NEVER = -30.0


@dataclass(frozen=True, slots=True)
class Seen:
    """Messages as numbers: what each phrase counts, which concepts are said, which categories have a topic at all."""

    phrases: Array
    concepts: Array
    open: Array
    labels: Array


@dataclass(frozen=True, slots=True)
class Names:
    """What the columns stand for: phrases of topics with their category, concepts."""

    phrases: tuple[tuple[int, str, str, int], ...]
    concepts: tuple[str, ...]

    @classmethod
    def of(cls, lexicon: Lexicon) -> "Names":
        numbered = enumerate((name, phrase, s) for name, own in lexicon.concepts.items() for phrase, s in own.phrases())
        topics = lexicon.topics()
        spoken = tuple(name for name, own in lexicon.concepts.items() if not own.decoy)
        return cls(tuple((n, *entry) for n, entry in numbered if entry[0] in topics), spoken)


def seen(matcher: Matcher, names: Names, rows: Sequence[Labelled]) -> Seen:
    """The rows in numbers, by the classifier's own reading and counting."""
    np = importlib.import_module("numpy")
    sparse = importlib.import_module("scipy.sparse")
    column = {number: place for place, (number, *_) in enumerate(names.phrases)}
    concept = {name: place for place, name in enumerate(names.concepts)}
    phrases = sparse.lil_matrix((len(rows), len(column)))
    concepts = sparse.lil_matrix((len(rows), len(concept)))
    open_ = np.zeros((len(rows), len(CATEGORIES)))
    labels = np.zeros_like(open_)
    for number, row in enumerate(rows):
        hits = heard(matcher, find(matcher, read(row.text, matcher.margin)))
        for (_, phrase), place in places(hits).items():
            if phrase in column:
                phrases[number, column[phrase]] += place / POINTS
        for name in said(matcher, hits):
            if name in concept:
                concepts[number, concept[name]] = 1
            if name in matcher.topics:
                open_[number, CATEGORIES.index(matcher.topics[name].category)] = 1
        labels[number, CATEGORIES.index(row.gold_category)] = 1
    return Seen(phrases.tocsr(), concepts.tocsr(), open_, labels)


def _owners(lexicon: Lexicon, names: Names) -> Array:
    """Which category each phrase speaks for, as a matrix of ones."""
    np = importlib.import_module("numpy")
    owners = np.zeros((len(names.phrases), len(CATEGORIES)))
    topics = lexicon.topics()
    for place, (_, name, _, _) in enumerate(names.phrases):
        owners[place, CATEGORIES.index(topics[name].category)] = 1
    return owners


def _chances(scores: Array) -> Array:
    np = importlib.import_module("numpy")
    raised = np.exp(scores - scores.max(1, keepdims=True))
    return raised / raised.sum(1, keepdims=True)


def fitted(own: Seen, owners: Array, start: Array) -> tuple[Array, Array]:
    """Strengths of the phrases and bearings of the concepts (in log odds) that make the labels most likely."""
    np = importlib.import_module("numpy")
    optimize = importlib.import_module("scipy.optimize")
    count, shape = len(start), (own.concepts.shape[1], len(CATEGORIES))

    def loss(both: Array) -> tuple[float, Array]:
        strengths, bearings = both[:count], both[count:].reshape(shape)
        scores = own.phrases @ (strengths[:, None] * owners) + own.concepts @ bearings + (1 - own.open) * _NEVER
        chances = _chances(scores)
        gap = chances - own.labels
        value = -(own.labels * np.log(chances + 1e-12)).sum()
        value += HOLD_STRENGTH / 2 * ((strengths - start) ** 2).sum() + HOLD_BEARING / 2 * (bearings**2).sum()
        back = ((own.phrases.T @ gap) * owners).sum(1) + HOLD_STRENGTH * (strengths - start)
        return value, np.concatenate([back, (own.concepts.T @ gap + HOLD_BEARING * bearings).ravel()])

    bounds = [(1, 9)] * count + [(-40 / POINTS, 40 / POINTS)] * (shape[0] * shape[1])
    first = np.concatenate([start, np.zeros(shape[0] * shape[1])])
    found = optimize.minimize(loss, first, jac=True, method="L-BFGS-B", bounds=bounds, options={"maxiter": 200}).x
    return found[:count], found[count:].reshape(shape)


def weights(lexicon: Lexicon, rows: Sequence[Labelled], language: str) -> Weights:
    """Whole numbers for the lexicon, from labelled messages."""
    np = importlib.import_module("numpy")
    names, matcher = Names.of(lexicon), build(lexicon)
    start = np.array([float(strength) for *_, strength in names.phrases])
    strengths, bearings = fitted(seen(matcher, names, rows), _owners(lexicon, names), start)
    points = np.rint(bearings * POINTS).astype(int)
    return Weights(
        {(name, phrase): int(s) for (_, name, phrase, _), s in zip(names.phrases, np.rint(strengths), strict=True)},
        {
            name: {str(c): int(p) for c, p in zip(CATEGORIES, row, strict=True) if abs(p) >= LEAST_BEARING}
            for name, row in zip(names.concepts, points, strict=True)
        },
        language,
    )


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m bench.quality.fit", description=__doc__)
    parser.add_argument("--labelled", type=Path, action="append", required=True, help="labelled messages, JSONL")
    parser.add_argument("--odd-of", type=Path, action="append", default=[], help="labelled, only every second row")
    parser.add_argument("--leave-out", type=int, help="every n-th row of --labelled stays unseen, from the first on")
    parser.add_argument("--language", choices=("zh", "en"), default="zh", help="only these messages and their words")
    parser.add_argument("--rules", type=Path, default=SHIPPED, help="the rules folder whose lexicon is rewritten")
    asked = parser.parse_args()
    read_ = [list(lines(file)) for file in asked.labelled]
    rows = [row for own in read_ for n, row in enumerate(own) if not asked.leave_out or n % asked.leave_out]
    rows += [row for file in asked.odd_of for row in list(lines(file))[::2]]
    own = [row for row in rows if row.lang.startswith(asked.language)]
    found = weights(load(asked.rules).group.lexicon, own, asked.language)
    for file in (asked.rules / "lexicon.yaml", *sorted(asked.rules.glob("*.lexicon.yaml"))):
        file.write_text(rewritten(file.read_text(encoding="utf-8"), found), encoding="utf-8")


if __name__ == "__main__":
    main()
