"""Module B of the county questionnaire: what a person copies from the paper, and the draft that is to come of it."""

from questionnaires.checks import check
from questionnaires.findings import Severity
from questionnaires.model import Matrix, Missing, Multiple, Number, Questionnaire, Single, Split

HOURS = "最近一个正常工作周，您实际工作多少小时？"
TIME = "这些时间大致怎样分配（合计 100%）？"
PRESSURE = "总的说，您现在的工作压力"
SOURCES = "压力主要来自哪里？（最多选 3 项）"
SATISFACTION = "您对下列各方面是否满意？"
WORK = "总的说，您对现在的工作"
#: As the paper has them: the codes before the words, all in one line.
PARTS = "a 本职业务（诊疗、教学、生产、推广） b 研究、改进、新技术 c 学习交流 d 会议和行政 e 填表、报材料、迎检 f 科普与公益"
LEVELS = "1 没有压力 2 较小 3 一般 4 较大 5 非常大"
REASONS = (
    "1 任务量大、人手不足 2 考核指标 3 职称晋升 4 收入与家庭开支 5 知识更新快 6 安全、质量或医患家校等责任风险 "
    "7 检查与填表 8 人际与管理方式 9 单位经营前景 98 其他 97 说不上具体来源"
)
MARKS = "1 很不满意 2 不太满意 3 一般 4 比较满意 5 很满意"
ASPECTS = (
    "1 工作内容 2 设备与实验、实训条件 3 学习培训机会 4 职称评聘 5 单位领导与管理 6 同事合作 7 收入 "
    "8 福利与休假 9 社会地位与尊重 10 本县对人才的政策 11 为确认题目正常显示，本行请选“比较满意”"
)
MINUTES_ALLOWED = 10


def words(line: str) -> list[str]:
    """What stands in a line, without its codes."""
    return [one for one in line.split() if not one.isascii()]


def settled(draft: Questionnaire) -> None:
    """The module as it should be, however it was made."""
    hours, time, pressure, sources, satisfaction, work = draft.questions
    assert [one.label["zh-CN"] for one in draft.questions] == [
        HOURS, TIME, PRESSURE, SOURCES, SATISFACTION, WORK,
    ]  # fmt: skip
    assert isinstance(hours, Number)
    assert (hours.unit["zh-CN"], hours.decimals, hours.number) == ("小时", 1, "B1")
    assert (hours.least, hours.most, hours.usual_least, hours.usual_most) == (0, 120, 20, 80)
    assert isinstance(time, Split)
    assert [row.label["zh-CN"] for row in time.rows] == words(PARTS)
    assert (time.total, time.step) == (100, 5)
    (rule,) = time.checks
    assert (rule.require, rule.level) == ("not(${q1} > 80 and ${q2_1} + ${q2_2} < 30)", "soft")
    assert rule.message["zh-CN"]
    assert isinstance(pressure, Single)
    assert [(one.code, one.label["zh-CN"]) for one in pressure.options] == list(
        zip("12345", words(LEVELS), strict=True)
    )
    assert isinstance(sources, Multiple)
    assert [one.label["zh-CN"] for one in sources.options] == words(REASONS)
    assert [one.code for one in sources.options] == [*"123456789", "98", "97"]
    assert [one.code for one in sources.options if one.exclusive] == ["97"]
    assert [one.code for one in sources.options if one.write_in] == ["98"]
    assert (sources.most, sources.show) == (3, "${q3} != '1'")
    assert isinstance(satisfaction, Matrix)
    assert satisfaction.required
    assert [row.label["zh-CN"] for row in satisfaction.rows] == words(ASPECTS)
    assert [row.expect for row in satisfaction.rows] == [None] * 10 + ["4"]
    assert [one.label["zh-CN"] for one in satisfaction.options] == [*words(MARKS), "不适用"]
    assert [one.missing for one in satisfaction.options] == [None] * 5 + [Missing.NOT_APPLICABLE]
    assert isinstance(work, Single)
    assert [one.label["zh-CN"] for one in work.options] == words(MARKS)
    assert [one for one in check(draft) if one.severity is Severity.ERROR] == []
