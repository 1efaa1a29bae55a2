"""What a ticket is about (D-202)."""

from enum import StrEnum


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
