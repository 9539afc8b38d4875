"""Codes and names people type: made uniform, and when wrong, told which rule failed and how to mend it."""

import re

from apps.core import text
from apps.core.errors import Defect

USCC_ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
USCC_WEIGHTS = tuple(pow(3, place, 31) for place in range(17))
CONFUSED = {"I": "1", "O": "0", "S": "5", "V": "U", "Z": "2"}
# The first two digits of a division code; 10 is the national registry, 99 the corps of Xinjiang.
PROVINCES = frozenset(
    "10 11 12 13 14 15 21 22 23 31 32 33 34 35 36 37 41 42 43 44 45 46 "
    "50 51 52 53 54 61 62 63 64 65 71 81 82 99".split()
)
DEMO_REGION = "999999"  # exists nowhere, so a demo code can never be somebody's
PHONE = re.compile(r"1[3-9]\d{9}")
EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")
INSTITUTION = re.compile(r"\d{10}")
FLOAT_TAIL = re.compile(r"^(\d+)\.0+$")


def normalize_uscc(value: str) -> str:
    """Full-width to ASCII, upper case, without the blanks and hyphens of a printed licence."""
    return re.sub(r"[\s\-—－]", "", text.normalize(value)).upper()


def uscc_defect(value: str, *, demo: bool = False) -> Defect | None:
    """The first rule this (normalised) credit code breaks, in words; None when it is sound."""
    rules = (_uscc_length, _uscc_alphabet, _uscc_demo_region if demo else _uscc_region, _uscc_check)
    return next((defect for rule in rules if (defect := rule(value))), None)


def uscc_check_character(first17: str) -> str:
    """GB 32100: weights 3^i, modulus 31."""
    total = sum(USCC_ALPHABET.index(char) * weight for char, weight in zip(first17, USCC_WEIGHTS, strict=True))
    return USCC_ALPHABET[-total % 31]


def _uscc(message: str, remedy: str) -> Defect:
    return Defect("uscc", f"统一社会信用代码{message}", remedy)


def _uscc_length(value: str) -> Defect | None:
    if len(value) == 18:
        return None
    return _uscc(f"应为 18 位，现为 {len(value)} 位", "请对照营业执照或法人证书补全")


def _uscc_alphabet(value: str) -> Defect | None:
    for place, char in enumerate(value, start=1):
        if char not in USCC_ALPHABET:
            likely = f"，是否应为「{CONFUSED[char]}」" if char in CONFUSED else ""
            remedy = f"只用数字和大写字母，不含 I、O、S、V、Z{likely}"
            return _uscc(f"第 {place} 位「{char}」不是可用字符", remedy)
    return None


def _uscc_region(value: str) -> Defect | None:
    region = value[2:8]
    if region.isdigit() and region[:2] in PROVINCES and region != DEMO_REGION:
        return None
    return _uscc(f"第 3–8 位「{region}」不是行政区划码", "应为 6 位数字且以省级代码开头（上海为 31）")


def _uscc_demo_region(value: str) -> Defect | None:
    region = value[2:8]
    if region == DEMO_REGION:
        return None
    return _uscc(f"第 3–8 位「{region}」可能属于真实单位", f"演示单位请用 {DEMO_REGION}")


def _uscc_check(value: str) -> Defect | None:
    due = uscc_check_character(value[:17])
    if value[17] == due:
        return None
    message = f"校验不通过：按前 17 位第 18 位应为「{due}」，现为「{value[17]}」"
    return _uscc(message, "请逐位核对，多为抄错一位或两位颠倒")


def normalize_institution_code(value: object) -> str:
    """The ministry's 10 digits, also from a spreadsheet's float (4131010251.0) or full-width digits."""
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    plain = re.sub(r"\s", "", text.normalize(str(value)))
    return FLOAT_TAIL.sub(r"\1", plain)


def institution_code_defect(value: str) -> Defect | None:
    """What is wrong with a (normalised) school code; it does not always start with 41."""
    if INSTITUTION.fullmatch(value):
        return None
    if re.search(r"\dE\+?\d", value.upper()):
        message = f"学校标识码「{value}」被表格软件写成了科学计数"
        return Defect("institution_code", message, "请把该列设为文本后重填 10 位数字")
    return Defect("institution_code", f"学校标识码应为 10 位数字，现为「{value}」", "请对照教育部全国高等学校名单填写")


def normalize_login(value: str) -> str:
    """What a person types as a name to log in: e-mail in lower case, or the bare mobile number."""
    plain = text.fold(value).replace(" ", "")
    return plain if "@" in plain else re.sub(r"^(\+?86)(?=1\d{10}$)", "", plain.replace("-", ""))


def is_email(login: str) -> bool:
    return EMAIL.fullmatch(login) is not None and len(login) <= 254


def is_phone(login: str) -> bool:
    return PHONE.fullmatch(login) is not None and login.isascii()


def login_defect(login: str) -> Defect | None:
    """Why a (normalised) name can be neither an e-mail address nor a mobile number."""
    if is_email(login) or is_phone(login):
        return None
    if "@" in login:
        return Defect("login", "电子邮箱格式不对", "应形如 name@example.com")
    return Defect("login", "请填写 11 位手机号或电子邮箱", "手机号以 1 开头，如 13800000000")
