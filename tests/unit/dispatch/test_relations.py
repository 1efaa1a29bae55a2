"""How tickets hang together: repeats (D-104) and group cases (D-105)."""

import pytest

from contracts import commands as c
from contracts import topics
from contracts.classification import Classification
from contracts.ids import case_id, subject_of_case
from contracts.vocabulary import CaseCloseReason, Flag, Kind, Relation, Severity
from dispatch.domain.cases import CASE_SUBJECTS
from dispatch.domain.relations import Relations, relations
from tests.unit.dispatch.neighbours import FOUR, ONE, THREE, TWO, Town, crowd
from tests.unit.dispatch.play import KEY, Play, kinds_of, leak, of, opened, quarrel


def test_a_repeat_is_flagged_linked_and_one_step_more_severe_d104() -> None:
    town = Town()
    outcome = town.opens(TWO, repeats=(ONE, TWO))
    assert kinds_of(outcome)[-1] == "ticket.linked"
    link = of(outcome)[-1]
    assert (link.relation, link.other, link.count) == (Relation.REPEAT_OF, ONE, 2)
    one = town.of(TWO).snapshot
    assert (one.repeats_of, one.severity, one.flags) == (ONE, Severity.IMPORTANT, (Flag.REPEAT,))


@pytest.mark.parametrize(("was", "now"), [("minor", "important"), ("important", "major"), ("major", "major")])
def test_a_repeat_raises_severity_by_one_step_and_no_higher_than_major_d104(was: str, now: str) -> None:
    town = Town()
    town.opens(TWO, repeats=(ONE, TWO), proposal=quarrel(severity=Severity(was)))
    assert town.of(TWO).snapshot.severity == now


def test_a_repair_without_a_severity_is_flagged_and_gets_none_d104() -> None:
    town = Town()
    town.opens(TWO, repeats=(ONE, TWO), proposal=leak())
    assert (town.of(TWO).snapshot.severity, town.of(TWO).snapshot.flags) == (None, (Flag.REPEAT,))


def test_an_enquiry_is_no_repeat() -> None:
    town = Town()
    town.opens(TWO, repeats=(ONE, TWO), proposal=quarrel(kind=Kind.ENQUIRY))
    assert town.of(TWO).snapshot.repeats_of is None


def test_two_residents_are_no_group_d105() -> None:
    town = crowd(2)
    assert all(Flag.GROUP not in play.snapshot.flags for play in town.plays.values())


def test_the_third_makes_a_group_case_under_the_first_and_all_know_of_it_d105() -> None:
    town = crowd(3)
    case = case_id(ONE)
    for ticket in (ONE, TWO, THREE):
        assert Flag.GROUP in town.of(ticket).snapshot.flags
        assert town.of(ticket).snapshot.case == case
    assert town.of(ONE).snapshot.lead is None
    assert [town.of(ticket).snapshot.lead for ticket in (TWO, THREE)] == [ONE, ONE]
    kept = town.of(subject_of_case(case)).state.case
    assert kept is not None
    assert (kept.lead, sorted(kept.members)) == (ONE, sorted((ONE, TWO, THREE)))


def test_the_group_is_seen_in_the_opening_itself_d105() -> None:
    town = crowd(2)
    outcome = town.opens(THREE, (ONE, TWO, THREE))
    assert Flag.GROUP in of(outcome)[0].snapshot.flags


def test_a_fourth_joins_once_d105() -> None:
    town = crowd(4)
    case = town.of(subject_of_case(case_id(ONE)))
    assert case.state.case is not None
    assert sorted(case.state.case.members) == sorted((ONE, TWO, THREE, FOUR))
    assert [event.type for event in case.events].count("steward.case.opened.v1") == 1
    assert [event.type for event in case.events].count("steward.case.joined.v1") == 2
    lead_links = [e for e in town.of(ONE).events if e.type == "steward.ticket.linked.v1"]
    assert [link.data.other for link in lead_links] == [TWO, THREE, FOUR]


def test_the_same_wish_again_changes_nothing() -> None:
    town = crowd(3)
    wish = c.LinkTicket(by="system", relation=Relation.LEAD_OF, other=THREE, case=case_id(ONE))
    assert town.of(ONE).give(wish, topics.COMMANDS.name).facts == ()
    join = c.JoinCase(by="system", ticket=THREE)
    assert town.of(subject_of_case(case_id(ONE))).give(join, topics.COMMANDS.name).facts == ()


def test_a_lead_that_is_a_member_itself_sends_newcomers_on_to_its_own_lead() -> None:
    town = crowd(3)
    town.opens(FOUR, (TWO, THREE, FOUR))
    assert town.of(FOUR).snapshot.lead == ONE
    case = town.of(subject_of_case(case_id(ONE))).state.case
    assert case is not None
    assert FOUR in case.members
    assert subject_of_case(case_id(TWO)) not in town.plays


def test_two_that_belong_to_each_other_send_nobody_round_for_ever() -> None:
    town = Town()
    for ticket, lead in ((ONE, TWO), (TWO, ONE)):
        town.opens(ticket)
        town.of(ticket).says(c.LinkTicket, "system", relation=Relation.MEMBER_OF, other=lead, case=case_id(lead))
    town.of(ONE).says(c.LinkTicket, "system", relation=Relation.LEAD_OF, other=FOUR)
    town.deliver()
    for ticket in (ONE, TWO):
        assert town.of(ticket).state.memo.links.count((Relation.SAME_MATTER, FOUR)) == 1


def test_with_its_lead_the_case_ends_d105() -> None:
    town = crowd(3)
    town.of(ONE).says(c.WithdrawTicket)
    town.deliver()
    case = town.of(subject_of_case(case_id(ONE)))
    assert case.state.case is not None
    assert case.state.case.closed
    assert case.events[-1].data.reason is CaseCloseReason.LEAD_CLOSED


def test_a_persons_link_is_made_on_both_sides() -> None:
    town = crowd(2)
    town.of(ONE).says(c.LinkTicket, "anna", relation=Relation.SAME_MATTER, other=TWO)
    town.deliver()
    assert town.of(TWO).state.memo.links == ((Relation.SAME_MATTER, ONE),)
    assert town.of(ONE).state.memo.links == ((Relation.SAME_MATTER, TWO),)


def test_what_waits_to_be_classified_leads_no_case_d208() -> None:
    play = opened(Classification(kind=Kind.COMPLAINT))
    assert play.refused(c.LinkTicket, "anna", relation=Relation.LEAD_OF, other=TWO) == "wrong_state"


def test_a_case_is_ended_by_the_sites_people_and_no_others() -> None:
    town = crowd(3)
    case = town.of(subject_of_case(case_id(ONE)))
    assert case.refused(c.CloseCase, "zeno", reason="not_the_same_matter") == "wrong_role"
    assert case.refused(c.CloseCase, "erik", reason="not_the_same_matter") == "wrong_role"
    case.says(c.CloseCase, "anna", reason="not_the_same_matter")
    assert case.give(c.CloseCase(by="anna", reason=CaseCloseReason.LEAD_CLOSED)).facts == ()


def test_nobody_but_dispatch_opens_a_case_and_none_is_joined_that_is_not_there() -> None:
    case = Play(subject=subject_of_case(case_id(ONE)))
    fields = {"lead": ONE, "members": (ONE,), "site": "bay", "category": "noise"}
    assert case.refused(c.OpenCase, "anna", **fields) == "wrong_role"
    assert case.refused(c.JoinCase, "system", ticket=TWO) == "unknown_ticket"
    assert case.subject.startswith(CASE_SUBJECTS)


def test_counts_are_read_as_of_the_ticket_itself() -> None:
    assert relations({"repeats": (ONE,)}, ONE, 3) == Relations()
    assert relations({}, ONE, 3) == Relations()
    found = relations({"repeats": (ONE, TWO, THREE), "neighbours": (ONE, THREE)}, THREE, 3)
    assert found == Relations(earlier=TWO, times=3, group=())
    assert len(KEY) == 32
