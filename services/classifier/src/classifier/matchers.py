"""The matcher of each site: the group's, or one of its own where the site has words of its own."""

from classifier.book_file import Shelf
from classifier.domain.matcher import Matcher, build


class Matchers:
    """Those of a shelf; each is built when it is first asked for, and sites with equal words share one."""

    def __init__(self, shelf: Shelf) -> None:
        self._shelf = shelf
        self._built: dict[int, Matcher] = {}

    def of(self, site: str | None) -> Matcher:
        lexicon = self._shelf.lexicon(site)
        if (found := self._built.get(id(lexicon))) is None:  # the shelf keeps its lexicons, so an id stays one's own
            found = self._built[id(lexicon)] = build(lexicon)
        return found

    def build_all(self) -> None:
        """Now, so that no message waits for it."""
        for site in (None, *self._shelf.sites):
            self.of(site)
