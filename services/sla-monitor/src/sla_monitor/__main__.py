"""`python -m sla_monitor`: see README.md for its environment."""

from chassis.run import main
from sla_monitor.app import NAME, create
from sla_monitor.settings import Settings

if __name__ == "__main__":
    main(NAME, Settings, create)
