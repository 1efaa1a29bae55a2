"""The closed sets that services, rules, estates and integrators share (domain.md; Chinese terms as on screens).

Every enum is a `StrEnum`: its value is what stands in JSON, in YAML and in durable-rules facts. A value is never
removed or given another meaning; a new meaning is a new value.
"""

from enum import StrEnum


class Kind(StrEnum):
    """What sort of ticket it is (D-201)."""

    COMPLAINT = "complaint"  # 投诉
    REPAIR = "repair"  # 报修
    PAID_SERVICE = "paid_service"  # 有偿服务
    SUGGESTION = "suggestion"  # 建议
    ENQUIRY = "enquiry"  # 咨询
    PRAISE = "praise"  # 表扬


class Category(StrEnum):
    """About what: the desk that must act first (D-202)."""

    FACILITY_REPAIR = "facility_repair"  # 设施维修
    ENVIRONMENT_HYGIENE = "environment_hygiene"  # 环境卫生
    GREENING = "greening"  # 园艺绿化
    SECURITY = "security"  # 安防秩序
    PARKING = "parking"  # 停车
    STAFF_SERVICE = "staff_service"  # 服务态度与效率
    FEES_FINANCE = "fees_finance"  # 收费财务
    NEIGHBOUR_DISPUTE = "neighbour_dispute"  # 业主间纠纷
    NOISE = "noise"  # 噪音
    HOUSE_QUALITY = "house_quality"  # 房屋质量
    PUBLIC_AFFAIRS = "public_affairs"  # 公共事务
    PAID_SERVICE = "paid_service"  # 有偿服务


class Subcategory(StrEnum):
    """What exactly, inside a category (D-202). `CATEGORY_OF` says which category each belongs to."""

    LIFT = "lift"  # 电梯
    PLUMBING = "plumbing"  # 给排水
    LEAK = "leak"  # 渗漏
    ELECTRICITY = "electricity"  # 供电
    LIGHTING = "lighting"  # 照明
    GAS = "gas"  # 燃气
    ACCESS_CONTROL = "access_control"  # 门禁
    FIRE_EQUIPMENT = "fire_equipment"  # 消防设施
    HEATING = "heating"  # 供暖
    INTERCOM = "intercom"  # 对讲
    ROAD = "road"  # 道路井盖
    BROADBAND_METERS = "broadband_meters"  # 宽带与表计
    SIGNAGE = "signage"  # 标识
    CLUBHOUSE = "clubhouse"  # 会所
    OTHER_FACILITY = "other_facility"
    RUBBISH = "rubbish"  # 垃圾
    DUMPING = "dumping"  # 乱倒
    SEWAGE = "sewage"  # 污水
    SMELL = "smell"  # 异味
    FUMES = "fumes"  # 油烟
    PESTS = "pests"  # 虫鼠
    CLEANING = "cleaning"  # 保洁
    PLANTS = "plants"  # 绿植
    TREES = "trees"  # 树木
    THEFT = "theft"  # 盗窃
    STRANGERS = "strangers"  # 陌生人
    FIRE_LANE = "fire_lane"  # 消防通道
    GUARDING = "guarding"  # 秩序维护
    FALLING_OBJECTS = "falling_objects"  # 高空抛物
    ANIMALS = "animals"  # 犬只
    CHARGING = "charging"  # 电动车充电
    VIOLENCE = "violence"  # 暴力
    ILLEGAL_PARKING = "illegal_parking"  # 乱停车
    PARKING_SPACES = "parking_spaces"  # 车位不足
    PARKING_CHARGE = "parking_charge"  # 停车收费
    ATTITUDE = "attitude"  # 态度
    EFFICIENCY = "efficiency"  # 效率
    FAVOURS_ASKED = "favours_asked"  # 索取好处 (goes to supervision)
    WRONG_CHARGE = "wrong_charge"  # 乱收费
    FEE_QUESTION = "fee_question"  # 费用咨询
    DEPOSIT_REFUND = "deposit_refund"  # 押金退款
    ILLEGAL_BUILDING = "illegal_building"  # 违建
    COMMON_AREA_OCCUPIED = "common_area_occupied"  # 占用公共部位
    FLAT_AS_BUSINESS = "flat_as_business"  # 住改商
    NEIGHBOUR_LEAK = "neighbour_leak"  # 邻里漏水
    PETS = "pets"  # 养犬
    RENOVATION_NUISANCE = "renovation_nuisance"  # 装修扰民
    NEIGHBOUR_NOISE = "neighbour_noise"  # 邻里噪音
    CONSTRUCTION_NOISE = "construction_noise"  # 施工噪音
    EQUIPMENT_NOISE = "equipment_noise"  # 设备噪音
    BUSINESS_NOISE = "business_noise"  # 商业噪音
    DEVELOPER_DEFECT = "developer_defect"  # 质量缺陷
    HANDOVER = "handover"  # 交房
    OWNERS_COMMITTEE = "owners_committee"  # 业委会
    POLICY_QUESTION = "policy_question"  # 政策咨询
    SUGGESTION = "suggestion"  # 建议
    PRAISE = "praise"  # 表扬
    HOME_REPAIR = "home_repair"  # 户内维修
    INSTALLATION = "installation"  # 安装
    UNLOCKING = "unlocking"  # 开锁
    BULKY_PICKUP = "bulky_pickup"  # 大件清运
    OTHER = "other"


_SUBCATEGORIES: dict[Category, str] = {
    Category.FACILITY_REPAIR: "lift plumbing leak electricity lighting gas access_control fire_equipment heating "
    "intercom road broadband_meters signage clubhouse other_facility",
    Category.ENVIRONMENT_HYGIENE: "rubbish dumping sewage smell fumes pests cleaning",
    Category.GREENING: "plants trees",
    Category.SECURITY: "theft strangers fire_lane guarding falling_objects animals charging violence",
    Category.PARKING: "illegal_parking parking_spaces parking_charge",
    Category.STAFF_SERVICE: "attitude efficiency favours_asked",
    Category.FEES_FINANCE: "wrong_charge fee_question deposit_refund",
    Category.NEIGHBOUR_DISPUTE: "illegal_building common_area_occupied flat_as_business neighbour_leak pets "
    "renovation_nuisance",
    Category.NOISE: "neighbour_noise construction_noise equipment_noise business_noise",
    Category.HOUSE_QUALITY: "developer_defect handover",
    Category.PUBLIC_AFFAIRS: "owners_committee policy_question suggestion praise",
    Category.PAID_SERVICE: "home_repair installation unlocking bulky_pickup",
}

CATEGORY_OF: dict[Subcategory, Category] = {
    Subcategory(name): category for category, names in _SUBCATEGORIES.items() for name in names.split()
}
"""The category of each subcategory; `OTHER` belongs to any and is absent."""


class Severity(StrEnum):
    """How bad a complaint is (D-203)."""

    MAJOR = "major"  # 重大
    IMPORTANT = "important"  # 重要
    MINOR = "minor"  # 轻微


class Urgency(StrEnum):
    """How soon work must begin (D-203)."""

    EMERGENCY = "emergency"  # 紧急
    NORMAL = "normal"  # 一般
    DEFERRABLE = "deferrable"  # 可延后


class Flag(StrEnum):
    """What else is known of a ticket and weighs on it (D-204)."""

    SAFETY = "safety"
    GROUP = "group"
    REPEAT = "repeat"
    AGITATED = "agitated"
    THREATENING = "threatening"
    FORWARDED_BY_GOVERNMENT = "forwarded_by_government"
    PRESS_OR_LEGAL_THREAT = "press_or_legal_threat"
    VULNERABLE_PERSON = "vulnerable_person"
    COMPENSATION_CLAIM = "compensation_claim"
    OUTSIDE_OUR_POWERS = "outside_our_powers"


class Responsibility(StrEnum):
    """Who answers for a repair, and so who pays (D-205)."""

    OWNER_PART = "owner_part"  # 自用部位, paid
    COMMON_PART = "common_part"  # 共用部位, free
    WARRANTY = "warranty"  # 保修, the developer's
    UNKNOWN = "unknown"


class Channel(StrEnum):
    """How a request came in (D-101)."""

    PHONE = "phone"
    FRONT_DESK = "front_desk"
    FACE_TO_FACE = "face_to_face"
    WEB = "web"
    APP = "app"
    EMAIL = "email"
    WECHAT = "wechat"
    LETTER = "letter"
    SUGGESTION_BOX = "suggestion_box"
    MEETING = "meeting"
    QUESTIONNAIRE = "questionnaire"
    HOME_VISIT = "home_visit"
    FOLLOW_UP_CALL = "follow_up_call"
    STAFF_FOUND = "staff_found"
    CONTROL_ROOM = "control_room"
    GROUP_OFFICE = "group_office"
    GOVERNMENT_LETTER = "government_letter"


WRITTEN_CHANNELS = frozenset({Channel.EMAIL, Channel.LETTER, Channel.GOVERNMENT_LETTER, Channel.SUGGESTION_BOX})
"""Channels whose substantive reply is due in writing (D-402); all others count as spoken."""


class Language(StrEnum):
    """Language and script of a text or of a person (D-210, D-502)."""

    ZH_HANS = "zh-Hans"
    ZH_HANT = "zh-Hant"
    EN = "en"


class MessageChannel(StrEnum):
    """How a person is reached (D-502)."""

    SMS = "sms"
    EMAIL = "email"
    LETTER = "letter"


class Function(StrEnum):
    """What a department is for; the estate says which department has it at which site (D-301)."""

    CUSTOMER_SERVICE = "customer_service"  # 客服
    ENGINEERING = "engineering"  # 工程
    CLEANING = "cleaning"  # 保洁
    GREENING = "greening"  # 绿化
    ORDER = "order"  # 秩序维护
    FINANCE = "finance"  # 财务
    CONTROL_ROOM = "control_room"  # 中控室
    SUPERVISION = "supervision"  # 监察室
    DEVELOPER_LIAISON = "developer_liaison"  # 房修
    CONTRACTOR = "contractor"  # 外包
    MANAGEMENT = "management"  # 管理处


class Role(StrEnum):
    """What a person may do and on which rung of a ladder they stand."""

    RESIDENT = "resident"
    AGENT = "agent"  # customer service, front desk, call centre
    HANDLER = "handler"  # department staff, contractor
    CONTROL_ROOM = "control_room"
    FOLLOW_UP_CALLER = "follow_up_caller"
    DEPARTMENT_HEAD = "department_head"
    DUTY_MANAGER = "duty_manager"
    SITE_HEAD = "site_head"
    GROUP_DEPARTMENT_MANAGER = "group_department_manager"
    GENERAL_MANAGER = "general_manager"
    SUPERVISION = "supervision"
    OPERATOR = "operator"
    INTEGRATOR = "integrator"
    SYSTEM = "system"


class Clock(StrEnum):
    """One promise running (D-401…D-404, D-410)."""

    CREW_TOLD = "crew_told"
    ACCEPT = "accept"
    FIRST_RESPONSE = "first_response"
    VERIFICATION = "verification"
    PLAN = "plan"
    ON_SITE = "on_site"
    SUBSTANTIVE_REPLY = "substantive_reply"
    RESOLUTION = "resolution"
    WORK_ORDER_RECEIPT = "work_order_receipt"
    HAND_OVER = "hand_over"
    NEXT_UPDATE = "next_update"
    FOLLOW_UP = "follow_up"
    QUOTE = "quote"
    EXTENSION_NOTICE = "extension_notice"
    INVALID_REASON = "invalid_reason"


class TicketState(StrEnum):
    """The ticket's own state, derived from its matters and work orders."""

    TRIAGE = "triage"  # waits for a person to classify it (D-208)
    OPENED = "opened"
    ASSIGNED = "assigned"
    ACCEPTED = "accepted"
    WAITING = "waiting"  # for the resident or an appointment: clocks pause (D-406)
    IN_PROGRESS = "in_progress"
    RESOLVED = "resolved"  # 办结: the worker says it is done
    CLOSED = "closed"  # 关闭: the resident confirmed, or the follow-up did


class WorkOrderState(StrEnum):
    """A work order's state (D-302)."""

    ISSUED = "issued"
    TOLD = "told"
    ACCEPTED = "accepted"
    STARTED = "started"
    COMPLETED = "completed"
    RECEIPTED = "receipted"
    CANCELLED = "cancelled"


class Mode(StrEnum):
    """`import` is inherited by every effect and tells nobody."""

    LIVE = "live"
    IMPORT = "import"


class Audience(StrEnum):
    """For whom a sealed part is; complainant and respondent are hidden from each other (D-108)."""

    HANDLERS = "handlers"
    RESIDENT = "resident"
    RESPONDENT = "respondent"


class FollowUpOutcome(StrEnum):
    """What the follow-up found (D-404)."""

    SATISFIED = "satisfied"
    UNSATISFIED = "unsatisfied"
    UNREACHABLE = "unreachable"


class CloseReason(StrEnum):
    """Why a ticket was closed."""

    CONFIRMED_BY_RESIDENT = "confirmed_by_resident"
    FOLLOW_UP_SATISFIED = "follow_up_satisfied"
    UNREACHABLE = "unreachable"
    INVALID = "invalid"
    OUTSIDE_OUR_POWERS = "outside_our_powers"
    WITHDRAWN = "withdrawn"
    ANSWERED = "answered"


class DeclineReason(StrEnum):
    """Why an assignee does not take the work."""

    NOT_OUR_DEPARTMENT = "not_our_department"
    CONFLICT_OF_INTEREST = "conflict_of_interest"
    NO_CAPACITY = "no_capacity"
    NEEDS_CONTRACTOR = "needs_contractor"
    DUPLICATE = "duplicate"
    OTHER = "other"


class AssignReason(StrEnum):
    """Why this department and this person (D-301, D-306, D-307)."""

    SITE_TABLE = "site_table"
    GROUP_FALLBACK = "group_fallback"
    ON_SHIFT_LEAST_LOADED = "on_shift_least_loaded"
    ON_CALL = "on_call"
    NOBODY_ON_SHIFT = "nobody_on_shift"
    DUTY_MANAGER_AFTER_HOURS = "duty_manager_after_hours"
    SUPERVISION_FOR_FAVOURS = "supervision_for_favours"
    DECLINED_BEFORE = "declined_before"
    REQUESTED_BY_PERSON = "requested_by_person"
    HANDLER_IS_SUBJECT = "handler_is_subject"
    RESIDENT_REJECTED_HANDLER = "resident_rejected_handler"
    HANDED_ON_TOO_OFTEN = "handed_on_too_often"
    RECLASSIFIED = "reclassified"
    REOPENED = "reopened"


class Cause(StrEnum):
    """Root cause recorded on completion (D-606)."""

    WEAR = "wear"
    DEFECT = "defect"
    MISUSE = "misuse"
    STAFF_ERROR = "staff_error"
    PROCESS_GAP = "process_gap"
    THIRD_PARTY = "third_party"
    WEATHER = "weather"
    RESIDENT = "resident"
    UNKNOWN = "unknown"


class Measure(StrEnum):
    """Corrective or preventive measure recorded on completion (D-606)."""

    REPAIRED = "repaired"
    REPLACED = "replaced"
    CLEANED = "cleaned"
    TRAINING = "training"
    PERSON_REPLACED = "person_replaced"
    PROCESS_CHANGED = "process_changed"
    PATROL = "patrol"
    REPAIR_PLAN = "repair_plan"
    REFUNDED = "refunded"
    EXPLAINED = "explained"
    NONE = "none"


class EscalationTrigger(StrEnum):
    """Why somebody higher up is called (D-407, D-408)."""

    BREACH = "breach"
    MAJOR = "major"
    GROUP = "group"
    THREAT = "threat"
    EMERGENCY = "emergency"


class PauseReason(StrEnum):
    """Why a clock stands still (D-406)."""

    WAITING_FOR_RESIDENT = "waiting_for_resident"
    APPOINTMENT = "appointment"


class RefusalReason(StrEnum):
    """Why a request or a command was refused (D-109)."""

    MISSING = "missing"
    UNKNOWN_FIELD = "unknown_field"
    WRONG_TYPE = "wrong_type"
    TOO_LONG = "too_long"
    EMPTY = "empty"
    NOT_IN_SET = "not_in_set"
    BAD_FORMAT = "bad_format"
    IN_THE_FUTURE = "in_the_future"
    UNKNOWN_SITE = "unknown_site"
    UNKNOWN_BUILDING = "unknown_building"
    SITE_NOT_YOURS = "site_not_yours"
    NEEDS_UNIT_AND_CONTACT = "needs_unit_and_contact"
    DIFFERENT_BODY = "different_body"
    UNKNOWN_TICKET = "unknown_ticket"
    WRONG_STATE = "wrong_state"
    WRONG_ROLE = "wrong_role"
    NOT_ASSIGNEE = "not_assignee"
    STALE_SEQUENCE = "stale_sequence"
    UNKNOWN_PERSON = "unknown_person"
    UNKNOWN_DEPARTMENT = "unknown_department"
    ERASED = "erased"


class Notice(StrEnum):
    """Which message somebody is owed (D-501)."""

    RECEIVED = "received"
    ASSIGNED = "assigned"
    APPOINTMENT = "appointment"
    PROGRESS = "progress"
    NEXT_REPORT = "next_report"
    EXTENSION = "extension"
    QUOTE = "quote"
    INVALID = "invalid"
    COMPLETED = "completed"
    FOLLOW_UP = "follow_up"
    REOPENED = "reopened"
    CLOSED = "closed"
    NEW_WORK = "new_work"
    WARNING = "warning"
    BREACH = "breach"
    ESCALATION = "escalation"
    REASSIGNMENT = "reassignment"
    APPROVAL_WANTED = "approval_wanted"
    INFORMED = "informed"


class Recipient(StrEnum):
    """Who gets a notification: the resident behind the report, or somebody of the staff."""

    RESIDENT = "resident"
    STAFF = "staff"


class NotSentReason(StrEnum):
    """Why a notification was deferred, suppressed or failed (D-503, D-504)."""

    QUIET_HOURS = "quiet_hours"
    BURST_LIMIT = "burst_limit"
    OPTED_OUT = "opted_out"
    ANONYMOUS = "anonymous"
    NO_ADDRESS = "no_address"
    IMPORT_MODE = "import_mode"
    ERASED = "erased"
    SUPERSEDED = "superseded"
    EXPIRED = "expired"
    PROVIDER_REFUSED = "provider_refused"
    PROVIDER_UNREACHABLE = "provider_unreachable"
    PROVIDER_CANNOT_SAY = "provider_cannot_say"
    RETRIES_EXHAUSTED = "retries_exhausted"


class DeadReason(StrEnum):
    """Why a message was set aside in a dead-letter topic (rule 7)."""

    UNREADABLE = "unreadable"
    UNKNOWN_TYPE = "unknown_type"
    INVALID = "invalid"
    FORK = "fork"
    TOO_LARGE = "too_large"
    HANDLER_FAILED = "handler_failed"
    BEHIND = "behind"  # its subject is parked behind an earlier dead letter


class ApprovalState(StrEnum):
    """Where a complaint's result stands with the department head (D-312)."""

    NONE = "none"
    WANTED = "wanted"
    APPROVED = "approved"
    RETURNED = "returned"


class QuoteState(StrEnum):
    """Where a paid service's price stands (D-309)."""

    OFFERED = "offered"
    APPROVED = "approved"
    CONFIRMED = "confirmed"
    DECLINED = "declined"


class MediationStep(StrEnum):
    """The rungs of a dispute (D-308), mildest first."""

    NEGOTIATION = "negotiation"  # 协商
    MEDIATION = "mediation"  # 调解
    AUTHORITY = "authority"  # 上级介入
    ARBITRATION = "arbitration"  # 仲裁
    LITIGATION = "litigation"  # 诉讼


class Slot(StrEnum):
    """One thing a rule decides about a report (D-201…D-205)."""

    KIND = "kind"
    CATEGORY = "category"
    SUBCATEGORY = "subcategory"
    SECONDARY = "secondary"
    SEVERITY = "severity"
    URGENCY = "urgency"
    FLAG = "flag"
    RESPONSIBILITY = "responsibility"
    MATTER = "matter"


class TriageReason(StrEnum):
    """Why a person must classify it (D-208)."""

    NOTHING_MATCHED = "nothing_matched"
    AMBIGUOUS = "ambiguous"
    INCOMPLETE = "incomplete"
    ENGINE_FAILED = "engine_failed"
    UNREADABLE_TEXT = "unreadable_text"
    SEAL_BROKEN = "seal_broken"


class Relation(StrEnum):
    """How a ticket hangs together with another (D-104, D-105)."""

    REPEAT_OF = "repeat_of"
    LEAD_OF = "lead_of"
    MEMBER_OF = "member_of"
    SAME_MATTER = "same_matter"


class MatterState(StrEnum):
    """Where one of a ticket's matters stands (D-206)."""

    OPEN = "open"
    RESOLVED = "resolved"


class SuggestionState(StrEnum):
    """What became of a suggestion (D-311)."""

    ADOPTED = "adopted"
    PLANNED = "planned"
    DECLINED = "declined"
    PUBLISHED = "published"


class Validity(StrEnum):
    """What verification found, by truth and reasonableness (D-303)."""

    VALID = "valid"
    UNTRUE = "untrue"
    UNREASONABLE = "unreasonable"


class Party(StrEnum):
    """Whose statement it is (D-303)."""

    COMPLAINANT = "complainant"
    RESPONDENT = "respondent"
    WITNESS = "witness"


class ReplyMeans(StrEnum):
    """How the resident got an answer; a spoken one that staff record stops the clock too (D-402)."""

    PHONE = "phone"
    FACE_TO_FACE = "face_to_face"
    SMS = "sms"
    EMAIL = "email"
    LETTER = "letter"


class ReplyKind(StrEnum):
    """What an answer is, as the clocks see it (D-402, D-403)."""

    FIRST_RESPONSE = "first_response"
    INTERIM = "interim"
    SUBSTANTIVE = "substantive"


class ReplyCheck(StrEnum):
    """Which check of a reply's text a person overrode (D-507)."""

    PROMISE = "promise"
    TONE = "tone"
    HIDDEN_WORD = "hidden_word"
    UNAPPROVED_EXPLANATION = "unapproved_explanation"
    REGRET = "regret"


class MoveReason(StrEnum):
    """Why an appointment is moved."""

    RESIDENT_ASKED = "resident_asked"
    RESIDENT_ABSENT = "resident_absent"
    CREW_DELAYED = "crew_delayed"
    PARTS_MISSING = "parts_missing"
    WEATHER = "weather"


class ExtensionReason(StrEnum):
    """Why more time is asked for (D-305)."""

    PARTS_ORDERED = "parts_ordered"
    CONTRACTOR_NEEDED = "contractor_needed"
    WEATHER = "weather"
    WAITING_FOR_AUTHORITY = "waiting_for_authority"
    WAITING_FOR_DEVELOPER = "waiting_for_developer"
    COMPLEX = "complex"
    OTHER = "other"


class DecisionLevel(StrEnum):
    """Who decides what the site's staff cannot (D-312)."""

    SITE = "site"
    GROUP = "group"


class AttemptOutcome(StrEnum):
    """What became of one attempt to call back (D-404)."""

    NO_ANSWER = "no_answer"
    WRONG_NUMBER = "wrong_number"
    CALL_LATER = "call_later"
    REFUSED = "refused"


class ReopenReason(StrEnum):
    """Why a ticket is worked again (D-310)."""

    RESIDENT_DISPUTED = "resident_disputed"
    FOLLOW_UP_UNSATISFIED = "follow_up_unsatisfied"
    INSPECTION_FAILED = "inspection_failed"
    MANAGER = "manager"


class BasisOfPrice(StrEnum):
    """Where a quote's price comes from (D-309)."""

    PRICE_LIST = "price_list"
    BY_HAND = "by_hand"


class ServiceRefusalReason(StrEnum):
    """Why a paid service is not done (D-309)."""

    OUT_OF_SCOPE = "out_of_scope"
    NOT_PERMITTED = "not_permitted"
    UNSAFE = "unsafe"
    NO_CAPACITY = "no_capacity"


class Payment(StrEnum):
    """How a charge is paid (D-309)."""

    CASH = "cash"
    MONTHLY_BILL = "monthly_bill"


class PaymentTime(StrEnum):
    """When a charge is paid (D-309)."""

    BEFORE_WORK = "before_work"
    AFTER_WORK = "after_work"


class MediationOutcome(StrEnum):
    """What a step of a dispute came to (D-308)."""

    AGREED = "agreed"
    PARTLY_AGREED = "partly_agreed"
    FAILED = "failed"
    CONTINUED = "continued"
    RULED = "ruled"
    WITHDRAWN = "withdrawn"


class CaseCloseReason(StrEnum):
    """Why a group case ended (D-105)."""

    LEAD_CLOSED = "lead_closed"
    NOT_THE_SAME_MATTER = "not_the_same_matter"


class CancelReason(StrEnum):
    """Why a work order is called off."""

    NOT_NEEDED = "not_needed"
    DUPLICATE = "duplicate"
    TRANSFERRED = "transferred"
    WITHDRAWN = "withdrawn"
    RECLASSIFIED = "reclassified"


class EraseReason(StrEnum):
    """Why personal data went (D-108)."""

    REQUESTED = "requested"
    RETENTION_OVER = "retention_over"


class ClockState(StrEnum):
    """Where a clock stands; a breach is a fact about it, not a state."""

    RUNNING = "running"
    PAUSED = "paused"
    MET = "met"
    CANCELLED = "cancelled"


class TargetUnit(StrEnum):
    """What a target is counted in: on the wall clock, or in the site's working time (D-405)."""

    SECONDS = "seconds"
    MINUTES = "minutes"
    HOURS = "hours"
    DAYS = "days"
    WORKING_MINUTES = "working_minutes"
    WORKING_HOURS = "working_hours"
    WORKING_DAYS = "working_days"
    PROMISED = "promised"  # the instant itself was promised


class EscalationEnd(StrEnum):
    """Why a ladder is climbed no further (D-407)."""

    ACKNOWLEDGED = "acknowledged"
    ANNULLED = "annulled"
    MET = "met"
    CLOSED = "closed"
    EXHAUSTED = "exhausted"
