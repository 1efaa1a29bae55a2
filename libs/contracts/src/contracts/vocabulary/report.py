"""What is known of a report: kind, how bad, how soon, how it came in (D-101, D-201…D-210)."""

from enum import StrEnum


class Kind(StrEnum):
    """What sort of ticket it is (D-201)."""

    COMPLAINT = "complaint"  # 投诉
    REPAIR = "repair"  # 报修
    PAID_SERVICE = "paid_service"  # 有偿服务
    SUGGESTION = "suggestion"  # 建议
    ENQUIRY = "enquiry"  # 咨询
    PRAISE = "praise"  # 表扬


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


class Mode(StrEnum):
    """`import` is inherited by every effect and tells nobody."""

    LIVE = "live"
    IMPORT = "import"


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
    TRIAGE = "triage"


class TriageReason(StrEnum):
    """Why a person must classify it (D-208)."""

    NOTHING_MATCHED = "nothing_matched"
    AMBIGUOUS = "ambiguous"
    INCOMPLETE = "incomplete"
    ENGINE_FAILED = "engine_failed"
    UNREADABLE_TEXT = "unreadable_text"
    SEAL_BROKEN = "seal_broken"
    EMPTY = "empty"  # no words at all
    LANGUAGE = "language"  # neither Chinese nor English
    WEAK = "weak"  # one faint hint only
    OTHER_SIDE = "other_side"  # the writer is the one complained of, or staff
    NOT_OURS = "not_ours"  # about somebody else than the estate
