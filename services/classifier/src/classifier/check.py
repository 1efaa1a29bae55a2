"""What `steward rules check` prints: everything that is wrong with a rules folder, without using it."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

from classifier.book_file import CASES, Shelf, load
from classifier.domain.book_checks import Finding
from classifier.domain.evaluator import plain
from classifier.domain.verdict import Verdict
from classifier.matchers import Matchers
from classifier.trial import disappointed, verdicts
from classifier.words_file import BookRefused
from contracts.vocabulary import Category, Kind, Severity, Urgency

_MUST_BE_REACHED = {"kind": Kind, "category": Category, "severity": Severity, "urgency": Urgency}


def unreached(shelf: Shelf) -> list[str]:
    """Values of kind, category, severity and urgency that no case expects, as `slot value`."""
    expected = {(slot, str(value)) for case in shelf.cases for slot, value in case.expect.items()}
    return [
        f"{slot} {v}" for slot, values in _MUST_BE_REACHED.items() for v in values if (slot, str(v)) not in expected
    ]


def unused(shelf: Shelf, said: Iterable[Verdict]) -> list[str]:
    """Rules of the group's book that win in none of these verdicts on its cases: to be given a case, or removed."""
    fired = {because.rule for verdict in said for because in verdict.because}
    return [own.rule.name for own in shelf.group.rules if own.rule.name not in fired]


def untried(shelf: Shelf) -> list[Finding]:
    """The rule files of the group's book that have no cases beside them."""
    tried = {case.file for case in shelf.cases}
    files = sorted({own.file for own in shelf.group.rules})
    beside = {file: f"{file.removesuffix('.yaml')}{CASES}" for file in files}
    return [
        Finding(file, 1, "-", f"has no cases; write down in {cases} what its rules must decide")
        for file, cases in beside.items()
        if cases not in tried
    ]


@dataclass(frozen=True, slots=True)
class Checked:
    """A folder looked at: what is wrong with it, its books where they can be read, the rules that win on no case."""

    findings: list[Finding]
    shelf: Shelf | None = None
    unused: list[str] = field(default_factory=list)


def checked(folder: Path) -> Checked:
    """All findings of a folder: files, books, cases, what no case reaches; none when it may go live."""
    try:
        shelf = load(folder)
    except BookRefused as refused:
        return Checked(refused.findings)
    said = verdicts(shelf, Matchers(shelf).of, lambda site: plain(shelf.books(site)))
    missing = [Finding("*.cases.yaml", 0, "cases", f"no case expects {value}; add one") for value in unreached(shelf)]
    wrong = [*disappointed(said), *missing, *untried(shelf)]
    return Checked(wrong, shelf, unused(shelf, (verdict for _, verdict in said)))


def check(folder: Path) -> list[Finding]:
    """The findings of `checked`."""
    return checked(folder).findings
