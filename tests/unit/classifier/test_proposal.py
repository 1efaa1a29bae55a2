"""From a verdict to what goes on the topic (D-205, D-206)."""

from dataclasses import replace

from classifier.proposal import proposal_of
from contracts.vocabulary import Responsibility
from tests.unit.classifier.rooms import verdict


def test_whose_it_is_stands_on_the_tickets_own_matter_and_on_no_other() -> None:
    two = replace(verdict("电梯故障停运。物业还乱收费，多收了电费。"), responsibility=Responsibility.COMMON_PART)
    proposal = proposal_of(two)
    assert proposal.responsibility is Responsibility.COMMON_PART
    assert [matter.responsibility for matter in proposal.matters] == [
        Responsibility.COMMON_PART,
        Responsibility.UNKNOWN,
    ]
