"""What intake reads from the environment beside what every service does."""

from pathlib import Path

from pydantic import Field

from chassis.settings import ServiceSettings


class Settings(ServiceSettings):
    """A variable is the field's name in capitals."""

    intake_spool: Path = Field(
        default=Path("var/spool"), description="the folder of the spool, on a disk that lasts", examples=["var/spool"]
    )
    intake_patience_seconds: float = Field(
        default=1.0, gt=0, le=10, description="how long Kafka may take before the spool is used", examples=["1"]
    )
    intake_requests_per_second: float = Field(
        default=1000, gt=0, description="how many calls a second one caller may make on average", examples=["1000"]
    )
    intake_burst: int = Field(default=2000, ge=1, description="how many calls at once", examples=["2000"])
