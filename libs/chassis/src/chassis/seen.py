"""The last facts of one source: up to which sequence, and under which ids (rules 3 and 6).

Every record has some of these and they are carried along by every save; they are looked into only when something
comes a second time. So the ids are kept as one text, such as " 7=<id> 8=<id>", and not as values of their own: 64
objects fewer to read, make, count and write for an input.
"""

from msgspec import Struct

KEPT_IDS = 16


class Seen(Struct, frozen=True, array_like=True, gc=False):
    """The highest sequence, and the last `KEPT_IDS` sequences with their ids, oldest first. Ids hold no blank."""

    last: int = 0
    ids: str = ""

    def and_then(self, sequence: int, id_: str) -> "Seen":
        """With one more, whose sequence is higher than all before."""
        ids = f"{self.ids} {sequence}={id_}"
        if ids.count(" ") > KEPT_IDS:
            ids = ids[ids.index(" ", 1) :]
        return Seen(sequence, ids)

    def id_of(self, sequence: int) -> str | None:
        """Under which id a sequence came; None where it never did, or too long ago."""
        _, _, found = f"{self.ids} ".partition(f" {sequence}=")
        return found.partition(" ")[0] or None


NOTHING = Seen()
