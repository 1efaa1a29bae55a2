"""Who does and who gets things: departments, roles, audiences (D-301, D-407, D-108)."""

from enum import StrEnum


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


class Audience(StrEnum):
    """For whom a sealed part is; complainant and respondent are hidden from each other (D-108)."""

    HANDLERS = "handlers"
    RESIDENT = "resident"
    RESPONDENT = "respondent"


class Recipient(StrEnum):
    """Who gets a notification: the resident behind the report, or somebody of the staff."""

    RESIDENT = "resident"
    STAFF = "staff"


class MessageChannel(StrEnum):
    """How a person is reached (D-502)."""

    SMS = "sms"
    EMAIL = "email"
    LETTER = "letter"


class Party(StrEnum):
    """Whose statement it is (D-303)."""

    COMPLAINANT = "complainant"
    RESPONDENT = "respondent"
    WITNESS = "witness"


class DecisionLevel(StrEnum):
    """Who decides what the site's staff cannot (D-312)."""

    SITE = "site"
    GROUP = "group"
