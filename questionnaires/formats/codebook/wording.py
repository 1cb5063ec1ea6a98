"""The fixed words of a codebook."""

from __future__ import annotations

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
ROLE = Text(zh="分析用途", en="Role")
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
LANGUAGES = {"zh-CN": Text(zh="中文", en="Chinese"), "en": Text(zh="英文", en="English")}
