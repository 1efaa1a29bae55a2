"""`python -m dispatch`."""

from chassis.run import main
from dispatch.app import NAME, create
from dispatch.settings import Settings

main(NAME, Settings, create)
