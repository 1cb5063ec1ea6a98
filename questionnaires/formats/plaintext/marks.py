"""What stands in brackets beside a question: its kind, whether it must be answered, how many to choose."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace

from questionnaires.formats.plaintext.numbers import chinese_number
from questionnaires.formats.plaintext.pieces import squeezed

BRACKETS = re.compile(r"[（(\[【〔]([^（()）\[\]【】〔〕]*)[）)\]】〕]")
ANSWER_PLACE = re.compile(r"[（(\[【][ \t_]*[）)\]】]")

# The kinds of 问卷星 and of people's own words, by what they are read as.
KINDS: dict[str, str] = {
    "单选题": "single", "单选": "single", "单项选择题": "single", "单项选择": "single", "单选择": "single",
    "只选一项": "single", "选一项": "single", "限选一项": "single", "任选一项": "single", "情景题": "scenario",
    "判断题": "judgement", "判断": "judgement", "是非题": "judgement",
    "下拉框": "dropdown", "下拉单选": "dropdown", "下拉题": "dropdown", "下拉单选题": "dropdown",
    "多选题": "multiple", "多选": "multiple", "可多选": "multiple", "可以多选": "multiple",
    "多项选择题": "multiple", "多项选择": "multiple", "不定项选择": "multiple", "不定项选择题": "multiple",
    "不定项": "multiple", "可选多项": "multiple", "可复选": "multiple", "复选": "multiple", "商品题": "goods",
    "排序题": "ranking", "排序": "ranking", "请排序": "ranking",
    "量表题": "scale", "量表": "scale", "反向量表题": "scale", "打分题": "scale", "评分题": "scale",
    "nps题": "scale", "nps": "scale", "评分单选": "scored_single", "评分多选": "scored_multiple",
    "评分单选题": "scored_single", "评分多选题": "scored_multiple",
    "比重题": "split", "比重": "split", "滑动条": "slider", "滑动条题": "slider", "滑块题": "slider",
    "填空题": "text", "填空": "text", "单项填空题": "text", "单项填空": "text", "文本题": "text",
    "简答题": "long_text", "问答题": "long_text", "开放题": "long_text", "开放": "long_text", "简答": "long_text",
    "多行填空": "long_text", "多行文本": "long_text", "主观题": "long_text",
    "多项填空题": "blanks", "多项填空": "blanks", "考试多项填空": "exam_blanks",
    "考试完形填空": "exam_blanks", "完形填空": "exam_blanks",
    "数字题": "number", "数字": "number", "填数字": "number", "请填数字": "number", "日期题": "date", "日期": "date",
    "矩阵题": "matrix", "矩阵量表题": "matrix_scale", "矩阵量表": "matrix_scale", "矩阵评分题": "matrix_scale",
    "矩阵单选题": "matrix_single", "矩阵单选": "matrix_single", "矩阵下拉题": "matrix_single",
    "矩阵判断题": "matrix_single", "矩阵nps题": "matrix_scale", "矩阵滑块题": "matrix_number",
    "矩阵滑动条": "matrix_number", "矩阵比重题": "matrix_number", "矩阵多选题": "matrix_multiple",
    "矩阵多选": "matrix_multiple", "矩阵填空题": "matrix_text", "矩阵填空": "matrix_text",
    "矩阵表格题": "matrix_text", "表格题": "matrix_text", "多级下拉题": "cascade", "多级下拉": "cascade",
    "文件上传": "upload", "上传题": "upload", "文件上传题": "upload", "绘图题": "drawing", "签名题": "drawing",
    "段落说明": "note", "段落": "note", "说明": "note", "分页栏": "page",
    "select one": "single", "select all that apply": "multiple", "free form": "long_text", "matrix": "matrix_single",
}  # fmt: skip

_REQUIRED = re.compile(r"\*|必答题?|必填题?|必选题?|required", re.IGNORECASE)
_OPTIONAL = re.compile(
    r"选答题?|选填题?|非必[答填选]题?|可不[答填]|可不填写?|自愿填写?|optional", re.IGNORECASE
)
_N = r"([0-9一二三四五六七八九十两]{1,3})"
_UNIT = r"\s*(?:个?选?项|个答案|个|种|条|位|类)?(?:选项|答案)?"
_BETWEEN = re.compile(
    rf"(?:请|可)?(?:任|勾|限)?选(?:择|出|取)?\s*{_N}\s*[-~—–至到]\s*{_N}\s*(?:个?选?项|个|种|条|位)"
)
_MOST = re.compile(
    rf"(?:(?:最多|至多|不超过|不多于|不得超过)(?:可以?|只能|能)?(?:任|勾)?(?:选择?|填|勾)?(?:选)?|限选?择?|限报|可选择?)\s*{_N}{_UNIT}(?:以内|以下)?"
    rf"|(?:任|勾)?选(?:择)?\s*(?:不超过|最多|至多)\s*{_N}{_UNIT}"
)
_LEAST = re.compile(
    rf"(?:至少|最少|不少于|不得少于)(?:要|须|需|得)?(?:任|勾)?(?:选择?|填|勾)?(?:选)?\s*{_N}{_UNIT}"
)
_EXACT = re.compile(
    rf"(?:请|须|需|必须|任|勾)*(?:选|选择|选出|勾选|选取)\s*{_N}\s*(?:个?选?项|个答案|个|种|条|位)"
)
_FIRST = re.compile(rf"(?:前|最\S{{1,6}}的)\s*{_N}\s*(?:个?选?项|个|种|位|件|条|名)")
_MULTIPLE = re.compile(r"可以?多选|多选|不定项|可选多项|select all that apply", re.IGNORECASE)
_ORDER = re.compile(
    r"排序|排列|按.{0,8}(?:顺序|次序|先后|程度).{0,6}(?:选|填|排|写|标)|按先后|依次(?:选|填|排)"
)
_JOINTS = re.compile(r"[，,；;、/|。 ]+|并且?|且")


@dataclass(frozen=True, slots=True)
class Marks:
    """What the marks beside a question say; None where they say nothing.

    ``words`` are those that a respondent should go on seeing (how many to choose);
    ``unknown`` is the name of a kind that nobody knows.
    """

    kind: str | None = None
    required: bool | None = None
    least: int | None = None
    most: int | None = None
    multiple: bool = False
    words: tuple[str, ...] = ()
    unknown: str = ""
    extra: tuple[str, ...] = field(default=())

    def with_(self, other: Marks) -> Marks:
        """Both together; what was said first stands."""
        return Marks(
            self.kind or other.kind,
            other.required if self.required is None else self.required,
            other.least if self.least is None else self.least,
            other.most if self.most is None else self.most,
            self.multiple or other.multiple,
            tuple(dict.fromkeys((*self.words, *other.words))),
            self.unknown or other.unknown,
            (*self.extra, *other.extra),
        )


def read_marks(text: str) -> tuple[str, Marks]:
    """The label without the marks in brackets, and what they say.

    Brackets that say something else stay in the label.
    """
    marks = Marks()
    kept: list[str] = []
    end = 0
    for found in BRACKETS.finditer(text):
        said = mark_of(found[1])
        if said is None:
            continue
        marks = marks.with_(said)
        kept.append(text[end : found.start()])
        end = found.end()
    label = "".join((*kept, text[end:]))
    label, stars = re.subn(r"^\s*\*+\s*|\s*\*+\s*$", "", label)
    if stars:
        marks = marks.with_(Marks(required=True))
    return squeezed(label), marks.with_(_loose(label))


def mark_of(words: str) -> Marks | None:
    """What the words of one bracket say of a question, None where they are no mark."""
    words = squeezed(words)
    if not words:
        return None
    said = _one(words)
    if said is not None:
        return said
    parts = [part for part in _JOINTS.split(words) if part]
    known = [_one(part) for part in parts]
    if len(parts) < 2 or not all(known):
        return _unknown_kind(words)
    marks = Marks()
    for one in known:
        marks = marks.with_(one) if one else marks
    return replace(marks, words=(words,) if marks.words else ())


def limits(words: str) -> Marks:
    """How many the words let choose."""
    if found := _BETWEEN.search(words):
        least, most = chinese_number(found[1]), chinese_number(found[2])
        return Marks(least=least, most=most, multiple=True) if 0 < least <= most else Marks()
    least = chinese_number(found[1]) if (found := _LEAST.search(words)) else 0
    most = chinese_number(found[1] or found[2]) if (found := _MOST.search(words)) else 0
    if not least and not most and (found := _EXACT.search(words)):
        least = most = chinese_number(found[1])
    if most == 1:
        return Marks(most=1)
    if least and most and least > most:
        least = 0
    return Marks(least=least or None, most=most or None, multiple=bool(least > 1 or most > 1))


def wants_order(text: str) -> bool:
    """The words ask to put things in order."""
    return _ORDER.search(text) is not None


def first_places(text: str) -> int:
    """3 for 前三项 or 最重要的三项, 0 where nothing is said."""
    found = _FIRST.search(text)
    return chinese_number(found[1]) if found else 0


def _one(words: str) -> Marks | None:
    if kind := KINDS.get(words.lower()):
        return Marks(kind=kind, words=(words,) if words.startswith(("可", "不定", "请排")) else ())
    if _REQUIRED.fullmatch(words):
        return Marks(required=True)
    if _OPTIONAL.fullmatch(words):
        return Marks(required=False)
    rest = words
    for pattern in (_BETWEEN, _LEAST, _MOST, _EXACT, _MULTIPLE, _ORDER):
        rest = pattern.sub("", rest, count=1)
    if rest != words and not re.sub(r"[，,；;、。 ]|请|的|并|后|再|本题|此题|题|为|可|按", "", rest):
        ordered = "ranking" if wants_order(words) else None
        kept = "" if re.fullmatch("多选题?", words) else words
        said = Marks(
            kind=ordered, multiple=_MULTIPLE.search(words) is not None, words=(kept,) if kept else ()
        )
        return said.with_(limits(words))
    return None


def _loose(label: str) -> Marks:
    """What a label says outside brackets about how many to choose; its words stay where they are."""
    said = limits(label)
    if said.least is not None and said.least == said.most and not re.search(r"请|须|任选|勾选", label):
        said = Marks()  # "您选了三个…" tells a story
    multiple = re.search(r"可以?多选|不定项", label) is not None
    return Marks(None, None, said.least, said.most, said.multiple or multiple)


def _unknown_kind(words: str) -> Marks | None:
    found = re.fullmatch(r"(未知题型\S*|[\u4e00-\u9fff]{2,8}题)", words)
    known = found is None or re.search(
        r"第|本题|上题|此题|下题|前题|跳|答题|问题|几题|主题|话题|课题|专题|难题", words
    )
    return None if known else Marks(unknown=words)
