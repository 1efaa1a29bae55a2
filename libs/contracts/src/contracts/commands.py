"""x"""

from contracts.message import Message

COMMANDS: tuple[type[Message], ...] = ()
