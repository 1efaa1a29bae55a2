"""What `steward rules check` prints: everything that is wrong with a rules folder, without using it."""

from pathlib import Path

from classifier.book_file import Shelf, load
from classifier.classify import Request, classify
from classifier.domain.book_checks import Finding
from classifier.domain.evaluator import plain
from classifier.domain.matcher import build
from classifier.matchers import Matchers
from classifier.trial import THEN, tried
from classifier.words_file import BookRefused
from contracts.vocabulary import Category, Kind, Severity, Urgency

_MUST_BE_REACHED = {"kind": Kind, "category": Category, "severity": Severity, "urgency": Urgency}


def unreached(shelf: Shelf) -> list[str]:
    """Values of kind, category, severity and urgency that no case expects, as `slot value`."""
    expected = {(slot, str(value)) for case in shelf.cases for slot, value in case.expect.items()}
    return [
        f"{slot} {v}" for slot, values in _MUST_BE_REACHED.items() for v in values if (slot, str(v)) not in expected
    ]


def unused(shelf: Shelf) -> list[str]:
    """Rules of the group's book that win on no case: candidates for a case, or for removal."""
    matcher, asking = build(shelf.group.lexicon), plain((shelf.group,))
    requests = [Request(case.text, case.channel, case.asks_for, case.forwarded) for case in shelf.cases]
    fired = {because.rule for request in requests for because in classify(matcher, asking, request, THEN).because}
    return [own.rule.name for own in shelf.group.rules if own.rule.name not in fired]


def check(folder: Path) -> list[Finding]:
    """All findings of a folder: files, books, cases, values no case reaches; empty when it may go live."""
    try:
        shelf = load(folder)
    except BookRefused as refused:
        return refused.findings
    wrong = tried(shelf, Matchers(shelf).of, lambda site: plain(shelf.books(site)))
    missing = [Finding("*.cases.yaml", 0, "cases", f"no case expects {value}; add one") for value in unreached(shelf)]
    return [*wrong, *missing]
