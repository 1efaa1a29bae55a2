"""Rule books out of their folders, asked without an engine: what they say of many messages."""

from collections.abc import Callable
from pathlib import Path

from classifier.book_file import Shelf, load
from classifier.classify import Request, classify
from classifier.domain.deciding import Asking
from classifier.domain.evaluator import plain
from classifier.domain.verdict import Verdict
from classifier.matchers import Matchers
from classifier.trial import THEN
from classifier.words_file import BookRefused
from steward.answers import CommandError, Exit

Answer = Callable[[Request, str | None], Verdict]
"""The verdict on a request at a site."""


def shelf_in(folder: Path) -> Shelf:
    """The folder's books. Raises CommandError (78)."""
    try:
        return load(folder)
    except BookRefused as refused:
        raise CommandError(f"{folder}: {refused}", Exit.CONFIG) from None


def answering(shelf: Shelf) -> Answer:
    """How these books answer; what is built for a site is kept for its next message."""
    matchers = Matchers(shelf)
    asking: dict[str | None, Asking] = {}

    def answer(request: Request, site: str | None) -> Verdict:
        own = site if site in shelf.sites else None
        if own not in asking:
            asking[own] = plain(shelf.books(own))
        return classify(matchers.of(own), asking[own], request, THEN)

    return answer
