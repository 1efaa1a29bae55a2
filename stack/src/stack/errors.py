"""What can go wrong when the parts are set up or started. Every message says what, where, and what to do."""


class StackError(RuntimeError):
    """The embedded stack could not do what it was asked."""


class AlreadyRunningError(StackError):
    """Another process holds this directory."""


class NotReadyError(StackError):
    """A part was started and did not become ready."""


class JarsUnavailableError(StackError):
    """Kafka's jars could not be fetched or are not what was pinned."""
