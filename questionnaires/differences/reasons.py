"""Why a difference has the consequence it has, in words for whoever publishes."""

from __future__ import annotations

from questionnaires.text import Text

SAME = Text(zh="意思没有变", en="The meaning is the same")
READ_BOTH = Text(zh="请读两种说法，判断问的是不是同一件事", en="Read both: do they ask the same thing?")
NOT_ASKED_BEFORE = Text(zh="此前的答卷没有它的答案", en="Earlier responses have no answer to it")
NO_LONGER_ASKED = Text(zh="此后的答卷没有它的答案", en="Later responses have no answer to it")
ORDER = Text(zh="次序可能影响回答，数值仍可合并", en="Order may sway answers; the values can still be joined")
OTHER_PEOPLE = Text(
    zh="回答的人群变了，合并时要写明基数", en="Other people are asked; state the base when joining"
)
OTHER_KIND = Text(zh="题型变了，答案的形式不同", en="Another kind of question, another form of answer")
OTHER_UNIT = Text(zh="单位变了，数值要换算", en="Another unit; values must be converted")
OTHER_SCALE = Text(zh="量尺的两端变了，分数要换算", en="The scale has other ends; scores must be converted")
OTHER_TOTAL = Text(zh="分的总数变了，数值要换算", en="Another total is divided; values must be converted")
OTHER_FORM = Text(zh="值的形式变了，不能放在一列", en="Values of another form cannot stand in one column")
HOW_MANY = Text(zh="能选几项变了，选法会不同", en="How many may be chosen changed, and so will choices")
OTHER_MEANING = Text(
    zh="同一个代码现在指另一件事，旧答案会被读错",
    en="The same code now means something else; earlier answers would be misread",
)
NEW_OPTION = Text(
    zh="此前没有这个选项，选别的人里可能有本会选它的",
    en="It was not offered before; some would have chosen it",
)
LOST_OPTION = Text(zh="此前选它的答案要说明归到哪里", en="Say where earlier answers with it belong")
OTHER_VALUE = Text(
    zh="算法变了，旧答卷要重新计算", en="Another formula; earlier responses must be worked out anew"
)
TOGETHER = Text(
    zh="能不能与别的选项同选变了，选法会不同", en="What may be chosen together changed, and so will choices"
)
COUNTED = Text(
    zh="算不算有效回答变了，合并前要按同一种算法",
    en="Whether it counts as an answer changed; count both alike before joining",
)
SCORED = Text(
    zh="计分方向变了，旧答卷的量表分要重新计算",
    en="Scored the other way; earlier scores must be worked out anew",
)
SHARED_OUT = Text(
    zh="同一个总数分给了不同的部分，各部分的比重不能直接相比",
    en="The same total is divided over other parts; the shares do not compare as they are",
)
OTHER_OUTCOME = Text(
    zh="提前结束的人记成另一种结果，回收率要按同一种算法",
    en="Those who end here get another outcome; count rates alike before joining",
)
