"""What a rules folder holds for sites that are not there: nobody would ever ask it, and nobody would notice (D-209)."""

from collections.abc import Collection, Iterator
from difflib import get_close_matches
from pathlib import Path

from classifier.book_file import Shelf
from classifier.domain.book_checks import Finding
from classifier.words_file import MORE_WORDS, OVERLAYS


def astray(folder: Path, shelf: Shelf, sites: Collection[str]) -> list[Finding]:
    """The overlays and the cases of sites that are none of these; each with the name that may be meant."""
    return [*_overlays(folder, shelf, sites), *_cases(shelf, sites)]


def _overlays(folder: Path, shelf: Shelf, sites: Collection[str]) -> Iterator[Finding]:
    for site in sorted(shelf.sites.keys() - set(sites)):
        files = (f"{OVERLAYS}/{site}{ending}" for ending in (".yaml", MORE_WORDS))
        for file in (file for file in files if (folder / file).is_file()):
            yield Finding(
                file, 1, "-", f"{unknown(site, sites)}: nobody asks it; rename the file, or give the estate that site"
            )


def _cases(shelf: Shelf, sites: Collection[str]) -> Iterator[Finding]:
    for case in shelf.cases:
        if case.site and case.site not in sites:
            yield Finding(case.file, case.line, "case", f"{unknown(case.site, sites)}; name one in `site`")


def unknown(site: str, sites: Collection[str]) -> str:
    """That there is no such site, and the one that may be meant."""
    return f"no site is called {site}{meant(site, sites)}"


def meant(name: str, names: Collection[str]) -> str:
    """The nearest of the names, in brackets; nothing where none is near."""
    near = get_close_matches(name, names, n=1)
    return f" (did you mean {near[0]}?)" if near else ""
