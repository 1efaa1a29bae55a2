"""Mechanisms that are a service's own, in the same form as the chassis'."""

from pathlib import Path
from typing import Final

from tests.mutants.mutant import BUDGET, Mutant

DISPATCH: Final = Path("services/dispatch/src/dispatch")
SLA: Final = Path("services/sla-monitor/src/sla_monitor")
NOTIFIER: Final = Path("services/notifier/src/notifier")

OF_SERVICES: Final = (
    Mutant(
        "whoever is opened late sees in the index who came meanwhile (who decides what, D-105)",
        DISPATCH / "lookups.py",
        "await self.index.add_and_list(",
        "await self.index.add_and_count(",
        ("tests/component/dispatch/test_restoring.py", "-k", "neighbours_apart"),
    ),
    Mutant(
        "whoever waits in triage is in no index before a person has classified it (who decides what, D-105)",
        DISPATCH / "placed.py",
        "    if triage_reason(arrival):\n        return None\n",
        "",
        ("tests/component/dispatch/test_leaving_triage.py", "-k", "found_together"),
    ),
    Mutant(
        "putting away: the walk over open clocks passes by who rests (rule 3)",
        SLA / "walk.py",
        "None if stub_in(value) else load(value, codec).state",
        "load(value, codec).state",
        ("tests/component/sla_monitor/test_service.py", "-k", "passes_them_by"),
    ),
    Mutant(
        "a breach is taken back when the deadline was met after all (rule 9)",
        SLA / "domain/annulment.py",
        "        if is_missed(old) and at < due_at:",
        "        if False:",
        ("tests/unit/sla_monitor", "-k", "annuls"),
    ),
    Mutant(
        "what a provider left open is asked for, not sent again (rule 10)",
        NOTIFIER / "domain/ledger.py",
        '    return "send" if item.phase is Phase.WAITING else "unsure"',
        '    return "send"',
        ("tests/unit/notifier", "-k", "crash or nobody_saw_the_end"),
    ),
    Mutant(
        "budget: one fact sets all clocks of a decision (delivery, budget)",
        SLA / "domain/decide.py",
        "(ClocksSet(about=about, clocks=tuple(told), policy_version=seen.estate.version),) if told else ()",
        "tuple(ClocksSet(about=about, clocks=(one,), policy_version=seen.estate.version) for one in told)",
        BUDGET,
    ),
)
