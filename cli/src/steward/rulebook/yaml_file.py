"""Adding to the reviewed files: entries go to the end, so that what people wrote and its comments stay as they are."""

from pathlib import Path

from steward.answers import CommandError, Exit

WORDS = "lexicon.yaml"


def append(file: Path, under: str, lines: str) -> None:
    """Put lines at the end of a file whose last list is `under:`; a file that is not there is begun.

    Raises CommandError when the file does not end with that list.
    """
    before = file.read_text("utf-8") if file.exists() else f"{under}:\n"
    keys = [line.rstrip() for line in before.splitlines() if line[:1].isalpha()]
    if not keys or keys[-1] != f"{under}:":
        raise CommandError(
            f"{file}: does not end with the list `{under}:`; add this there by hand:\n{lines}", Exit.CONFIG
        )
    file.parent.mkdir(exist_ok=True)
    file.write_text(f"{before.rstrip()}\n{lines}", encoding="utf-8")


def book_in(folder: Path) -> Path:
    """The folder, which must hold a rule book. Raises CommandError."""
    if not (folder / WORDS).is_file():
        raise CommandError(f"{folder}: holds no rule book (no {WORDS}); name its folder with --rules")
    return folder
