"""What the environment tells the classifier."""

from pathlib import Path

from pydantic import Field

from chassis.settings import ServiceSettings

SHIPPED = Path(__file__).resolve().parents[2] / "rules"
"""The rule book that comes with the source tree."""


class Settings(ServiceSettings):
    """The settings every service has, and where the rules are."""

    classifier_rules: Path = Field(
        default=SHIPPED, description="the folder with the group's rule book", examples=["services/classifier/rules"]
    )
