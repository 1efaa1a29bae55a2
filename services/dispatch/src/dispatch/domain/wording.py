"""A refusal says what was wrong and what to do, in the language of whoever asked (D-109)."""

from typing import Final, Protocol

from chassis.decision import Refused
from contracts.identifiers import RESIDENT
from contracts.vocabulary import Language, RefusalReason, TicketState
from dispatch.domain.state import State
from estate import Estate

_STATES: Final[dict[TicketState, tuple[str, str, str]]] = {
    TicketState.TRIAGE: ("waits to be classified", "待分类", "待分類"),
    TicketState.OPENED: ("is opened", "待派单", "待派單"),
    TicketState.ASSIGNED: ("is assigned", "已派单", "已派單"),
    TicketState.ACCEPTED: ("is accepted", "已接单", "已接單"),
    TicketState.WAITING: ("is waiting", "等待中", "等候中"),
    TicketState.IN_PROGRESS: ("is in progress", "处理中", "處理中"),
    TicketState.RESOLVED: ("is resolved", "已办结", "已辦結"),
    TicketState.CLOSED: ("is closed", "已关闭", "已關閉"),
}

_WORDS: Final[dict[str, tuple[str, str, str]]] = {
    "no_ticket": (
        "there is no such ticket yet; check the number, or wait until it has been opened",
        "暂无此工单，请核对工单编号，或待受理完成后再试",
        "暫無此工單，請核對工單編號，或待受理完成後再試",
    ),
    "not_offered": (
        "this version does not offer {command} yet",
        "当前版本暂不支持该操作（{command}）",
        "現時版本暫不支援此操作（{command}）",
    ),
    "wrong_state": (
        "the ticket {state}; that can be done only while it {allowed}",
        "工单当前状态为“{state}”，仅在“{allowed}”时可执行此操作",
        "工單現時狀態為「{state}」，僅在「{allowed}」時可執行此操作",
    ),
    "wrong_kind": (
        "that is not done with a ticket of kind {kind}",
        "该类工单（{kind}）不适用此操作",
        "此類工單（{kind}）不適用此操作",
    ),
    "wrong_role": (
        "that is for {roles} only; ask one of them",
        "您的岗位无权执行此操作，请联系有权限的人员（{roles}）",
        "您的崗位無權執行此操作，請聯絡有權限的人員（{roles}）",
    ),
    "unknown_person": (
        "there is no person {person} in this estate; give the id of a staff member",
        "系统中没有编号为 {person} 的人员，请填写员工编号",
        "系統中沒有編號為 {person} 的人員，請填寫員工編號",
    ),
    "not_theirs": (
        "{person} does not belong to department {department}; name somebody who does",
        "{person} 不属于部门 {department}，请指定该部门的人员",
        "{person} 不屬於部門 {department}，請指定該部門的人員",
    ),
    "not_of_site": (
        "{person} has no duties at site {site}; name somebody who has",
        "{person} 不负责项目 {site}，请指定该项目的人员",
        "{person} 不負責項目 {site}，請指定該項目的人員",
    ),
    "unknown_department": (
        "site {site} has no department {department}; give one of the site's or the group's",
        "项目 {site} 没有部门 {department}，请填写本项目或集团的部门",
        "項目 {site} 沒有部門 {department}，請填寫本項目或集團的部門",
    ),
    "site_not_yours": (
        "the ticket belongs to site {site}, where you have no duties",
        "该工单属于项目 {site}，不在您的管理范围内",
        "該工單屬於項目 {site}，不在您的管理範圍內",
    ),
    "not_assignee": (
        "the ticket is not yours; its assignee or the department in charge can do that",
        "该工单不由您负责，请由责任人或责任部门处理",
        "該工單不由您負責，請由責任人或責任部門處理",
    ),
    "not_the_handler": (
        "{person} is not the ticket's handler; name its assignee",
        "{person} 不是该工单的处理人，请填写当前责任人",
        "{person} 並非該工單的處理人，請填寫現時責任人",
    ),
    "not_invalid": (
        "only what was found invalid has a reason to withhold; verify it first",
        "仅核实为无效的工单可暂不说明原因，请先完成核实",
        "僅核實為無效的工單可暫不說明原因，請先完成核實",
    ),
    "not_in_charge": (
        "your department is not in charge of the ticket; let it be transferred first",
        "您所在部门不是该工单的责任部门，请先办理转派",
        "您所在部門並非該工單的責任部門，請先辦理轉派",
    ),
    "no_key": (
        "the ticket's personal part has been erased; nothing can be written to it any more",
        "该工单的个人信息已删除，不能再写入文字内容",
        "該工單的個人資料已刪除，不能再寫入文字內容",
    ),
    "in_the_past": (
        "{field} has passed already; give an instant still to come",
        "{field} 已是过去的时间，请填写未来的时间",
        "{field} 已是過去的時間，請填寫未來的時間",
    ),
    "in_the_future": (
        "happened_at lies in the future; say when it was done, once it has been",
        "happened_at 晚于当前时间，请填写实际发生的时间",
        "happened_at 遲於現時時間，請填寫實際發生的時間",
    ),
    "before_the_report": (
        "happened_at is earlier than the report itself; check the date",
        "happened_at 早于报事时间，请核对日期",
        "happened_at 早於報事時間，請核對日期",
    ),
    "missing": ("give {field}", "请填写 {field}", "請填寫 {field}"),
    "no_matter": ("the ticket has no matter {n}", "该工单没有第 {n} 项事项", "該工單沒有第 {n} 項事項"),
    "matter_numbers": (
        "number the matters 1, 2, 3 … and give at least one",
        "请将事项从 1 起连续编号，且至少填写一项",
        "請將事項由 1 起連續編號，並至少填寫一項",
    ),
    "no_order": (
        "the ticket has no work order {order}",
        "该工单没有派工单 {order}",
        "該工單沒有派工單 {order}",
    ),
    "order_state": (
        "work order {order} is {state}; that cannot be done with it any more or not yet",
        "派工单 {order} 当前状态（{state}）不可执行此操作",
        "派工單 {order} 現時狀態（{state}）不可執行此操作",
    ),
    "nothing_pending": (
        "nothing of the kind is waiting for a decision",
        "当前没有待批复的此类事项",
        "現時沒有待批覆的此類事項",
    ),
    "own_request": (
        "nobody decides on their own request; let another manager decide",
        "不能批复自己提交的申请，请由其他管理人员批复",
        "不能批覆自己提交的申請，請由其他管理人員批覆",
    ),
    "unclassified": (
        "a ticket that waits to be classified leads no group case; classify it first",
        "待分类的工单不能作为群体投诉的主工单，请先完成分类",
        "待分類的工單不能作為群體投訴的主工單，請先完成分類",
    ),
    "pending": (
        "an earlier request is still waiting for its decision",
        "上一次申请尚未批复，请等待批复后再申请",
        "上一次申請尚未批覆，請待批覆後再申請",
    ),
    "close_reason": (
        "it cannot be closed as {why}: {need}",
        "不能以“{why}”关闭：需先满足 {need}",
        "不能以「{why}」關閉：需先滿足 {need}",
    ),
    "unsaid": (
        "say {parts} too: a completion records the cause, what was done about it, and the result",
        "请补充 {parts}：办结须写明原因、处理措施和结果",
        "請補充 {parts}：辦結須寫明原因、處理措施及結果",
    ),
    "same": ("that is so already", "工单已处于该状态，无需重复操作", "工單已處於該狀態，無需重複操作"),
    "lower_step": (
        "mediation stands at {step} already; it goes on from there or upwards",
        "纠纷处理已进行到“{step}”，只能继续或升级",
        "糾紛處理已進行到「{step}」，只能繼續或升級",
    ),
}


class Asked(Protocol):
    """What a refusal needs to know of a story."""

    @property
    def estate(self) -> Estate: ...
    @property
    def state(self) -> State: ...
    @property
    def by(self) -> str: ...


class NotGranted(Exception):  # noqa: N818  an answer to a wish, not an error
    """The command is not obeyed; `refused` says why."""

    def __init__(self, refused: Refused) -> None:
        super().__init__(refused.message)
        self.refused = refused


def refusal(asked: Asked, reason: RefusalReason, word: str, **params: object) -> NotGranted:
    """The refusal in words, to be raised."""
    return NotGranted(Refused(reason, _WORDS[word][_column(language_of(asked))].format(**params)))


def state_in_words(asked: Asked, *states: TicketState) -> str:
    """Names of states as the reader knows them."""
    column = _column(language_of(asked))
    return (" / " if column else " or ").join(_STATES[state][column] for state in states)


def language_of(asked: Asked) -> Language:
    """A staff member's first language, a resident's own, else English."""
    if asked.by == RESIDENT:
        return (asked.state.snapshot and asked.state.snapshot.language) or Language.EN
    person = asked.estate.people.get(asked.by)
    return person.languages[0] if person else Language.EN


def _column(language: Language) -> int:
    return {Language.EN: 0, Language.ZH_HANS: 1, Language.ZH_HANT: 2}[language]
