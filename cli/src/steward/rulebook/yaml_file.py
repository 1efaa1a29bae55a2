"""Adding to the reviewed files: entries go to the end, so that what people wrote and its comments stay as they are."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from steward.answers import CommandError, Exit

WORDS = "lexicon.yaml"


def append(file: Path, under: str, lines: str) -> None:
    """Put lines at the end of a file whose last list is `under:`; a file that is not there is begun.

    Raises CommandError when the file does not end with that list, or may not be written.
    """
    before = file.read_text("utf-8") if file.exists() else f"{under}:\n"
    keys = [line.rstrip() for line in before.splitlines() if line[:1].isalpha()]
    if not keys or keys[-1] != f"{under}:":
        raise CommandError(
            f"{file}: does not end with the list `{under}:`; add this there by hand:\n{lines}", Exit.CONFIG
        )
    try:
        file.parent.mkdir(exist_ok=True)
        file.write_text(f"{before.rstrip()}\n{lines}", encoding="utf-8")
    except OSError as error:
        raise CommandError(
            f"{file}: cannot be written ({error.strerror}); work in a copy of the rules that is yours to change",
            Exit.CONFIG,
        ) from None


@contextmanager
def whole_or_not_at_all(folder: Path) -> Iterator[None]:
    """What is added to the folder's files meanwhile is taken back if something goes wrong."""
    before = {file: file.read_bytes() for file in folder.rglob("*.yaml")}
    try:
        yield
    except BaseException:
        for file in folder.rglob("*.yaml"):
            if file not in before:
                file.unlink()
            elif file.read_bytes() != before[file]:
                file.write_bytes(before[file])
        raise


def book_in(folder: Path) -> Path:
    """The folder, which must hold a rule book. Raises CommandError."""
    if not (folder / WORDS).is_file():
        raise CommandError(f"{folder}: holds no rule book (no {WORDS}); name its folder with --rules", Exit.CONFIG)
    return folder
