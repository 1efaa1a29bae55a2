"""What is wrong in an estate is refused with file, line, path and reason, everything at once."""

from pathlib import Path

import pytest

from estate import EstateRefused, load
from tests.unit.estate.demo import DEMO, GROUP, LADDERS, POLICIES, SHANGHAI, demo, line_of, refusal, spoiled


def test_all_problems_of_all_files_come_at_once(tmp_path: Path) -> None:
    estate = spoiled(tmp_path, GROUP, "calendar: cn-office", "calender: cn-office")
    spoiled(tmp_path, SHANGHAI, "kind: residential", "kind: castle")
    spoiled(tmp_path, POLICIES, "praise:", "applause:")
    problems = refusal(estate)
    assert {problem.file for problem in problems} == {GROUP, SHANGHAI, POLICIES}
    with pytest.raises(EstateRefused) as refused:
        load(estate)
    assert len(str(refused.value).splitlines()) == len(problems)
    line = line_of(estate, SHANGHAI, "kind: castle")
    assert f"{SHANGHAI}:{line}: kind: Input should be 'residential' or 'office', not 'castle'" in str(refused.value)


@pytest.mark.parametrize(
    ("content", "line", "reason"),
    [
        pytest.param(b"id: a\nid: b\n", 2, "is given twice", id="a key given twice"),
        pytest.param(b"id: [a\nb: c\n", 2, "is not valid YAML", id="no YAML"),
        pytest.param('id: "海"\n'.encode("gbk"), 0, "is not UTF-8 (byte 5)", id="another encoding"),
        pytest.param(b"", 0, "", id="an empty file"),
        pytest.param(b"- a list\n", 1, "Input should be a valid dictionary", id="a list"),
    ],
)
def test_a_file_that_cannot_be_read_is_named(tmp_path: Path, content: bytes, line: int, reason: str) -> None:
    estate = spoiled(tmp_path, SHANGHAI, "", "")
    (estate / SHANGHAI).write_bytes(content)
    problems = refusal(estate)
    assert {(problem.file, problem.line) for problem in problems} == {(SHANGHAI, line)}
    assert reason in problems[0].reason


def test_a_file_that_is_away_is_named(tmp_path: Path) -> None:
    estate = spoiled(tmp_path, LADDERS, "", "")
    (estate / LADDERS).unlink()
    assert [str(problem) for problem in refusal(estate)] == [
        "ladders.yaml: cannot be read (No such file or directory): add the file"
    ]


def test_a_list_file_holds_its_list_and_nothing_else(tmp_path: Path) -> None:
    for old, new in (("ladders:\n", "rungs:\n"), ("rungs:\n", "ladders: none\nrungs:\n")):
        problems = refusal(spoiled(tmp_path, LADDERS, old, new))
        assert [problem.reason for problem in problems] == ["holds one key, ladders, with a list under it"]


def test_an_estate_without_sites_is_refused(tmp_path: Path) -> None:
    estate = spoiled(tmp_path, LADDERS, "", "")
    for file in (estate / "sites").iterdir():
        file.unlink()
    assert [str(problem) for problem in refusal(estate)] == ["sites/: has no site: add one YAML file per site"]


def test_the_version_changes_with_the_content_and_not_with_comments_or_order(tmp_path: Path) -> None:
    estate = spoiled(tmp_path, GROUP, "policy: group-default\n", "# a remark\n")
    spoiled(tmp_path, GROUP, "id: lanchuan\n", "policy: group-default\nid: lanchuan\n")
    assert load(estate).version == demo().version == load(DEMO).version
    spoiled(
        tmp_path, POLICIES, "{working_days: 3, cap: {working_days: 15}}", "{working_days: 4, cap: {working_days: 15}}"
    )
    assert load(estate).version != demo().version
