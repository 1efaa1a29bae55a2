"""Mail is kept as it came, and can be read as a person would."""

from email.message import EmailMessage
from pathlib import Path

from stack.mail_store import MailStore, summary
from stack.view import page


def message(subject: str, text: str) -> bytes:
    made = EmailMessage()
    made["Subject"], made["Message-ID"] = subject, "<1@steward.local>"
    made.set_content(text)
    return made.as_bytes()


def test_a_message_is_kept_byte_for_byte_and_indexed_in_readable_form_d506(tmp_path: Path) -> None:
    store, content = MailStore(tmp_path), message("您的报修已受理", "工单号 4F7K-22M9")
    entry = store.keep(content, "desk@example.org", ["resident@example.org"])
    assert store.raw(1) == content
    assert (entry["subject"], entry["text"]) == ("您的报修已受理", "工单号 4F7K-22M9\n")


def test_numbering_and_index_go_on_after_a_restart(tmp_path: Path) -> None:
    MailStore(tmp_path).keep(message("first", "1"), "a@example.org", ["b@example.org"])
    again = MailStore(tmp_path)
    again.keep(message("second", "2"), "a@example.org", ["b@example.org"])
    assert [entry["id"] for entry in MailStore(tmp_path).messages] == [1, 2]
    assert [entry["subject"] for entry in again.messages] == ["first", "second"]


def test_what_is_no_proper_message_is_kept_too(tmp_path: Path) -> None:
    entry = MailStore(tmp_path).keep(b"\xff\xfe not a message", "", ["b@example.org"])
    assert (entry["subject"], entry["size"]) == ("", 16)


def test_a_text_in_an_unknown_charset_is_kept_and_says_why_it_cannot_be_shown(tmp_path: Path) -> None:
    content = b"Subject: x\r\nContent-Type: text/plain; charset=no-such\r\n\r\nabc\r\n"
    entry = MailStore(tmp_path).keep(content, "", ["b@example.org"])
    assert "no-such" in str(entry["text"])


def test_a_message_with_html_only_shows_its_html() -> None:
    made = EmailMessage()
    made.set_content("<p>受理</p>", subtype="html")
    assert summary(made.as_bytes())["text"] == "<p>受理</p>\n"


def test_the_page_shows_the_newest_first_and_escapes_what_residents_write() -> None:
    shown = page("邮件", {"text": "正文"}, [{"text": "old"}, {"text": "<script>new</script>"}])
    assert "<script>new" not in shown
    assert shown.index("&lt;script&gt;new") < shown.index("old")
