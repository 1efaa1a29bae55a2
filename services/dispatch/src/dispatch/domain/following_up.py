"""Asking afterwards (回访, D-404): attempts, the answer, and each point raised settled one by one."""

from contracts.commands import RecordFollowUp, RecordFollowUpAttempt, SettleFollowUpPoint
from contracts.facts import TicketFollowUpAttempted, TicketFollowUpPointSettled, TicketFollowUpRecorded
from contracts.private import FollowUpText, Note
from contracts.vocabulary import CloseReason, FollowUpOutcome, RefusalReason, ReopenReason, TicketState
from dispatch.domain.ending import closed, reopened
from dispatch.domain.story import Story, acted, sealed
from dispatch.domain.wording import refusal

_ENDS = {
    FollowUpOutcome.SATISFIED: CloseReason.FOLLOW_UP_SATISFIED,
    FollowUpOutcome.UNREACHABLE: CloseReason.UNREACHABLE,
}


def on_attempt(story: Story, command: RecordFollowUpAttempt) -> Story:
    """Nobody was reached. After the policy's last attempt they count as unreachable, on record."""
    nth = story.snapshot.follow_up_attempts + 1
    fields = {"outcome": command.outcome, "nth": nth, "next_at": command.next_at}
    story = acted(story, TicketFollowUpAttempted, {"follow_up_attempts": nth}, **fields)
    if nth < story.estate.group.numbers.follow_up_attempts:
        return story
    changes = {"follow_up": FollowUpOutcome.UNREACHABLE, "followed_up_at": story.when}
    return _ended(acted(story, TicketFollowUpRecorded, changes, outcome=FollowUpOutcome.UNREACHABLE))


def on_follow_up(story: Story, command: RecordFollowUp) -> Story:
    """The answer: satisfied or unreachable closes, unsatisfied is worked again."""
    words = FollowUpText(points=command.points, suggestions=command.suggestions, remark=command.note)
    changes = {"follow_up": command.outcome, "followed_up_at": story.when}
    fields = command.model_dump(include={"outcome", "by_visit", "promised_at"})
    fields |= {"points": len(command.points), "sealed": sealed(story, words)}
    return _ended(acted(story, TicketFollowUpRecorded, changes, **fields))


def on_settle(story: Story, command: SettleFollowUpPoint) -> Story:
    """One point raised was dealt with."""
    if command.point not in story.memo.open_points:
        raise refusal(story, RefusalReason.NOT_IN_SET, "nothing_pending")
    note = sealed(story, Note(text=command.note))
    return acted(story, TicketFollowUpPointSettled, point=command.point, became=command.became, sealed=note)


def _ended(story: Story) -> Story:
    outcome = story.snapshot.follow_up
    if outcome is FollowUpOutcome.UNSATISFIED:
        return reopened(story, ReopenReason.FOLLOW_UP_UNSATISFIED)
    if outcome is None or story.snapshot.state is TicketState.CLOSED:
        return story
    return closed(story, _ENDS[outcome])
