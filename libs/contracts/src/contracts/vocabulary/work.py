"""Work, replies and money: what was found, done, said and charged."""

from enum import StrEnum


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


class BasisOfPrice(StrEnum):
    """Where a quote's price comes from (D-309)."""

    PRICE_LIST = "price_list"
    BY_HAND = "by_hand"


class Payment(StrEnum):
    """How a charge is paid (D-309)."""

    CASH = "cash"
    MONTHLY_BILL = "monthly_bill"


class PaymentTime(StrEnum):
    """When a charge is paid (D-309)."""

    BEFORE_WORK = "before_work"
    AFTER_WORK = "after_work"
