"""Messages as they came: one .eml file each, and an index with a line of JSON per message."""

import json
from datetime import UTC, datetime
from email import message_from_bytes, policy
from email.message import EmailMessage, MIMEPart
from pathlib import Path


class MailStore:
    """Keeps every message under `folder`, across restarts."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self._folder = folder
        self._index = folder / "index.jsonl"
        lines = self._index.read_text("utf-8").splitlines() if self._index.exists() else []
        self.messages: list[dict[str, object]] = [json.loads(line) for line in lines]

    def keep(self, content: bytes, sender: str, recipients: list[str]) -> dict[str, object]:
        """Write the file, then its line in the index: a line always has its file. Received is the file's own time."""
        number = len(self.messages) + 1
        path = self._folder / f"{number:06d}.eml"
        path.write_bytes(content)
        received_at = datetime.fromtimestamp(path.stat().st_mtime, UTC)
        entry = {"id": number, "received_at": received_at.isoformat(), "from": sender, "to": recipients}
        entry |= {"file": path.name, "size": len(content), **summary(content)}
        with self._index.open("a", encoding="utf-8") as index:
            index.write(json.dumps(entry, ensure_ascii=False) + "\n")
        self.messages.append(entry)
        return entry

    def raw(self, number: int) -> bytes | None:
        path = self._folder / f"{number:06d}.eml"
        return path.read_bytes() if path.exists() else None


def summary(content: bytes) -> dict[str, object]:
    """Subject, Message-ID and the text to read, of whatever came."""
    message = message_from_bytes(content, policy=policy.default)
    headers = {"subject": str(message["Subject"] or ""), "message_id": str(message["Message-ID"] or "")}
    return {**headers, "text": _text(message.get_body(("plain", "html"))) if isinstance(message, EmailMessage) else ""}


def _text(part: MIMEPart | None) -> str:
    try:
        return "" if part is None else str(part.get_content())
    except (LookupError, ValueError) as error:  # an unknown charset or type: the file still holds every byte
        return f"({error})"
