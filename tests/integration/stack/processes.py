"""Which processes are still there."""

from datetime import timedelta
from pathlib import Path

from stack.waiting import until

SOON = timedelta(seconds=20)


def alive(pid: int) -> bool:
    """A zombie that nobody has collected yet is not alive, nor is one that ends between the open and the read."""
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except (FileNotFoundError, ProcessLookupError):
        return False
    return state != "Z"


def all_gone(pids: list[int]) -> bool:
    return until(lambda: not any(map(alive, pids)), within=SOON)


def holding(text: str) -> list[int]:
    """The processes whose command line holds `text`: a directory made for one test finds that test's own only."""
    found = []
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            command = (folder / "cmdline").read_bytes()
        except (FileNotFoundError, ProcessLookupError):
            continue
        if text.encode() in command:
            found.append(int(folder.name))
    return found
