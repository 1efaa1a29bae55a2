"""What is told of one language: each method's figures with their intervals, confusion, the rules' errors. Pure."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from bench.quality.resampling import FIGURES, Interval, differences, draws, intervals, resampled
from classifier.scoring import Pair, Score, Share, by_language, confusion, missed_by_two, score
from contracts.vocabulary import Category
from steward.rulebook.figures import Miss, by_rule, misses

MOST_CONFUSIONS = 12
RULES = "rules"


@dataclass(frozen=True, slots=True)
class Method:
    """One way to answer: its figures, how sure they are, how far the rules are ahead of it."""

    name: str
    score: Score
    intervals: Mapping[str, Interval]
    behind: Mapping[str, Interval]


@dataclass(frozen=True, slots=True)
class Report:
    """One language. `matrix` counts (labelled, decided); `f1` is by category and method."""

    language: str
    methods: tuple[Method, ...]
    matrix: Mapping[tuple[str, str], int]
    confusions: tuple[tuple[str, str, int], ...]
    f1: Mapping[str, Mapping[str, Share]]
    labelled: Mapping[str, int]
    misses: tuple[Miss, ...]
    rules: tuple[tuple[str, str, int], ...]
    missed_by_two: int

    @property
    def figures(self) -> list[str]:
        """The figures that these labels allow."""
        return [name for name in FIGURES if any(getattr(own.score, name) is not None for own in self.methods)]


def reports(methods: Mapping[str, Sequence[Pair]]) -> list[Report]:
    """A report for each language that has messages."""
    split = {name: by_language(pairs) for name, pairs in methods.items()}
    return [_report(language, {name: own[language] for name, own in split.items()}) for language in _spoken(split)]


def _spoken(split: Mapping[str, Mapping[str, Sequence[Pair]]]) -> list[str]:
    return [language for language, pairs in split[RULES].items() if pairs]


def _report(language: str, methods: Mapping[str, Sequence[Pair]]) -> Report:
    rules = methods[RULES]
    found = tuple(misses(rules))
    return Report(
        language,
        tuple(_compared({name: pairs for name, pairs in methods.items() if pairs})),
        Counter((str(row.gold_category), str(guess.category or "-")) for row, guess in rules),
        tuple(confusion(rules)[:MOST_CONFUSIONS]),
        {str(name): {method: _f1(pairs, str(name)) for method, pairs in methods.items()} for name in Category},
        Counter(str(row.gold_category) for row, _ in rules),
        found,
        tuple(by_rule(found)),
        missed_by_two(rules),
    )


def _compared(methods: Mapping[str, Sequence[Pair]]) -> list[Method]:
    places = draws(len(methods[RULES]))
    samples = {name: resampled(pairs, places) for name, pairs in methods.items()}
    return [
        Method(name, score(pairs), intervals(samples[name]), differences(samples[RULES], samples[name]))
        for name, pairs in methods.items()
    ]


def _f1(pairs: Sequence[Pair], category: str) -> Share:
    gold = sum(row.gold_category == category for row, _ in pairs)
    said = sum(guess.category == category for _, guess in pairs)
    right = sum(row.gold_category == guess.category == category for row, guess in pairs)
    return 2 * right / (gold + said) if gold else None


def text(found: Sequence[Report]) -> str:
    """The reports for a terminal."""
    return "\n".join(line for report in found for line in _lines(report))


def _lines(report: Report) -> list[str]:
    heads = " ".join(f"{own.name:>9}" for own in report.methods)
    lines = [f"{report.language}, {report.methods[0].score.n} messages", f"  {'':<24}{heads}   95 % of the rules"]
    for name in report.figures:
        cells = " ".join(f"{cell(getattr(own.score, name)):>9}" for own in report.methods)
        low, high = report.methods[0].intervals.get(name, (0.0, 0.0))
        lines.append(f"  {name:<24}{cells}   {low:.3f}–{high:.3f}")
    lines.append(f"  major taken for minor: {report.missed_by_two}")
    lines += [f"  {gold:<20} taken for {said:<20} {times}" for gold, said, times in report.confusions]
    return [*lines, ""]


def cell(value: Share) -> str:
    """A share as it is written everywhere here."""
    return "-" if value is None else f"{value:.3f}"
