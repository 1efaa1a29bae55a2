"""The README's transition table is the one in the code; `python -m tests.unit.dispatch.test_canvas` writes it anew."""

import re
from collections.abc import Iterator
from pathlib import Path

from contracts import commands as c
from contracts.vocabulary import TicketState
from dispatch.api import action_name
from dispatch.domain.permits import DESK, HEADS, LEADS, NOT_OFFERED, PERMITS, STAFF, Permit, Tie

README = Path(__file__).parents[3] / "services" / "dispatch" / "README.md"
LETTERS = dict(zip(TicketState, "TOACWIRX", strict=True))
GROUPS = (("staff", STAFF), ("leads", LEADS), ("managers", HEADS), ("desk", DESK))
TIES = {Tie.NONE: "", Tie.IN_CHARGE: "in charge", Tie.ASSIGNEE: "assignee"}


def roles(permit: Permit) -> str:
    left, words = set(permit.roles), []
    for name, group in GROUPS:
        if group <= left:
            words.append(name)
            left -= group
    return ", ".join([*words, *sorted(left)])


def rows() -> Iterator[str]:
    yield "| action | states | who | tie |"
    yield "| --- | --- | --- | --- |"
    for command, permit in PERMITS.items():
        states = "".join(letter for state, letter in LETTERS.items() if state in permit.states)
        tie = TIES[permit.tie] + (f" ({', '.join(sorted(permit.kinds))} only)" if permit.kinds else "")
        yield f"| `{action_name(command)}` | {states} | {roles(permit)} | {tie.strip()} |"


def written(text: str) -> str:
    table = "\n".join(rows())
    refused = ", ".join(f"`{action_name(command)}`" for command in NOT_OFFERED)
    text = re.sub(
        r"<!-- table -->.*<!-- /table -->", f"<!-- table -->\n{table}\n<!-- /table -->", text, flags=re.DOTALL
    )
    marks = r"<!-- not offered -->.*<!-- /not offered -->"
    return re.sub(marks, f"<!-- not offered -->{refused}<!-- /not offered -->", text, flags=re.DOTALL)


def test_the_readme_shows_the_transition_table_as_it_is_d303() -> None:
    text = README.read_text(encoding="utf-8")
    assert written(text) == text
    assert len(list(rows())) == len(PERMITS) + 2
    assert action_name(c.OfferQuote) == "offer-quote"


if __name__ == "__main__":
    README.write_text(written(README.read_text(encoding="utf-8")), encoding="utf-8")
