"""The fixed words of a codebook."""

from __future__ import annotations

from questionnaires.model import Privacy, Role
from questionnaires.text import Text

CODEBOOK = Text(zh="代码本", en="Codebook")
ABOUT = Text(zh="说明", en="About")
VARIABLES = Text(zh="变量", en="Variables")
VALUES = Text(zh="取值", en="Values")
LISTS = Text(zh="代码表", en="Code lists")
MISSING = Text(zh="缺失代码", en="Missing codes")
CONTENTS = Text(zh="目录", en="Contents")

NAME = Text(zh="变量名", en="Variable")
LABEL = Text(zh="标签", en="Label")
TYPE = Text(zh="类型", en="Type")
NUMBER = Text(zh="题号", en="Number")
QUESTION = Text(zh="题目", en="Question")
WORDING = Text(zh="问法", en="Wording")
INSTRUCTION = Text(zh="填答提示", en="Instruction")
UNIVERSE = Text(zh="问谁", en="Universe")
RULE = Text(zh="规则", en="Rule")
CODE = Text(zh="代码", en="Code")
MEANING = Text(zh="含义", en="Meaning")
MISSING_AS = Text(zh="作为缺失", en="Missing as")
ROLE = Text(zh="分析角色", en="Role")
PRIVACY = Text(zh="隐私", en="Privacy")
LIST = Text(zh="代码表", en="Code list")
STANDARD = Text(zh="标准", en="Standard")
VERSION = Text(zh="版本", en="Version")
UNIT = Text(zh="单位", en="Unit")
RANGE = Text(zh="范围", en="Range")
CALCULATION = Text(zh="计算", en="Calculated as")
REQUIRED = Text(zh="必答", en="Required")
YES, NO = Text(zh="是", en="yes"), Text(zh="否", en="no")
REVERSE = Text(zh="计分时反向", en="Reversed in a scale")
EXPECTED = Text(zh="注意力检查，应选 {code}", en="Attention check, should be {code}")
HASH = Text(zh="问卷版本的哈希", en="Hash of the questionnaire")
COUNT = Text(zh="{count} 个变量", en="{count} variables")
ENTRIES = Text(zh="{count} 个代码", en="{count} codes")
NOTE = Text(
    zh="变量是数据文件里的列。没有答案的地方是缺失代码，从不空着。",
    en="Variables are the columns of the data file. Where there is no answer stands a missing code, never nothing.",
)

TYPES = {
    "code": Text(zh="代码", en="code"),
    "indicator": Text(zh="选中与否（1/0）", en="chosen or not (1/0)"),
    "number": Text(zh="数", en="number"),
    "date": Text(zh="日期", en="date"),
    "text": Text(zh="文字", en="text"),
}
PRIVACIES = {
    Privacy.PLAIN: Text(zh="一般", en="plain"),
    Privacy.QUASI_IDENTIFYING: Text(zh="间接标识", en="quasi-identifying"),
    Privacy.SENSITIVE: Text(zh="敏感", en="sensitive"),
    Privacy.IDENTIFYING: Text(zh="直接标识", en="identifying"),
}
ROLES = {
    Role.SEX: Text(zh="性别", en="sex"),
    Role.BIRTH: Text(zh="出生年月", en="birth"),
    Role.AGE: Text(zh="年龄", en="age"),
    Role.EDUCATION: Text(zh="学历", en="education"),
    Role.DEGREE: Text(zh="学位", en="degree"),
    Role.FIELD: Text(zh="所学专业", en="field of education"),
    Role.POLITICAL: Text(zh="政治面貌", en="political status"),
    Role.OCCUPATION: Text(zh="职业", en="occupation"),
    Role.TITLE: Text(zh="职称", en="professional title"),
    Role.TITLE_SERIES: Text(zh="职称系列", en="title series"),
    Role.INDUSTRY: Text(zh="行业门类", en="industry"),
    Role.SECTOR: Text(zh="行业分组", en="sector"),
    Role.TOWN: Text(zh="乡镇", en="town"),
    Role.UNIT_TYPE: Text(zh="单位类型", en="type of unit"),
    Role.UNIT: Text(zh="单位", en="unit"),
    Role.SUGGESTION: Text(zh="意见建议", en="suggestion"),
    Role.SUGGESTION_TOPIC: Text(zh="建议的方面", en="topic of the suggestion"),
    Role.SUGGESTION_CONSENT: Text(zh="建议转办的同意", en="consent to pass the suggestion on"),
}
LANGUAGES = {"zh-CN": Text(zh="中文", en="Chinese"), "en": Text(zh="英文", en="English")}
