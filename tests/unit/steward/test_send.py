"""An answer for each request, for people and for scripts."""

import json

from steward.answers import Exit
from steward.calling import Reply, waiting
from steward.request_file import Line
from steward.send import Answer, answer_of, as_json, as_text, verdict

LINE = Line(1, {"id": "a-1"})
TICKET = {"ticket": "t", "number": "0123456789", "answer_by": "2026-11-24T12:00:00Z"}
FAULT = {"field": "site", "reason": "unknown_site", "message": "There is no such site."}


def test_a_new_request_and_a_repeated_one_both_have_their_number() -> None:
    assert answer_of(LINE, Reply(201, TICKET)) == Answer("a-1", "0123456789", "t", "2026-11-24T12:00:00Z", again=False)
    assert answer_of(LINE, Reply(200, TICKET)).again


def test_a_refusal_has_all_its_errors() -> None:
    assert answer_of(LINE, Reply(422, {"title": "…", "errors": [FAULT]})).errors == (FAULT,)


def test_a_refusal_without_fields_still_says_why() -> None:
    answer = answer_of(LINE, Reply(401, {"title": "Unauthorized", "detail": "Send the key you were given"}))
    assert answer.errors[0]["reason"] == "http_401"
    assert "key you were given" in as_text(answer)


def test_a_line_for_scripts_has_the_id_and_the_number_or_the_errors() -> None:
    accepted, refused = answer_of(LINE, Reply(201, TICKET)), answer_of(LINE, Reply(422, {"errors": [FAULT]}))
    assert json.loads(as_json(accepted))["number"] == "0123456789"
    assert "errors" not in json.loads(as_json(accepted))
    assert json.loads(as_json(refused)) == {"id": "a-1", "errors": [FAULT]}


def test_a_line_for_people_reads_the_number_as_on_the_phone() -> None:
    assert "012-345-6789" in as_text(answer_of(LINE, Reply(201, TICKET)))


def test_what_a_caller_wrote_cannot_change_the_look_of_the_screen() -> None:
    assert "\\[red]" in as_text(Answer("[red]x", errors=(FAULT,)))


def test_the_exit_code_says_whether_all_were_accepted() -> None:
    good, bad = answer_of(LINE, Reply(201, TICKET)), answer_of(LINE, Reply(422, {"errors": [FAULT]}))
    assert (verdict([good, good]), verdict([good, bad]), verdict([])) == (Exit.DONE, Exit.REFUSED, Exit.DONE)


def test_retry_after_is_obeyed_in_seconds_and_one_second_is_assumed_for_anything_else() -> None:
    assert [waiting(text).total_seconds() for text in ("7", "0", "Wed, 21 Oct", "")] == [7, 0, 1, 1]
