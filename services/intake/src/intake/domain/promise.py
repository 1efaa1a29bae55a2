"""When the first answer comes, as far as it can be promised before anybody has looked (D-402)."""

from datetime import datetime

from contracts.vocabulary import Channel, Clock, Kind
from estate import Estate, calendar_of, deadline, targets_for


def answer_by(estate: Estate, site_id: str, channel: Channel, received_at: datetime) -> datetime | None:
    """The instant by which there is a first answer *whatever* the report turns out to be.

    Kind, severity and urgency are not known yet, so only the limits that hold for every severity count (the policy's
    24 hours on the clock), and of the kinds the slowest. A class with a stricter limit is answered earlier: the clocks
    are set by that one, never by this promise. None where the policy promises nothing for some kind.
    """
    calendar = calendar_of(estate, site_id)
    ends: list[datetime] = []
    for kind in Kind:
        target = targets_for(estate, site_id, kind, None, None, channel).get(Clock.FIRST_RESPONSE)
        if target is None:
            return None
        ends.append(deadline(target, received_at, calendar))
    return max(ends)
