"""Report templates arranged in the browser: without scripts, nothing overwritten, in the report afterwards."""

from __future__ import annotations

import io
import re
from datetime import UTC, datetime

import docx
import pytest
import sqlalchemy as sa

from reports.templates import shipped
from survey.services import reporting, surveys, templatefiles, templates
from survey.store.tables import Event, Release
from tests.fixtures.databases import only_sqlite
from tests.fixtures.pages import check_page, form_of
from tests.survey.analysed import analysed_survey, small

AT = "/staff/county/report/templates"


@pytest.fixture
def analyst(store, hire, give_role, desk_of):
    """A survey of 120 valid answers to the small questionnaire, and its analyst's browser."""
    made = analysed_survey(store, 120, questionnaire=small())
    person = hire("analyst")
    give_role(made.id, person, "analyst")
    return desk_of(person)


def post(desk, address, given):
    """What a form with the token sends; the token is any page's."""
    token = re.search(r'name="csrf_token" value="([^"]+)"', desk.get(AT).text)[1]
    return desk.post(address, data={"csrf_token": token, **given})


def filled_in(page):
    """The fields of the form of a part, as the page has filled them in."""
    _, filled = form_of(page)
    return {name: value for name, value in filled.items() if name != "csrf_token"}


def copied(desk, source="county", name="own"):
    given = {
        "step": "copy",
        "source": source,
        "name": name,
        "label_zh": "市级报告",
        "label_en": "City report",
    }
    return post(desk, AT, given)


def own(store, name="own"):
    return templates.one(store, surveys.named(store, "county", at=datetime.now(UTC)).id, name)


def test_a_copy_without_a_chapter_and_with_a_sentence_makes_the_report(store, analyst, tmp_path):
    assert copied(analyst).headers["Location"].endswith(f"{AT}/own")
    page = analyst.get(f"{AT}/own").text
    check_page(page)
    assert "标题 一、调查概况" in page
    assert "交叉：年龄 × 性别" in page
    found = own(store)
    place = next(i for i, part in enumerate(found.template.parts, 1) if part.what == "themes")
    for at in (place, place - 1, place - 2):  # the chapter and its headings
        assert (
            post(analyst, f"{AT}/own/parts/{at}/drop", {"revision": own(store).revision}).status_code == 303
        )
    address = f"{AT}/own/parts/new?kind=words&after=1"
    page = analyst.get(address).text
    check_page(page)
    assert "{valid}" in page
    assert "120" in page
    assert "{sex/1}" in page
    given = filled_in(page) | {
        "text_zh": "本次调查有效答卷 {valid} 份，男性占 {sex/1}。",
        "text_en": "There are {valid} valid responses.",
        "step": "save",
    }
    response = post(analyst, address, given)
    assert response.status_code == 303, response.text
    card = surveys.named(store, "county", at=datetime.now(UTC))
    frozen = reporting.freeze(store, tmp_path, card, at=datetime.now(UTC))
    report = reporting.report_of(store, tmp_path, card, frozen.name, template="own")
    text = "\n".join(one.text for one in docx.Document(io.BytesIO(report.content)).paragraphs)
    assert "本次调查有效答卷 120 份，男性占 " in text
    assert " % [" in text.replace("\u00a0", " ")
    assert "意见和建议" not in text
    assert f"本报告按模板“市级报告”生成，模板校验值前八位 {own(store).template.hash[:8]}。" in text


@only_sqlite
@pytest.mark.parametrize(
    "kind",
    [
        "heading",
        "words",
        "summary",
        "findings",
        "structure",
        "crossed",
        "tests",
        "answers",
        "matrices",
        "others",
        "limits",
        "reliability",
        "sizes",
        "published",
        "themes",
        "changes",
    ],
)
def test_every_kind_of_part_is_added_by_its_own_plain_form_and_opened_again(store, analyst, kind):
    copied(analyst, "brief")
    before = own(store)
    address = f"{AT}/own/parts/new?kind={kind}&after=0"
    page = analyst.get(address).text
    check_page(page)
    given = filled_in(page)
    if kind in ("heading", "words"):
        given["text_zh"] = "队伍结构"
    if kind == "tests":
        assert post(analyst, address, {**given, "step": "save"}).status_code == 422  # nothing is chosen
        given |= {"questions": ["hours"], "by": ["sex"]}
    if kind == "sizes":
        lists = {"first": "18,600", "second": "2463", "both": "3000"}
        assert post(analyst, address, {**given, **lists, "step": "save"}).status_code == 422
        given |= {**lists, "both": "1905", "source_zh": "登记册"}
    response = post(analyst, address, {**given, "step": "save"})
    assert response.status_code == 303, response.text
    after = own(store)
    assert after.template.parts[0].what == kind
    assert after.template.parts[1:] == before.template.parts
    page = analyst.get(f"{AT}/own/parts/1").text
    check_page(page)
    assert "样子" in page
    if kind in ("heading", "words"):
        assert "队伍结构" in page
    if kind == "sizes":
        assert "24,046" in page
    if kind == "structure":
        assert "data:image/png;base64," in page
        assert "<table" in page


@only_sqlite
def test_a_part_saved_as_it_was_opened_is_the_same_part(store, analyst):
    copied(analyst)
    before = own(store).template
    places = {part.what: place for place, part in enumerate(before.parts, 1)}
    for kind in ("heading", "summary", "findings", "structure", "crossed", "sizes", "published", "themes"):
        address = f"{AT}/own/parts/{places[kind]}"
        given = filled_in(analyst.get(address).text)
        response = post(analyst, address, {**given, "step": "save"})
        assert response.status_code == 303, response.text
    assert own(store).template == before
    assert own(store).revision == 1


@only_sqlite
def test_who_comes_second_is_told_and_overwrites_nothing(store, analyst):
    copied(analyst, "brief")
    address = f"{AT}/own/parts/1"
    given = {"revision": "1", "text_zh": "甲的标题", "level": "1", "step": "save"}
    assert post(analyst, address, given).status_code == 303
    response = post(analyst, address, {**given, "text_zh": "乙的标题"})
    assert response.status_code == 409
    assert "别人改过" in response.text
    assert "乙的标题" in response.text
    assert own(store).template.parts[0].text.say("zh-CN") == "甲的标题"
    response = post(analyst, f"{AT}/own/parts/1/drop", {"revision": "1"})
    assert "别人改过" in analyst.get(response.headers["Location"]).text
    post(analyst, f"{AT}/own/remove", {"revision": "1"})
    assert own(store).revision == 2


@only_sqlite
def test_a_quote_that_is_not_there_is_refused_at_its_field_and_typed_figures_are_only_marked(store, analyst):
    copied(analyst, "brief")
    address = f"{AT}/own/parts/new?kind=words&after=0"
    given = {"revision": "1", "kind": "words", "after": "0", "style": "body", "step": "save"}
    response = post(analyst, address, {**given, "text_zh": "共 {people} 人"})
    assert response.status_code == 422
    check_page(response.text)
    assert 'id="text_zh-error"' in response.text
    assert "people" in response.text
    assert post(analyst, address, given).status_code == 422
    assert post(analyst, address, {**given, "text_zh": "全县有 3 500 人"}).status_code == 303
    assert "手工录入的数字不会随数据更新：3、500" in analyst.get(f"{AT}/own").text


@only_sqlite
def test_a_look_saves_nothing_and_its_tables_stand_in_the_ledger(store, analyst):
    copied(analyst, "brief")
    from survey.services import releases

    given = {"revision": "1", "by": "sex", "table": "y", "step": "look"}
    place = next(i for i, part in enumerate(own(store).template.parts, 1) if part.what == "structure")
    response = post(analyst, f"{AT}/own/parts/{place}", given)
    assert response.status_code == 200
    assert "还没有保存" in response.text
    assert "男" in response.text
    assert own(store).revision == 1
    releases.enter_noted(store)
    with store.reading() as session:
        assert "sex" in {one.features for one in session.scalars(sa.select(Release))}


@only_sqlite
def test_a_part_that_the_data_do_not_have_is_marked(store, analyst):
    card = surveys.named(store, "county", at=datetime.now(UTC))
    content = templatefiles.to_yaml(shipped("brief")).replace("by: occupation", "by: shoe_size").encode()
    more = "- what: saved\n  saved: vanished\n- what: heading\n  text: {zh-CN: 空章}\n"
    content = content.replace(b"format: 1", more.encode() + b"format: 1")
    templates.take(store, card.id, "own", content, at=datetime.now(UTC))
    page = analyst.get(f"{AT}/own").text
    check_page(page)
    assert "数据中没有“shoe_size”" in page
    assert "没有短名为“vanished”的存下的表" in page
    assert page.count("这个标题下面没有内容") == 1


@only_sqlite
def test_a_part_that_was_taken_out_is_put_back_where_it_stood(store, analyst):
    copied(analyst, "brief")
    before = own(store).template
    assert "删去的部分" not in analyst.get(f"{AT}/own").text
    assert post(analyst, f"{AT}/own/parts/2/drop", {"revision": "1"}).status_code == 303
    assert post(analyst, f"{AT}/own/parts/1/drop", {"revision": "2"}).status_code == 303
    assert post(analyst, f"{AT}/own/parts/2/down", {"revision": "3"}).status_code == 303
    page = analyst.get(f"{AT}/own").text
    check_page(page)
    assert page.count(">放回第 ") == 2
    assert "放回第 2 位" in page
    assert own(store).template.hash != before.hash
    back = post(analyst, f"{AT}/own/removed/1/back", {"revision": "4"})
    assert back.headers["Location"].endswith(f"{AT}/own#part-1")
    assert own(store).template.parts[0] == before.parts[0]
    stale = post(analyst, f"{AT}/own/removed/1/back", {"revision": "4"})
    assert stale.status_code == 303
    assert len(own(store).removed) == 1
    assert post(analyst, f"{AT}/own/removed/1/back", {"revision": "5"}).status_code == 303
    assert own(store).template.parts[1] == before.parts[1]
    assert own(store).removed == ()
    assert post(analyst, f"{AT}/own/removed/1/back", {"revision": "6"}).status_code == 303
    assert "没有留着这个删去的部分" in analyst.get(f"{AT}/own").text
    assert post(analyst, f"{AT}/county/removed/1/back", {"revision": "0"}).status_code == 404


@only_sqlite
def test_a_template_goes_out_as_yaml_and_comes_in_again(store, analyst):
    file = analyst.get(f"{AT}/county.yaml")
    assert file.mimetype == "application/yaml"
    response = post(
        analyst, AT, {"step": "take", "taken_name": "again", "file": (io.BytesIO(file.data), "county.yaml")}
    )
    assert response.status_code == 303, response.text
    assert own(store, "again").template.parts == shipped("county").parts
    wrong = file.data.replace(b"level: 2", b"level: 7")
    response = post(analyst, AT, {"step": "take", "taken_name": "bad", "file": (io.BytesIO(wrong), "x.yaml")})
    assert response.status_code == 422
    check_page(response.text)
    assert "parts/3/heading/level" in response.text
    assert "不能大于 3" in response.text or "只能是" in response.text
    strange = file.data.replace(b"what: heading", b"what: chapter", 1)
    response = post(
        analyst, AT, {"step": "take", "taken_name": "bad", "file": (io.BytesIO(strange), "x.yaml")}
    )
    assert "没有“chapter”这种部分" in response.text
    cover = file.data.replace(b"title}", b"titel}", 1)
    response = post(analyst, AT, {"step": "take", "taken_name": "bad", "file": (io.BytesIO(cover), "x.yaml")})
    assert "封面标题里不能引用“titel”" in response.text
    for content in (b"", b"\xff\xfe", b"a: &x [1]\nb: *x", b"{" * 5000, b"- 1"):
        response = post(
            analyst, AT, {"step": "take", "taken_name": "bad", "file": (io.BytesIO(content), "x.yaml")}
        )
        assert response.status_code == 422, content[:20]


@only_sqlite
@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "文件是空的"),
        (b"# nothing\n", "文件是空的"),
        (b"\x00\xff\xfe", "像是 Word、Excel、PDF 一类的文件"),
        (b"name: a\n---\nname: b\n", "一个文件只写一个模板"),
    ],
)
def test_a_file_that_is_no_template_is_refused_in_the_words_of_templates(analyst, content, said):
    copied(analyst)
    given = {"step": "take", "taken_name": "bad", "file": (io.BytesIO(content), "x.yaml")}
    page = post(analyst, AT, given)
    assert page.status_code == 422
    assert said in page.text
    assert "模板" in re.search(r'id="file-error"[^>]*>([^<]+)', page.text)[1]
    assert "问卷的 name" not in page.text
    assert "一份问卷" not in page.text
    assert "导入问卷" not in page.text


@only_sqlite
def test_a_shipped_template_is_looked_at_and_never_changed(store, analyst):
    for page in (AT, f"{AT}/county", f"{AT}/county/parts/2", f"{AT}/brief/parts/6"):
        response = analyst.get(page)
        assert response.status_code == 200
        check_page(response.text)
    assert post(analyst, f"{AT}/county/parts/1/drop", {"revision": "0"}).status_code == 404
    assert (
        post(analyst, f"{AT}/county/parts/1", {"text_zh": "x", "level": "1", "step": "save"}).status_code
        == 404
    )
    assert analyst.get(f"{AT}/county/parts/new?kind=words").status_code == 404
    assert analyst.get(f"{AT}/county/parts/400").status_code == 404
    assert analyst.get(f"{AT}/nothing").status_code == 404
    for name in ("county", "Own", ""):
        response = copied(analyst, "county", name)
        assert response.status_code == 422
        assert 'id="name-error"' in response.text


@only_sqlite
def test_the_report_page_offers_own_templates_and_keeps_reports_of_deleted_ones(store, settings, analyst):
    from survey.services import making, reportfiles

    copied(analyst, "brief")
    page = analyst.get("/staff/county/report").text
    check_page(page)
    assert 'value="own"' in page
    assert "市级报告" in page
    card = surveys.named(store, "county", at=datetime.now(UTC))
    frozen = reporting.freeze(store, settings.instance, card, at=datetime.now(UTC))
    reportfiles.folder_of(settings.instance, "county").mkdir(parents=True)
    making.make(settings, "county", frozen.name, "zh-CN", "own")
    post(analyst, f"{AT}/own/remove", {"revision": own(store).revision})
    page = analyst.get("/staff/county/report").text
    check_page(page)
    assert "own（模板已删除）" in page
    assert 'value="own"' not in page.split('id="versions"')[0]
    address = f"/staff/county/report/{frozen.name}.zh-CN.docx?template=own"
    assert analyst.get(address).status_code == 200
    assert post(analyst, "/staff/county/report", {"language": "zh-CN", "template": "own"}).status_code == 400


@only_sqlite
def test_templates_can_be_arranged_before_the_first_answer(store, hire, desk_of):
    from survey.store.tables import Response

    analysed_survey(store, 12, questionnaire=small())
    with store.writing() as session:
        session.execute(sa.update(Response).values(outcome="invalid"))
    desk = desk_of(hire("root", is_administrator=True))
    assert copied(desk).status_code == 303
    for page in (f"{AT}/own", f"{AT}/own/parts/2", f"{AT}/own/parts/new?kind=structure"):
        response = desk.get(page)
        assert response.status_code == 200
        check_page(response.text)
        assert "还没有有效答卷" in response.text


@only_sqlite
def test_what_was_done_stands_in_the_log(store, analyst):
    copied(analyst, "brief")
    post(analyst, f"{AT}/own/parts/1/down", {"revision": "1"})
    post(analyst, f"{AT}/own/remove", {"revision": "2"})
    with store.reading() as session:
        done = session.scalars(sa.select(Event.action).order_by(Event.id)).all()
    assert [one for one in done if one.startswith("template.")] == [
        "template.copied", "template.changed", "template.removed",
    ]  # fmt: skip


def test_a_ticked_question_that_is_gone_is_refused_in_the_language_of_the_page(store, analyst):
    copied(analyst)
    given = {"questions": ["gone"], "by": ["sex"], "revision": own(store).revision}
    for language, words in (("zh-CN", "不是有效的选择"), ("en", "Not a valid choice.")):
        analyst.set_cookie("language", language)
        refused = post(analyst, f"{AT}/own/parts/new?kind=tests&after=1", given)
        assert refused.status_code == 422
        assert words in refused.text
        assert "is not a valid choice for this field" not in refused.text
