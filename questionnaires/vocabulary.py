"""What people call the roles of questions and how far an answer may point at a person.

One list for the designer, the question bank and the codebook. Kinds of questions are named in
:mod:`questionnaires.editing.blank`, missing answers in :mod:`questionnaires.kinds`.
"""

from __future__ import annotations

from questionnaires.model import Privacy, Role
from questionnaires.text import Text

ROLE_WORDS: dict[Role, Text] = {
    Role.SEX: Text(zh="性别", en="Sex"),
    Role.BIRTH: Text(zh="出生年月", en="Date of birth"),
    Role.AGE: Text(zh="年龄", en="Age"),
    Role.EDUCATION: Text(zh="学历", en="Education"),
    Role.DEGREE: Text(zh="学位", en="Degree"),
    Role.FIELD: Text(zh="所学专业", en="Field of study"),
    Role.POLITICAL: Text(zh="政治面貌", en="Political status"),
    Role.OCCUPATION: Text(zh="职业", en="Occupation"),
    Role.TITLE: Text(zh="职称级别", en="Title level"),
    Role.TITLE_SERIES: Text(zh="职称系列", en="Title series"),
    Role.INDUSTRY: Text(zh="行业", en="Industry"),
    Role.SECTOR: Text(zh="行业分组", en="Sector"),
    Role.TOWN: Text(zh="乡镇", en="Town"),
    Role.UNIT_TYPE: Text(zh="单位类型", en="Type of unit"),
    Role.UNIT: Text(zh="单位", en="Unit"),
    Role.SUGGESTION: Text(zh="意见建议", en="Suggestion"),
    Role.SUGGESTION_TOPIC: Text(zh="建议主题", en="Topic of the suggestion"),
    Role.SUGGESTION_CONSENT: Text(zh="建议转办同意", en="Consent to pass the suggestion on"),
}
PRIVACY_WORDS: dict[Privacy, Text] = {
    Privacy.PLAIN: Text(zh="一般", en="Plain"),
    Privacy.QUASI_IDENTIFYING: Text(
        zh="间接可识别（如年龄、职称）", en="Indirectly identifying (such as age, title)"
    ),
    Privacy.SENSITIVE: Text(zh="敏感", en="Sensitive"),
    Privacy.IDENTIFYING: Text(
        zh="直接可识别（如姓名、电话）", en="Directly identifying (such as name, telephone)"
    ),
}
