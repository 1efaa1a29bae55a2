"""What the environment tells sla-monitor, besides what it tells every service."""

from typing import ClassVar

from chassis.settings import RecordSettings


class Settings(RecordSettings):
    """The chassis' settings. Nothing sealed is opened here: no master key is needed."""

    NEEDS_MASTER_KEY: ClassVar[bool] = False
