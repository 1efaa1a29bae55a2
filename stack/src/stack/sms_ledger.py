"""What the SMS gateway accepted: a line of JSON per message and phone number, kept across restarts."""

import json
import uuid
from collections.abc import Mapping
from datetime import datetime, timedelta
from pathlib import Path

BEIJING = timedelta(hours=8)


class SmsLedger:
    """Every message accepted, oldest first. The same OutId twice is two messages, as with the real provider."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self._file = folder / "messages.jsonl"
        lines = self._file.read_text("utf-8").splitlines() if self._file.exists() else []
        self.messages: list[dict[str, str]] = [json.loads(line) for line in lines]

    def accept(self, parameters: Mapping[str, str], now: datetime) -> str:
        """Keep the message for each of its phone numbers; returns the BizId."""
        biz_id = f"{uuid.uuid4().int % 10**15}^0"
        entries = [_entry(parameters, phone, biz_id, now) for phone in parameters["PhoneNumbers"].split(",")]
        with self._file.open("a", encoding="utf-8") as file:
            file.writelines(json.dumps(entry, ensure_ascii=False) + "\n" for entry in entries)
        self.messages += entries
        return biz_id

    def find(self, **wanted: str | None) -> list[dict[str, str]]:
        """The messages whose fields have the wanted values; None does not filter."""
        asked = {name: value for name, value in wanted.items() if value is not None}
        return [entry for entry in self.messages if all(entry.get(name) == value for name, value in asked.items())]


def beijing(at: datetime) -> str:
    """The provider's local time, as its answers have it."""
    return (at + BEIJING).strftime("%Y-%m-%d %H:%M:%S")


def _entry(parameters: Mapping[str, str], phone: str, biz_id: str, now: datetime) -> dict[str, str]:
    template_param = parameters.get("TemplateParam") or "{}"
    return {
        "biz_id": biz_id,
        "out_id": parameters.get("OutId", ""),
        "phone": phone,
        "sign_name": parameters["SignName"],
        "template_code": parameters["TemplateCode"],
        "template_param": template_param,
        "text": str(json.loads(template_param).get("text", "")),
        "accepted_at": now.isoformat(),
        "send_date": beijing(now),
    }
