"""Suggestions as the people of the demonstration write them: sentences put together from parts.

Each topic is a code of ``issue_top`` of the county questionnaire. A text says a problem,
often a reason, mostly a wish. A few hold a telephone number, which a reviewer strikes out,
and a few say nothing.
"""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Topic:
    """What can be said about a topic: problems, reasons and wishes, and how often it is raised."""

    weight: float
    problems: Sequence[str]
    reasons: Sequence[str]
    wishes: Sequence[str]


PLACES: Mapping[str, Sequence[str]] = {
    "industry": ("我们企业", "我们车间", "县里不少中小企业", "开发区的企业"),
    "agriculture": ("我们乡镇农技站", "基层农技队伍", "我们合作社", "一线农技推广"),
    "education": ("我们学校", "农村学校", "乡镇中学", "我们教研组"),
    "health": ("我们医院", "乡镇卫生院", "我们科室", "基层公共卫生机构"),
    "science": ("我们所", "县级科研单位", "我们检测机构", "本地科技服务企业"),
    "other": ("我们单位", "县里的事业单位", "我们这类技术岗位", "基层站所"),
}

TOPICS: Mapping[str, Topic] = {
    "1": Topic(
        4.0,
        (
            "{place}技术人员的收入和付出不相称",
            "{place}加班多，但加班补助一直没有落实",
            "{place}绩效工资分配向行政岗位倾斜，一线技术岗位偏低",
            "同样的工作，编制内外待遇差距很大",
            "{place}年休假基本休不成，体检项目也多年没有变化",
            "下乡补贴标准多年没有调整，油费都不够",
        ),
        (
            "主要是绩效总量卡得太死",
            "县级财政紧张，补助经常拖到年底",
            "考核办法由行政科室制定，没有听取一线意见",
            "文件有规定，但没有部门负责督办",
            "和邻县相比差距越来越明显",
        ),
        (
            "希望把技术岗位的绩效单列，按实际工作量分配",
            "建议明确加班、值班补助标准并按季度兑现",
            "希望逐步缩小编制内外的待遇差距，先从社保和体检做起",
            "建议每年安排一次针对一线技术人员的健康体检和疗休养",
            "希望参照市里标准调整下乡补贴",
        ),
    ),
    "2": Topic(
        3.2,
        (
            "{place}高级职称岗位早就满了，符合条件的人只能等",
            "职称评审对论文要求偏高，一线人员没有时间写",
            "评上职称以后两三年还没有聘任",
            "民营企业技术人员不知道到哪里申报职称",
            "职称评审的材料年年变，来回跑好几趟",
        ),
        (
            "岗位比例还是十多年前核定的",
            "评价标准没有区分研究岗位和实用岗位",
            "单位内部的推荐程序不够公开",
            "人社和主管部门的口径不一致",
            "名额下达得晚，准备时间太短",
        ),
        (
            "建议基层单位实行定向评价、定向使用，单列岗位",
            "希望把解决实际问题的成果、工艺改进、推广面积算作业绩",
            "建议公开每年的名额、条件和推荐排名",
            "希望开一个统一的申报窗口，材料一次提交",
            "建议对在乡镇工作满十五年的人员放宽岗位限制",
        ),
    ),
    "3": Topic(
        1.7,
        (
            "{place}设备老化，很多试验做不了",
            "县级科技项目经费少，立项以后到账慢",
            "项目报销手续繁琐，票据要跑好几个部门",
            "{place}想做技术改进，但没有场地和数据",
            "小单位申报项目门槛高，基本轮不上",
        ),
        (
            "设备更新没有列入预算",
            "经费管理套用行政经费的办法",
            "大型仪器分散在各单位，互不开放",
            "没有人专门负责项目服务",
        ),
        (
            "建议建立全县大型仪器共享平台，按成本收费",
            "希望设立面向基层的小额项目，手续从简、先拨后审",
            "建议推行经费包干，减少中间审批",
            "希望县财政每年安排固定的科技投入，并向社会公布",
        ),
    ),
    "4": Topic(
        1.9,
        (
            "{place}外出进修的机会太少，十年没有轮到一次",
            "网上培训多，针对性不强，只为凑学时",
            "学术交流集中在县城，乡镇的人去不了",
            "年轻人没有师傅带，全靠自己摸索",
        ),
        (
            "人手紧，走一个人工作就停了",
            "培训经费管得死，住宿标准订不到房",
            "课程由上面统一定，没有问过我们需要什么",
            "信息不畅，知道的时候名额已经满了",
        ),
        (
            "建议每年拿出固定名额给乡镇和民营企业",
            "希望请省市专家到县里来，办小班、讲实例",
            "建议由学会牵头建立跨单位的师徒结对",
            "希望把培训目录提前一个季度公布，自己选课",
            "建议与高校合办短期脱产班，单位之间互相顶岗",
        ),
    ),
    "5": Topic(
        1.6,
        (
            "{place}招人难，来了也留不住",
            "青年技术人员考编、考公走了一批又一批",
            "引进的人才政策很好，本地成长起来的人却享受不到",
            "{place}专业断层，四十岁以下的骨干没有几个",
        ),
        (
            "收入比不上市区，发展空间也小",
            "家属就业和孩子上学没有着落",
            "引才只看学历，不看岗位需要",
            "岗位设置没有和业务发展一起考虑",
        ),
        (
            "建议让本土人才与引进人才享受同等奖励",
            "希望为青年技术人员提供周转住房，租金优惠三到五年",
            "建议实行县管乡用、定期轮岗，解决基层断层",
            "希望建立青年科技人才库，优先给项目、给机会",
        ),
    ),
    "6": Topic(
        2.8,
        (
            "{place}填表、留痕、迎检占去大量时间",
            "同一个数据几个部门重复要，格式还不一样",
            "会议和非业务任务太多，影响本职工作",
            "各种平台打卡、转发任务太多，下班以后还在弄",
            "{place}经常被抽去做与专业无关的工作",
        ),
        (
            "部门之间数据不共享",
            "考核只看材料，不看实际效果",
            "临时任务没有统一的出口",
            "检查没有计划，往往当天通知、当天要材料",
        ),
        (
            "建议实行报表准入，清单以外的一律不报",
            "希望县里建一个数据平台，一次填报、多方使用",
            "建议每周至少保证四天不安排非业务任务",
            "希望合并同类检查，年初公布计划",
            "建议借调专业技术人员须经本人同意并限定时间",
        ),
    ),
    "7": Topic(
        0.9,
        (
            "{place}有成果，但找不到愿意接手的企业",
            "技术合同登记、奖励兑现手续太复杂",
            "小企业想和高校合作，没有门路",
            "知识产权被侵犯，维权成本太高",
        ),
        (
            "缺少懂技术又懂市场的中介",
            "收益分配办法没有细则，单位不敢兑现",
            "银行只认抵押，不认技术",
        ),
        (
            "建议科协牵头办季度对接会，一企一题",
            "希望明确成果转化收益的分配比例并公开",
            "建议设立科技型小企业贷款风险补偿",
            "希望建立知识产权快速维权的绿色通道",
        ),
    ),
    "8": Topic(
        2.0,
        (
            "双职工家庭孩子放学以后没有人接",
            "乡镇住房条件差，夫妻两地分居的不少",
            "{place}离县城远，通勤没有公交",
            "看病要到市里，老人照料压力大",
        ),
        (
            "课后服务时间太短",
            "周转房数量少，分配办法不透明",
            "公交线路多年没有调整",
            "单位之间没有统筹",
        ),
        (
            "希望延长课后服务时间，节假日办公益托管",
            "建议新建一批人才公寓，并向乡镇技术人员开放",
            "希望早晚高峰增加一班到开发区的公交",
            "建议请市级医院专家每月来县里坐诊",
        ),
    ),
    "9": Topic(
        0.6,
        (
            "派遣人员的合同一年一签，心里不踏实",
            "{place}出了纠纷，技术人员往往先受处分",
            "实验和野外作业的防护用品配得不全",
            "工作压力大，情绪问题没有人可以说",
        ),
        (
            "责任没有分清，也没有申诉的渠道",
            "经费里没有列支安全防护",
            "大家不了解自己有哪些权利",
        ),
        (
            "希望科协设立维权热线，有问必答",
            "建议对容错免责作出明确规定",
            "希望定期请心理老师到基层单位",
            "建议把防护用品列入必须保障的支出",
        ),
    ),
    "10": Topic(
        0.6,
        (
            "科普活动形式老，年轻人不愿意来",
            "社会对基层技术人员的了解和尊重不够",
            "农村和学校的科普设施少，更新慢",
        ),
        (
            "活动只在科普日前后热闹几天",
            "宣传多是会议新闻，少有人物故事",
            "科普工作不算业绩",
        ),
        (
            "建议把科普工作量计入职称和考核",
            "希望多宣传身边的技术能手",
            "建议科技馆周末开放，并派车接送乡镇学生",
        ),
    ),
}
_CLOSINGS = ("", "", "", "", "谢谢。", "请县里研究。", "盼答复。", "以上意见供参考。", "这是大家的共同心愿。")
_NOTHING = ("无", "没有", "暂无", "很好", "没有意见")
_NUMBERS = "可以打我电话 0329-8000{number:03d} 了解情况。"


def write(stratum: str, rng: random.Random) -> dict[str, list[str]]:
    """The answers of somebody who writes a suggestion: topic, text, and what may be done with it."""
    topic = rng.choices(list(TOPICS), [one.weight for one in TOPICS.values()])[0]
    agreed = rng.random() < 0.74
    return {
        "issue_top": [topic],
        "suggest": [_text(TOPICS[topic], stratum, rng)],
        "sug_sector": [topic if rng.random() < 0.9 else rng.choice(list(TOPICS))],
        "sug_send": ["1" if agreed else "2"],
    }


def _text(topic: Topic, stratum: str, rng: random.Random) -> str:
    problem = rng.choice(topic.problems).format(place=rng.choice(PLACES[stratum]))
    reason, wish = rng.choice(topic.reasons), rng.choice(topic.wishes)
    forms = (
        f"{problem}，{reason}。{wish}。",
        f"{problem}。{wish}。",
        f"{wish}。{problem}，{reason}。",
        f"{wish}。",
        f"1. {problem}；2. {reason}。{wish}。",
        _two_wishes(topic, problem, rng),
        rng.choice(_NOTHING),
    )
    text = rng.choices(forms, (0.4, 0.2, 0.12, 0.1, 0.08, 0.08, 0.02))[0]
    if text in _NOTHING:
        return text
    if rng.random() < 0.02:
        return text + _NUMBERS.format(number=rng.randrange(1000))
    return text + rng.choice(_CLOSINGS)


def _two_wishes(topic: Topic, problem: str, rng: random.Random) -> str:
    first, second = rng.sample(topic.wishes, 2)
    return f"{problem}。一是{first}；二是{second}。"
