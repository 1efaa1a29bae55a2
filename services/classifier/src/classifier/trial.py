"""Trying a book on the cases that stand beside it."""

from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, datetime

from classifier.book_file import Case, Shelf
from classifier.classify import Request, classify
from classifier.domain.book_checks import Finding
from classifier.domain.deciding import Asking
from classifier.domain.matcher import Matcher
from classifier.domain.verdict import Verdict

THEN = datetime(2026, 1, 5, 9, tzinfo=UTC)  # no rule asks for the time


def verdict_on(case: Case, matcher: Matcher, asking: Asking) -> Verdict:
    """What these books say of a case."""
    return classify(matcher, asking, Request(case.text, case.channel, case.asks_for, case.forwarded), THEN)


def _seen(verdict: Verdict, slot: str) -> str | list[str] | None:
    value = getattr(verdict, slot)
    if isinstance(value, tuple):
        return sorted(str(one) for one in value)
    return None if value is None else str(value)


def differences(case: Case, verdict: Verdict) -> Iterator[str]:
    """Where a verdict is not what the case expects."""
    for slot, wanted in case.expect.items():
        if not hasattr(verdict, slot):
            yield f"expect: {slot} is not a slot of a verdict"
            continue
        expected = sorted(wanted) if isinstance(wanted, list) else wanted
        if (seen := _seen(verdict, slot)) != expected:
            yield f"{slot} is {seen}, expected {expected}"
    fired = {because.rule for because in verdict.because}
    yield from (f"rule {name} did not win" for name in case.rules if name not in fired)


def verdicts(
    shelf: Shelf, matcher: Callable[[str | None], Matcher], asking: Callable[[str | None], Asking]
) -> list[tuple[Case, Verdict]]:
    """Every case with what the books say of it; `matcher` and `asking` are those of a site."""
    return [(case, verdict_on(case, matcher(case.site), asking(case.site))) for case in shelf.cases]


def disappointed(said: Iterable[tuple[Case, Verdict]]) -> list[Finding]:
    """Every case that does not come out as written."""
    return [
        Finding(case.file, case.line, f"case “{case.text[:24]}”", message)
        for case, verdict in said
        for message in differences(case, verdict)
    ]


def tried(
    shelf: Shelf, matcher: Callable[[str | None], Matcher], asking: Callable[[str | None], Asking]
) -> list[Finding]:
    """What the cases of a folder find wrong with its books."""
    return disappointed(verdicts(shelf, matcher, asking))
