"""What the environment tells dispatch, besides what it tells every service."""

from chassis.settings import RecordSettings


class Settings(RecordSettings):
    """The chassis' settings; dispatch needs the estate, the master key (sealing, hashes) and no others of its own."""
