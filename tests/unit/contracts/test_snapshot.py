"""The excerpt that deadlines and notifications carry."""

from contracts.examples.snapshots import CLOSED, OPENED
from contracts.snapshot import Snapshot, TicketBrief, brief_of
from contracts.vocabulary import CATEGORY_OF, Category, Subcategory


def test_a_brief_says_what_the_snapshot_says() -> None:
    for snapshot in (OPENED, CLOSED):
        brief = brief_of(snapshot)
        assert TicketBrief.model_validate(brief.model_dump()) == brief
        assert all(getattr(brief, name) == getattr(snapshot, name) for name in TicketBrief.model_fields)


def test_a_snapshot_survives_json() -> None:
    assert Snapshot.model_validate_json(CLOSED.model_dump_json()) == CLOSED


def test_every_subcategory_has_its_category_but_other() -> None:
    assert set(Subcategory) - set(CATEGORY_OF) == {Subcategory.OTHER}
    assert set(CATEGORY_OF.values()) == set(Category)
