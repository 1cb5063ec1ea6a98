"""What the editor's script asks for and sends: JSON in, the state of the draft out, errors in words."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from survey.services import publication
from survey.services.events import SYSTEM
from survey.store import Store
from tests.fixtures.databases import only_sqlite
from tests.fixtures.staff import Person
from tests.survey.drafting import NOW, TINY, drafted_survey

pytestmark = only_sqlite
JSON = {"Accept": "application/json"}


class Designer:
    """A person at the editor, as its script talks for them."""

    def __init__(self, desk: Any, survey: str = "tiny") -> None:
        self.desk, self.base = desk, f"/staff/{survey}/design"
        self.state = self.get("draft.json")

    def get(self, door: str) -> Any:
        return self.desk.get(f"{self.base}/{door}", headers=JSON).get_json()

    def post(self, door: str, status: int = 200, **body: Any) -> Any:
        headers = {**JSON, "X-CSRFToken": self.state["token"]}
        sent = {"after": self.state["revision"], **body}
        response = self.desk.post(f"{self.base}/{door}", json=sent, headers=headers)
        assert response.status_code == status, response.text
        return response.get_json()

    def change(self, *changes: dict[str, Any], status: int = 200) -> Any:
        return self.post("changes", status, changes=list(changes))


def text(name: str, was: Any, value: Any) -> dict[str, Any]:
    return {"op": "set", "target": f"question:{name}", "path": ["label", "zh-CN"], "was": was, "value": value}


@pytest.fixture
def sit_down(
    store: Store, hire: Callable[..., Person], give_role: Any, desk_of: Any
) -> Callable[..., Designer]:
    """``sit_down("wang", "designer")``: a member of staff at the editor of the tiny questionnaire."""
    made: list[int] = []

    def sit(login: str, *roles: str) -> Designer:
        if not made:
            made.append(drafted_survey(store))
        person = hire(login)
        give_role(made[0], person, *roles)
        return Designer(desk_of(person))

    return sit


def test_the_whole_draft_is_told(sit_down: Any) -> None:
    state = sit_down("wang", "designer").state
    assert state["parts"]["order"] == ["first", "second", "third"]
    assert state["parts"]["pages"]["first"]["questions"][1]["name"] == "age"
    assert (state["may_write"], state["me"], state["revision"]) == (True, {"name": "wang老师"}, 1)
    assert {"gbt3304", "unit_types"} <= {one["name"] for one in state["lists"]}
    assert state["approval"]["state"] == "draft"


def test_a_change_is_saved_rechecked_and_told_part_by_part(sit_down: Any) -> None:
    wang = sit_down("wang", "designer")
    state = wang.change(text("age", "年龄", ""))
    assert (state["revision"], set(state["parts"]["pages"])) == (2, {"first"})
    (finding,) = [one for one in state["findings"] if one["severity"] == "error"]
    assert (finding["code"], finding["question"], finding["page"]) == ("label_empty", "age", "first")
    assert state["can_undo"]


def test_what_another_changed_is_told_with_what_stands_there(sit_down: Any) -> None:
    wang, li = sit_down("wang", "designer"), sit_down("li", "designer")
    wang.change(text("age", "年龄", "几岁"))
    told = li.change(text("age", "年龄", "岁数"), status=409)
    assert (told["code"], told["current"], told["place"]) == ("conflict", "几岁", "question:age/label/zh-CN")
    assert told["reason"]
    assert told["remedy"]
    assert told["state"]["revision"] == 2
    assert li.change(text("sex", "性别", "男女"))["revision"] == 3


def test_a_change_that_cannot_stand_says_where_and_why(sit_down: Any) -> None:
    wang = sit_down("wang", "designer")
    told = wang.change({"op": "rename", "what": "question", "was": "age", "to": "sex"}, status=422)
    assert (told["code"], told["place"]) == ("name_taken", "question:age")
    gone = wang.change(text("nothing", None, "x"), status=404)
    assert gone["code"] == "not_found"


def test_undo_and_redo_are_ones_own(sit_down: Any) -> None:
    wang, li = sit_down("wang", "designer"), sit_down("li", "designer")
    wang.change(text("age", "年龄", "几岁"))
    assert li.post("undo", 422)["code"] == "nothing_to_undo"
    assert not wang.post("undo")["can_undo"]
    assert wang.post("redo")["parts"]["pages"]["first"]["questions"][1]["label"] == {"zh-CN": "几岁"}


def test_who_is_there_is_seen_by_the_others(sit_down: Any) -> None:
    wang, li = sit_down("wang", "designer"), sit_down("li", "reviewer")
    wang.post("sync", place="question:age")
    state = li.post("sync", place="")
    assert state["people"] == [
        {"name": "li老师", "place": "", "me": True},
        {"name": "wang老师", "place": "question:age", "me": False},
    ]
    assert "findings" not in state
    assert state["parts"] == {"pages": {}, "lists": {}}


@pytest.mark.parametrize(
    "move",
    [
        {"what": "page", "before": "second"},
        {"what": "question", "kind": "matrix", "page": "first", "before": "age"},
        {"what": "duplicate", "target": "question:sex"},
        {"what": "list", "name": "gbt3304"},
    ],
)
def test_a_move_makes_a_part_and_names_it(sit_down: Any, move: dict[str, Any]) -> None:
    state = sit_down("wang", "designer").post("compose", **move)
    kind, _, name = state["made"].partition(":")
    if kind == "question":
        names = [one["name"] for page in state["parts"]["pages"].values() for one in page["questions"]]
        assert name in names
    else:
        assert name in state["parts"][{"page": "pages", "list": "lists"}[kind]]


def test_options_are_pasted_and_several_questions_changed_at_once(sit_down: Any) -> None:
    wang = sit_down("wang", "designer")
    lines = "A、一\nB、二"
    paste = {"target": "question:sex", "lines": lines, "language": "zh-CN", "keep_codes": True}
    state = wang.post("compose", what="paste_options", **paste)
    options = state["parts"]["pages"]["first"]["questions"][0]["options"]
    assert [one["code"] for one in options] == ["A", "B"]
    bulk = {"names": ["age", "wish"], "path": ["required"], "value": True}
    assert set(wang.post("compose", what="bulk", **bulk)["parts"]["pages"]) >= {"first", "second"}


def test_rows_are_pasted_into_a_matrix(sit_down: Any) -> None:
    wang = sit_down("wang", "designer")
    target = wang.post("compose", what="question", kind="matrix", page="first", before="age")["made"]
    paste = {"target": target, "lines": "a 工作 b 收入", "language": "zh-CN"}
    state = wang.post("compose", what="paste_rows", **paste)
    rows = state["parts"]["pages"]["first"]["questions"][1]["rows"]
    assert [one["label"]["zh-CN"] for one in rows] == ["工作", "收入"]
    told = wang.post("compose", 422, what="paste_rows", **{**paste, "lines": ""})
    assert told["reason"]


def test_a_rule_is_given_back_as_tree_and_sentence(sit_down: Any) -> None:
    wang = sit_down("wang", "designer")
    found = wang.post("rule", rule="${age} >= 60", at="question:wish/show")
    assert found["tree"] == [">=", ["$", "age"], 60]
    assert (found["sentence"], found["findings"], found["type"]) == ("当“年龄”至少为 60。", [], "boolean")
    again = wang.post("rule", tree=found["tree"], at="question:wish/show")
    assert again["rule"] == "${age} >= 60"
    demanded = wang.post("rule", rule=". >= 60", at="question:age/checks/V1/require")
    assert demanded["sentence"] == "本题答案至少为 60。"
    broken = wang.post("rule", rule="${age} >=", at="question:wish/show")
    assert (broken["tree"], broken["sentence"]) == (None, "")
    assert broken["findings"][0]["reason"]
    later = wang.post("rule", rule="${wish} != ''", at="question:age/show")
    assert [one["code"] for one in later["findings"]] == ["reference_later"]
    check = wang.post("rule", rule=". > 5", at="question:age/checks/V1/require")
    assert check["findings"] == []


def test_a_rule_may_name_what_comes_before(sit_down: Any) -> None:
    wang = sit_down("wang", "designer")
    names = [one["name"] for one in wang.get("fields?at=question:work/show")["fields"]]
    assert names == ["sex", "age"]
    own = wang.get("fields?at=question:age/checks/V1/require")["fields"]
    assert [one["name"] for one in own] == [".", "sex", "age"]
    sex = own[1]
    assert (sex["type"], sex["values"][1]) == ("code", {"code": "2", "label": "女"})
    ending = wang.get("fields?at=page:first/endings/young/when")["fields"]
    assert [one["name"] for one in ending] == ["sex", "age"]


def test_where_a_part_is_named_is_told(sit_down: Any) -> None:
    (found,) = sit_down("wang", "designer").get("uses?part=question:age")["uses"]
    assert found == {"place": "question:work/show", "label": "工作", "rule": "${age} >= 60 and ${sex} = '2'"}


def test_only_designers_write_and_all_staff_of_the_survey_read_and_comment(sit_down: Any) -> None:
    li = sit_down("li", "reviewer")
    assert not li.state["may_write"]
    for door in ("changes", "compose", "undo", "redo", "submit", "decide"):
        assert li.post(door, 403)["code"] == "http_403"
    comments = li.post("comments", place="question:age", words="周岁？")["comments"]
    assert [(one["words"], one["me"]) for one in comments] == [("周岁？", True)]
    assert li.post(f"comments/{comments[0]['id']}/close")["comments"][0]["closed_by"] == "li老师"


def test_strangers_learn_nothing(sit_down: Any, hire: Any, desk_of: Any, client: Any) -> None:
    sit_down("wang", "designer")
    stranger = desk_of(hire("zhao"))
    assert stranger.get("/staff/tiny/design/draft.json", headers=JSON).status_code == 404
    assert stranger.get("/staff/nothing/design/draft.json", headers=JSON).status_code == 404
    assert client.post("/staff/tiny/design/changes", json={}, headers=JSON).status_code in (400, 401)


BROKEN: list[Any] = [
    [], "x", {}, {"changes": []}, {"changes": "x"}, {"changes": [1]}, {"changes": [{"op": "drop"}]},
    {"changes": [{"op": "set", "target": "page:../x", "path": ["a"]}]}, {"changes": [{"op": "set"}], "after": "1"},
    {"changes": [text("age", "年龄", "\x00")]}, {"changes": [text("age", "年龄", "x")], "key": 5},
]  # fmt: skip


@pytest.mark.parametrize("body", BROKEN)
def test_what_cannot_be_read_is_refused_in_words(sit_down: Any, body: Any) -> None:
    wang = sit_down("wang", "designer")
    headers = {**JSON, "X-CSRFToken": wang.state["token"]}
    response = wang.desk.post("/staff/tiny/design/changes", json=body, headers=headers)
    assert response.status_code in (400, 422)
    assert response.get_json()["reason"]
    assert wang.get("draft.json")["revision"] == 1


def test_brackets_without_end_are_refused_in_words(sit_down: Any) -> None:
    wang = sit_down("wang", "designer")
    headers = {**JSON, "X-CSRFToken": wang.state["token"], "Content-Type": "application/json"}
    response = wang.desk.post("/staff/tiny/design/changes", data=b"[" * 100_000, headers=headers)
    assert (response.status_code, response.get_json()["code"]) == (400, "http_400")
    assert response.get_json()["reason"]


def test_a_post_without_its_token_is_refused(sit_down: Any) -> None:
    wang = sit_down("wang", "designer")
    response = wang.desk.post("/staff/tiny/design/undo", json={"after": 1}, headers=JSON)
    assert (response.status_code, response.get_json()["code"]) == (400, "form_expired")


def test_an_archived_survey_is_read_only(sit_down: Any, store: Store) -> None:
    from survey.services import opening, surveys

    wang = sit_down("wang", "designer")
    opening.archive(store, surveys.named(store, "tiny", at=NOW).id, actor=SYSTEM, at=NOW)
    assert wang.change(text("age", "年龄", "几岁"), status=422)["code"] == "archived"
    assert not wang.get("draft.json")["may_write"]


def test_errors_speak_the_language_of_the_person(sit_down: Any) -> None:
    wang = sit_down("wang", "designer")
    wang.desk.set_cookie("language", "en")
    assert wang.post("undo", 422)["reason"] == "There is no step of yours to undo"


def test_another_questionnaire_is_told_whole(sit_down: Any, store: Store) -> None:
    from survey.services import surveys

    wang = sit_down("wang", "designer")
    number = surveys.named(store, "tiny", at=NOW).id
    content = TINY.replace("小问卷", "新问卷")
    publication.upload(store, number, content.encode(), actor=SYSTEM, at=NOW)
    state = wang.post("sync", place="")
    assert state["parts"]["questionnaire"]["title"] == {"zh-CN": "新问卷"}
    assert set(state["parts"]["pages"]) == {"first", "second", "third"}


@pytest.mark.parametrize("length", [3_996, 30_000])
def test_a_rule_that_is_too_long_is_said_to_be_too_long(sit_down: Any, length: int) -> None:
    wang = sit_down("wang", "designer")
    long = wang.post("rule", rule="${age} > " + "1" * length, at="question:wish/show")
    assert [one["code"] for one in long["findings"]] == ["rule_too_long"]
    assert "4000" in long["findings"][0]["reason"], long
    built = wang.post(
        "rule", tree=["or", *([">=", ["$", "age"], 60] for _ in range(400))], at="question:wish/show"
    )
    assert [one["code"] for one in built["findings"]] == ["rule_too_long"]


@pytest.mark.parametrize("number", ["7", "9" * 21])
def test_a_comment_that_is_not_there_is_told_with_reason(sit_down: Any, number: str) -> None:
    told = sit_down("wang", "designer").post(f"comments/{number}/close", 404)
    assert told["reason"]
    assert told["remedy"]


def test_numbers_that_no_database_keeps_cannot_be_read(sit_down: Any) -> None:
    wang = sit_down("wang", "designer")
    for door in ("comments", "sync"):
        beyond = {"place": "", "words": "周岁？", "answers": 10**22, "after": 10**22}
        assert wang.post(door, 400, **beyond)["reason"]
