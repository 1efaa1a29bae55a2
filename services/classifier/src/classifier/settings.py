"""What the environment tells the classifier."""

from pathlib import Path

from pydantic import Field

from chassis.settings import ServiceSettings


def shipped(package: Path) -> Path:
    """The rule book that comes along: inside the installed package, else beside it in the source tree."""
    inside = package / "rules"
    return inside if inside.is_dir() else package.parents[1] / "rules"


SHIPPED = shipped(Path(__file__).resolve().parent)


class Settings(ServiceSettings):
    """The settings every service has, and where the rules are."""

    classifier_rules: Path = Field(
        default=SHIPPED, description="the folder with the group's rule book", examples=["services/classifier/rules"]
    )
