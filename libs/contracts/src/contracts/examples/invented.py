"""The examples' invented ticket: its ids, its moment, its key."""

from datetime import UTC, datetime
from typing import Final

from contracts import ids, register_number

KEY: Final = bytes(range(32))
"""The examples' ticket key, master key and installation key; never anybody else's."""
AT: Final = datetime(2026, 3, 2, 1, 30, tzinfo=UTC)
TICKET: Final = ids.ticket_id("callcentre", "example-1")
OTHER: Final = ids.ticket_id("callcentre", "example-2")
NUMBER: Final = register_number.derive(KEY, TICKET)
CASE: Final = ids.case_id(TICKET)
WORK_ORDER: Final = ids.work_order_id(TICKET, 1)
NOTIFICATION: Final = ids.notification_id("example", "received", "resident")
MONTH: Final = "2026-03"
SITE: Final = "S07"
