"""Reading the text form of 问卷星 and what people paste, habit by habit."""

import pytest

from questionnaires.formats.carried import Fate
from questionnaires.formats.wenjuanxing import read
from tests.questionnaires.formats.pasting import codes, one, pasted, said

FIVE = ("1 非常不满意", "2 不满意", "3 一般", "4 满意", "5 非常满意")


@pytest.mark.parametrize(
    "head",
    [
        "1. {}",
        "1、{}",
        "1．{}",
        "１、{}",
        "（1）{}",
        "(1) {}",
        "1）{}",
        "Q1 {}",
        "Q1. {}",
        "第1题：{}",
        "[1] {}",
        "1 {}",
        "1.{}",
    ],
)
def test_numbers_are_read_however_they_are_typed(head):
    question = one(head.format("您的性别？") + "\nA. 男\nB. 女")
    assert (said(question.label), question.kind) == ("您的性别？", "single")
    assert question.number in ("1", "Q1")


@pytest.mark.parametrize(
    "options",
    [
        "A. 男\nB. 女",
        "A、男\nB、女",
        "Ａ．男\nＢ．女",
        "A男\nB女",
        "A 男\nB 女",
        "(A) 男\n(B) 女",
        "a) 男\nb) 女",
        "□男\n□女",
        "○ 男\n○ 女",
        "☐男 ☐女",
        "①男 ②女",
        "⑴男\n⑵女",
        "1) 男\n2) 女",
        "（1）男\n（2）女",
        "1 男   2 女",
        "- 男\n- 女",
        "男\n女",
        "男    女",
        "男\t女",
        "A. 男    B. 女",
        "A.男；B.女",
        "男□  女□",
        "( ) 男  ( ) 女",
        "□1 男  □2 女",
        "1□男 2□女",
        "\nA. 男\n\nB. 女",
    ],
)
def test_options_are_read_however_they_are_marked(options):
    question = one(f"1、您的性别？\n{options}")
    assert [(option.code, said(option.label)) for option in question.options] == [("1", "男"), ("2", "女")]


@pytest.mark.parametrize(
    "line",
    [
        "1、性别：□男 □女",
        "1、性别： ①男 ②女",
        "1、性别（ ） A.男 B.女",
        "1、您的性别？ 男□ 女□",
        "1. 您的性别？ 1 男 2 女",
    ],
)
def test_options_in_the_line_of_the_question(line):
    question = one(line)
    assert [said(option.label) for option in question.options] == ["男", "女"]
    assert said(question.label).strip("？") in ("性别", "您的性别")


def test_codes_written_before_options_are_kept():
    question = one("1、学历？\n□11 博士 □14 硕士 □21 本科")
    assert [option.code for option in question.options] == ["11", "14", "21"]


@pytest.mark.parametrize(
    ("mark", "kind"),
    [
        ("[单选题]", "single"),
        ("【多选题】", "multiple"),
        ("（可多选）", "multiple"),
        ("（多选，最多2项）", "multiple"),
        ("（不定项选择）", "multiple"),
        ("[下拉框]", "single"),
        ("[排序题]", "ranking"),
        ("[评分单选]", "single"),
        ("[评分多选]", "multiple"),
        ("[商品题]", "multiple"),
        ("[情景题]", "single"),
        ("[比重题]", "split"),
        ("[判断题]", "single"),
    ],
)
def test_the_kind_beside_a_question_counts(mark, kind):
    question = one(f"1. 您看重什么？{mark}\n甲\n乙\n丙")
    assert question.kind == kind
    assert said(question.label) == "您看重什么？"


@pytest.mark.parametrize(
    ("mark", "least", "most"),
    [
        ("限选3项", 0, 3),
        ("最多选三项", 0, 3),
        ("最多可选3个", 0, 3),
        ("不超过3项", 0, 3),
        ("至少选2项", 2, None),
        ("请选择3项", 3, 3),
        ("选2-3项", 2, 3),
        ("至少选1项，最多选3项", 1, 3),
        ("可多选，限3项", 0, 3),
    ],
)
def test_how_many_may_be_chosen_is_read_and_stays_to_be_seen(mark, least, most):
    question = one(f"1、您看重什么（{mark}）\nA、甲\nB、乙\nC、丙\nD、丁")
    assert (question.kind, question.least, question.most) == ("multiple", least, most)
    assert said(question.hint) == f"{mark}。"


@pytest.mark.parametrize(
    ("mark", "required"),
    [
        ("*", True),
        ("[必答]", True),
        ("（必填）", True),
        ("【选填】", False),
        ("（选答）", False),
        ("（非必填）", False),
    ],
)
def test_what_must_be_answered_is_read(mark, required):
    question = one(f"1、您的性别{mark}\nA、男\nB、女")
    assert (question.required, said(question.label)) == (required, "您的性别")


def test_a_star_before_the_number_means_required():
    assert one("*1、您的性别\nA、男\nB、女").required


@pytest.mark.parametrize(
    ("line", "kind", "label"),
    [
        ("1、您的年龄____岁", "number", "您的年龄"),
        ("1、您的年龄（    ）岁", "number", "您的年龄"),
        ("1、家庭年收入      万元。", "number", "家庭年收入"),
        ("1、出生年月：____年__月", "date", "出生年月"),
        ("1、出生年月：□□□□年□□月", "date", "出生年月"),
        ("1、您的出生日期____年____月____日", "date", "您的出生日期"),
        ("1、您哪一年参加工作？____年", "date", "您哪一年参加工作？"),
        ("1、工龄____年", "number", "工龄"),
        ("1、工作单位：__________", "text", "工作单位"),
        ("1、您的建议[填空题]\n______", "text", "您的建议"),
        ("1、您的建议：\n________\n________", "text", "您的建议"),
    ],
)
def test_blanks_become_texts_numbers_and_dates(line, kind, label):
    question = one(line)
    assert (question.kind, said(question.label)) == (kind, label)


def test_several_blanks_become_several_questions():
    carried = pasted("问卷\n1. 请填写您的信息[多项填空题]\n姓名{_}，年龄{_}岁，城市{_}")
    kinds = [
        (question.name, question.kind, said(question.label)) for question in carried.questionnaire.questions
    ]
    assert kinds == [
        ("q1", "note", "请填写您的信息"),
        ("q1_1", "text", "姓名"),
        ("q1_2", "number", "年龄"),
        ("q1_3", "text", "城市"),
    ]
    assert "blanks_parted" in codes(carried)


@pytest.mark.parametrize(
    ("option", "label"),
    [
        ("其他____", "其他"),
        ("其他：______", "其他"),
        ("其他（请注明）", "其他（请注明）"),
        ("其他（请注明：      ）", "其他（请注明）"),
        ("其它（    ）", "其它"),
        ("其他，请说明____；", "其他，请说明"),
        ("其他 _________________*", "其他"),
    ],
)
def test_an_option_with_a_blank_asks_for_words(option, label):
    question = one(f"1、单位？\nA、机关\nB、{option}")
    assert (said(question.options[1].label), question.options[1].write_in) == (label, True)


def test_a_blank_line_below_the_last_option_belongs_to_it():
    assert one("1、单位？\nA、机关\nB、其他\n________").options[1].write_in


@pytest.mark.parametrize(
    "option", ["以上都没有", "都没有", "以上均无", "无", "没有参加过", "说不上具体来源", "以上都不是"]
)
def test_an_option_that_stands_alone_is_guessed_and_said(option):
    carried = pasted(f"问卷\n1、做过什么？（可多选）\nA、讲座\nB、论文\nC、{option}")
    (question,) = carried.questionnaire.questions
    assert [one.exclusive for one in question.options] == [False, False, True]
    (note,) = [note for note in carried.notes if note.code == "exclusive_guessed"]
    assert (note.fate, note.question) == (Fate.GUESSED, "q1")


MATRICES = {
    "grammar": "1. 满意吗？[矩阵量表题]\n行：\n- 内容\n- 收入\n列：\n- 差\n- 中\n- 好",
    "range": "1. 满意吗？[矩阵量表题]\n行：\n- 内容\n- 收入\n列：\n1~3",
    "in lines": "1. 满意吗？[矩阵单选题]\n行：内容、收入\n列：差、中、好",
    "tabs": "1、满意吗？\n\t差\t中\t好\n内容\t○\t○\t○\n收入\t○\t○\t○",
    "tabs with order": "1、满意吗？\n序号\t项目\t差\t中\t好\n1\t内容\t□\t□\t□\n2\t收入\t□\t□\t□",
    "spaces": "1、满意吗？\n        差    中    好\n内容    □     □     □\n收入    □     □     □",
    "legend": "1、满意吗？\nA差 B中 C好\n(1)内容 ( ) ( ) ( )\n(2)收入 ( ) ( ) ( )",
    "legend in brackets": "1、满意吗？（A差 B中 C好）\n(1)内容  A  B  C\n(2)收入  A  B  C",
    "one box": "1、满意吗？\nA差 B中 C好\n(1)内容（  ）\n(2)收入（  ）",
    "figures with order": "1、满意吗？\n(1)内容：1 2 3\n(2)收入：1 2 3",
    "figures": "1、满意吗？\n内容  1  2  3\n收入  1  2  3",
}


@pytest.mark.parametrize("name", MATRICES)
def test_matrices_are_read_however_they_are_laid_out(name):
    question = one(MATRICES[name])
    assert question.kind == "matrix"
    assert [said(row.label) for row in question.rows] == ["内容", "收入"]
    labels = [said(option.label) for option in question.options]
    assert labels in (["差", "中", "好"], ["1", "2", "3"])
    assert [option.code for option in question.options] == ["1", "2", "3"]


def test_a_matrix_without_columns_gets_five_and_says_so():
    carried = pasted("问卷\n1. 您同意吗？[矩阵量表题]\n行：\n- 甲\n- 乙")
    (question,) = carried.questionnaire.questions
    assert [said(option.label) for option in question.options] == [
        "非常不同意", "不同意", "一般", "同意", "非常同意",
    ]  # fmt: skip
    assert "columns_guessed" in codes(carried)


@pytest.mark.parametrize(("mark", "kind"), [("矩阵多选题", "multiple"), ("矩阵填空题", "text")])
def test_matrices_of_other_kinds_become_a_question_a_row(mark, kind):
    columns = "列：\n- 甲\n- 乙\n" if kind == "multiple" else ""
    carried = pasted(f"问卷\n1. 说说看[{mark}]\n行：\n- 上午\n- 下午\n{columns}")
    assert [(one.name, one.kind, said(one.label)) for one in carried.questionnaire.questions] == [
        ("q1_1", kind, "说说看 – 上午"),
        ("q1_2", kind, "说说看 – 下午"),
    ]
    assert "matrix_parted" in codes(carried)


@pytest.mark.parametrize(
    "line",
    ["很差 1 2 3 4 5 很好", "很差  ○1  ○2  ○3  ○4  ○5  很好", "很差 1—2—3—4—5 很好", "很好 5 4 3 2 1 很差"],
)
def test_a_line_of_figures_between_two_ends_is_a_scale(line):
    question = one(f"1、感觉如何？\n{line}")
    assert (question.kind, question.least, question.most) == ("scale", 1, 5)
    assert (said(question.low_label), said(question.high_label)) == ("很差", "很好")


def test_a_slider_is_a_number_within_its_ends():
    carried = pasted("问卷\n1. 占多少？[滑动条]\n0~100")
    (question,) = carried.questionnaire.questions
    assert (question.kind, question.least, question.most) == ("number", 0, 100)
    assert "kind_changed" in codes(carried)


def test_a_split_keeps_its_total():
    question = one("1. 怎样分配？[比重题]\n总分：10\n甲\n乙")
    assert (question.total, [said(row.label) for row in question.rows]) == (10, ["甲", "乙"])


def test_levels_of_a_dropdown_become_a_cascade_with_its_list():
    carried = pasted("问卷\n1. 住哪里？[多级下拉题]\n浙江/杭州\n浙江/宁波\n江苏/南京")
    (question,) = carried.questionnaire.questions
    assert (question.kind, len(question.levels)) == ("cascade", 2)
    (listed,) = carried.questionnaire.lists
    assert [said(entry.label) for entry in listed.entries] == ["浙江", "杭州", "宁波", "江苏", "南京"]


@pytest.mark.parametrize("mark", ["文件上传", "绘图题"])
def test_what_cannot_be_asked_is_left_out_with_its_words(mark):
    carried = pasted(f"问卷\n1. 性别[单选题]\n男\n女\n\n2. 请上传照片[{mark}]")
    assert [question.name for question in carried.questionnaire.questions] == ["q1"]
    (note,) = [note for note in carried.notes if note.code == "kind_left_out"]
    assert note.fate is Fate.LEFT_OUT
    assert "请上传照片" in note.what.say("zh-CN")


def test_pages_and_texts_between_questions_stay_where_they_are():
    text = "问卷\n\n1. 甲[填空题]\n\n下面问工作。\n\n2. 乙[填空题]\n\n=== 分页 ===\n\n3. 丙[填空题]（选填）\n"
    carried = pasted(text)
    assert [[one.kind for one in page.questions] for page in carried.questionnaire.pages] == [
        ["text", "note", "text"],
        ["text"],
    ]
    assert [one.required for one in carried.questionnaire.questions if one.kind == "text"] == [
        True,
        True,
        False,
    ]


def test_headings_that_name_a_kind_give_it_to_their_questions():
    carried = pasted(
        "问卷\n一、单选题\n1、哪些？\nA、甲\nB、乙\nC、丙\n二、多选题（限选2项）\n2、什么？\nA、甲\nB、乙\nC、丙"
    )
    assert [question.kind for question in carried.questionnaire.questions] == ["single", "multiple"]


def test_a_kind_before_the_number_counts():
    carried = pasted(
        "问卷\n【单选】1.年龄\nA.青年 B.中年\n【多选】2.爱好\nA.读书 B.打球\n3、4题由已婚者填写\n3.其他____"
    )
    assert [question.kind for question in carried.questionnaire.questions] == ["single", "multiple", "text"]
    assert "skip_left_out" in codes(carried)


def test_an_unknown_kind_is_guessed_and_named():
    carried = pasted("问卷\n1. 甲[热力图题]\n一\n二")
    (note,) = [note for note in carried.notes if note.code == "kind_unknown"]
    assert "热力图题" in note.what.say("zh-CN")
    assert carried.questionnaire.questions[0].kind == "single"


def test_options_numbered_like_questions_are_told_from_them():
    carried = pasted(
        "问卷\n1、您的学历？\n1、博士\n2、硕士\n3、本科\n2、您的性别？\n1、男\n2、女\n3、您的建议____"
    )
    assert [len(getattr(one, "options", ())) for one in carried.questionnaire.questions] == [3, 2, 0]


def test_lines_all_apart_by_empty_ones_are_read_as_if_they_were_not():
    text = "\n\n".join(["问卷", "1. 性别", "男", "女", "2. 年龄", "青年", "中年", "老年", "3. 建议____"])
    carried = pasted(text)
    assert [len(getattr(one, "options", ())) for one in carried.questionnaire.questions] == [2, 3, 0]


def test_notes_name_the_line_they_speak_of():
    carried = pasted("问卷\n\n1、做过什么？（可多选）\nA、讲座\nB、论文\nC、都没有")
    assert [note.place for note in carried.notes if note.code == "exclusive_guessed"] == ["第 3 行"]


def test_a_text_in_english_is_read_in_english():
    carried = read(b"Survey\n1. Your sex?\nA. Male\nB. Female\n", name="survey.txt", language="en")
    assert carried.questionnaire.languages == ("en",)
    assert carried.questionnaire.title["en"] == "Survey"
