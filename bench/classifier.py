"""How fast the classifier is: messages a second on one core, fully explained, and how the cost grows with the book.

`python -m bench.classifier [--messages FILE] [--compiled]`: FILE is JSONL with a `text` each; without it
the texts of the cases beside the rules. Every text is asked once by an engine that has seen none of them. CPU time, of
each text the best of some rounds: the machine may be shared. The collector is spared as in the service. `--compiled`
builds the wheel of these sources and sets it beside them, both asked in turn.
"""

import argparse
import json
import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import cycle, islice
from pathlib import Path

from bench.bad_texts import bad_texts
from bench.compiled import in_turn
from chassis.memory import spare_the_collector
from classifier.book_file import Shelf, load
from classifier.classify import Request, classify
from classifier.domain.book import Book, Placed, bind
from classifier.domain.lexicon import Lexicon
from classifier.domain.matcher import build
from classifier.domain.reading import MOST_CHARACTERS
from classifier.engine import Engine
from classifier.making import KEPT
from classifier.settings import SHIPPED
from classifier.trial import THEN
from contracts.vocabulary import Channel

PHRASES, RULES = (100, 1_000), (50, 300)
ROUNDS, TURNS = 3, 6


@dataclass(frozen=True, slots=True)
class Speed:
    """Messages a second of CPU time, and what one message takes, in milliseconds."""

    rate: float
    p50: float
    p99: float
    worst: float


@dataclass(frozen=True, slots=True)
class Growth:
    """How many times the cost of a message grows from the first size to the second."""

    sizes: tuple[int, int]
    factor: float


@dataclass(frozen=True, slots=True)
class Figures:
    """The classifier's figures: the shipped book, more phrases, more rules."""

    messages: int
    rules: int
    phrases: int
    speed: Speed
    bad: Speed
    with_phrases: Growth
    with_rules: Growth


def measure(texts: Sequence[str] = ()) -> Figures:
    """All figures on these texts, or on those of the cases."""
    shelf = load(SHIPPED)
    texts, book = _asked(shelf, texts), shelf.group
    return Figures(
        len(texts),
        len(book.rules),
        sum(1 for _ in phrases(book.lexicon)),
        speed_of([_costs(book, texts) for _ in range(ROUNDS)]),
        speed_of([_costs(book, bad_texts(book.lexicon)) for _ in range(ROUNDS)]),
        _growth(PHRASES, [bind(with_phrases(book.lexicon, size), book.rules) for size in PHRASES], texts),
        _growth(RULES, [bind(book.lexicon, with_rules(book, size)) for size in RULES], texts),
    )


def _asked(shelf: Shelf, texts: Sequence[str]) -> Sequence[str]:
    return texts or tuple(dict.fromkeys(case.text for case in shelf.cases))


def _costs(book: Book, texts: Sequence[str]) -> list[float]:
    """What each text costs an engine that has seen none of them, in seconds of CPU."""
    matcher, engine, costs = build(book.lexicon), Engine(book, KEPT), []
    for text in texts:
        before = time.process_time_ns()
        classify(matcher, [(book, engine.ask)], Request(text, Channel.WEB), THEN)
        costs.append((time.process_time_ns() - before) / 1e9)
    engine.free()
    return costs


def speed_of(rounds: Sequence[Sequence[float]]) -> Speed:
    """Of each message its best round."""
    best = sorted(map(min, zip(*rounds, strict=True)))
    at = [best[int(len(best) * share)] * 1e3 for share in (0.5, 0.99)]
    return Speed(len(best) / sum(best), at[0], at[1], best[-1] * 1e3)


def _growth(sizes: tuple[int, int], books: Sequence[Book], texts: Sequence[str]) -> Growth:
    rounds = [[sum(_costs(book, texts)) for book in books] for _ in range(ROUNDS)]
    small, large = (min(costs) for costs in zip(*rounds, strict=True))
    return Growth(sizes, large / small)


def phrases(lexicon: Lexicon) -> Iterator[tuple[str, str, int]]:
    """Concept, phrase and strength: the first of every concept, then the second of every concept, and so on."""
    spoken = [[(name, *phrase) for phrase in concept.phrases()] for name, concept in lexicon.concepts.items()]
    for place in range(max(map(len, spoken))):
        yield from (own[place] for own in spoken if place < len(own))


def with_phrases(lexicon: Lexicon, size: int) -> Lexicon:
    """The lexicon with so many phrases; concepts left without one are never heard."""
    kept: dict[str, list[dict[str, int]]] = {name: [] for name in lexicon.concepts}
    for name, phrase, strength in islice(phrases(lexicon), size):
        kept[name].append({phrase: strength})
    concepts = {name: own.model_copy(update={"words": {"zh": kept[name]}}) for name, own in lexicon.concepts.items()}
    return lexicon.model_copy(update={"concepts": concepts})


def with_rules(book: Book, size: int) -> list[Placed]:
    """So many rules: an even share of the book's, or all of them and copies of lower rank."""
    if size <= len(book.rules):
        return [book.rules[number * len(book.rules) // size] for number in range(size)]
    copies = islice(enumerate(cycle(book.rules)), size - len(book.rules))
    return [*book.rules, *(_copy(own, number) for number, own in copies)]


def _copy(own: Placed, number: int) -> Placed:
    name, rank = f"copy-{number}", 9_000 + number
    return Placed(own.rule.model_copy(update={"name": name, "rank": rank}), own.stage, own.file, own.line)


def answer_in_rounds() -> None:
    """For each line of texts that comes in: what each of them and each bad text costs, as JSON."""
    shelf = load(SHIPPED)
    for line in sys.stdin:
        asked = (_asked(shelf, json.loads(line)), bad_texts(shelf.group.lexicon))
        sys.stdout.write(json.dumps([_costs(shelf.group, texts) for texts in asked]) + "\n")
        sys.stdout.flush()


def beside(texts: Sequence[str]) -> Iterator[str]:
    """Plain Python and compiled, as a person reads them."""
    sides = [[speed_of(rounds) for rounds in zip(*side, strict=True)] for side in in_turn(texts, TURNS)]
    for what, plain, compiled in zip(("messages", "bad input"), *sides, strict=True):
        yield (
            f"{what}, plain and compiled in turn: {plain.rate:,.0f} and {compiled.rate:,.0f}/s a core "
            f"(× {compiled.rate / plain.rate:.2f}), p50 {plain.p50:.2f} and {compiled.p50:.2f} ms, "
            f"p99 {plain.p99:.2f} and {compiled.p99:.2f} ms, worst {plain.worst:.2f} and {compiled.worst:.2f} ms"
        )


def lines(figures: Figures) -> list[str]:
    """The figures as a person reads them."""
    speed, bad = figures.speed, figures.bad
    growths = [(figures.with_phrases, "phrases"), (figures.with_rules, "rules")]
    return [
        f"{figures.messages} messages, {figures.rules} rules, {figures.phrases:,} phrases",
        f"{speed.rate:,.0f}/s a core, p50 {speed.p50:.2f} ms, p99 {speed.p99:.2f} ms, worst {speed.worst:.2f} ms",
        f"{MOST_CHARACTERS:,} characters of bad input: p50 {bad.p50:.1f} ms, worst {bad.worst:.1f} ms",
        *(f"{own.sizes[0]} to {own.sizes[1]:,} {what}: cost × {own.factor:.2f}" for own, what in growths),
    ]


def main() -> None:
    """Print the figures."""
    told = argparse.ArgumentParser(description="how fast the classifier is")
    told.add_argument("--messages", type=Path, help="JSONL with a text each; default: the texts of the cases")
    told.add_argument("--compiled", action="store_true", help="build the wheel and set it beside plain Python")
    told.add_argument("--rounds", action="store_true", help=argparse.SUPPRESS)  # how the two are asked
    given = told.parse_args()
    rows = given.messages.read_text("utf-8").splitlines() if given.messages else []
    texts = tuple(json.loads(row)["text"] for row in rows)
    spare_the_collector()
    if given.rounds:
        answer_in_rounds()
    else:
        said = beside(texts) if given.compiled else lines(measure(texts))
        sys.stdout.writelines(f"{line}\n" for line in said)


if __name__ == "__main__":
    main()
