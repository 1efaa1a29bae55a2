"""`python -m intake`: see README.md for its environment."""

from chassis.run import main
from intake.app import create
from intake.settings import Settings

if __name__ == "__main__":
    main("intake", Settings, create)
