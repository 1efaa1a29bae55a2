"""Requests out of JSONL and CSV (D-109)."""

from pathlib import Path

import pytest

from steward.answers import CommandError, Exit
from steward.request_file import from_csv, from_jsonl, lines_of, nested


def test_a_line_that_is_no_json_is_told_with_its_number_and_holds_up_no_other() -> None:
    lines = list(from_jsonl('{"id": "a"}\n\nnonsense\n[1]\n{"id": "b"}'))
    assert [line.id for line in lines] == ["a", None, None, "b"]
    assert "line 3" in lines[1].fault
    assert "line 4" in lines[2].fault


def test_line_separators_inside_a_text_do_not_split_a_request() -> None:
    lines = list(from_jsonl('{"id": "a", "text": "一\u2028二\x85三"}\n'))
    assert [line.fault for line in lines] == [""]


def test_a_columns_map_leads_to_nested_fields() -> None:
    columns = {"编号": "id", "电话": "reporter.phone", "姓名": "reporter.name", "内容": "text"}
    lines = list(from_csv("编号,姓名,电话,内容\n7,王丽,19900001001,电梯坏了\n", columns, "file"))
    assert lines[0].body == {"id": "7", "reporter": {"name": "王丽", "phone": "19900001001"}, "text": "电梯坏了"}


def test_headings_that_are_field_names_need_no_map_and_empty_cells_are_left_out() -> None:
    lines = list(from_csv("id,site,reporter.email\n1,sh-lanting,\n,,\n", {}, "file"))
    assert [line.body for line in lines] == [{"id": "1", "site": "sh-lanting"}]


def test_a_column_mapped_to_nothing_is_left_out() -> None:
    assert next(from_csv("id,备注\n1,随便\n", {"备注": ""}, "file")).body == {"id": "1"}


def test_people_complained_about_may_stand_in_one_cell() -> None:
    assert nested({"about.people": "张三；李四、王五"}) == {"about": {"people": ["张三", "李四", "王五"]}}


def test_a_cell_too_many_is_told_with_its_line() -> None:
    assert "line 2" in next(from_csv("id,text\n1,a,b\n", {}, "file")).fault


def test_a_map_for_a_column_that_is_not_there_is_a_usage_error_that_names_both() -> None:
    with pytest.raises(CommandError, match=r"号码.*id, text") as refused:
        list(from_csv("id,text\n", {"号码": "id"}, "file"))
    assert refused.value.code is Exit.USAGE


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_what_spreadsheets_write_is_read(tmp_path: Path, encoding: str) -> None:
    file = tmp_path / "requests.csv"
    file.write_text("id,text\n1,楼道灯不亮\n", encoding)
    assert lines_of(file, None)[0].body == {"id": "1", "text": "楼道灯不亮"}


def test_a_file_that_is_not_there_is_a_usage_error(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="cannot be read") as refused:
        lines_of(tmp_path / "none.jsonl", None)
    assert refused.value.code is Exit.USAGE


def test_a_map_that_is_no_map_is_refused(tmp_path: Path) -> None:
    (tmp_path / "requests.csv").write_text("id\n1\n")
    (tmp_path / "map.yaml").write_text("- id\n")
    with pytest.raises(CommandError, match=r"电话: reporter\.phone"):
        lines_of(tmp_path / "requests.csv", tmp_path / "map.yaml")
