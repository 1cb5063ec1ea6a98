"""Whatever stands in the cells of a form: it is read, or refused with words."""

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from questionnaires.checks import check
from questionnaires.formats.error import FormatError
from questionnaires.formats.xlsform import read
from tests.questionnaires.formats.test_xlsform_reading import workbook

WORDS = st.sampled_from(
    ["", "", "", "a", "b", "c", "1", "yes", "no", "true()", "甲", "${a}", "${b} = 1", "${c} > '2'", "selected(${b}, 'x')",
     ". > 3", ". <= 5 and . >= 1", "not(selected(., 'x') and count-selected(.) > 1)", "regex(., '[a')", "cf = ${b}",
     "x y", "((", "pulldata('a', 'b')", "start=0 end=5 step=0", "start=x", "randomize=true", "minimal",
     "table-list", "field-list", "label", "list-nolabel", "jr:choice-name(${b}, '${b}')", "2 + 2", "today()", "'", "=1+1",
     "%(label)s", "-1", "0.5", "${a}${b}", "count-selected(.) = 2", "string-length(.) < 9", "\ue000", "contains(${a}, ${b})"]
)  # fmt: skip
TYPES = st.sampled_from(
    ["text", "integer", "decimal", "date", "time", "dateTime", "note", "calculate", "range", "select_one l", "rank l",
     "select_multiple l", "select_one l or_other", "select_one_from_file f.csv", "select_one ${a}", "select_one_external l",
     "begin_group", "end_group", "begin repeat", "end repeat", "begin loop over l", "end loop", "geopoint", "hidden", "today",
     "acknowledge", "audit", "form_title", "begin_group", "end_group", "phone number", "osm l"]
)  # fmt: skip
HEADER = ("type", "name", "label", "label::中文 (zh)", "hint", "relevant", "constraint", "constraint_message", "required",
          "calculation", "choice_filter", "appearance", "parameters", "default", "read_only", "repeat_count")  # fmt: skip
ROWS = st.lists(st.tuples(TYPES, *([WORDS] * (len(HEADER) - 2))), min_size=4, max_size=8)
CHOICES = st.lists(
    st.tuples(st.just("l"), WORDS.filter(bool), WORDS, WORDS), max_size=4, unique_by=lambda row: row[1]
)


def closed(rows):
    """Rows with names a, b, c … whose groups are ended, so that many forms get past the outline."""
    open_, found = [], []
    for name, (kind, *rest) in zip("abcdefgh", rows, strict=False):
        if kind.startswith("begin"):
            open_.append(kind.split(" over", maxsplit=1)[0].replace("begin", "end"))
        if not kind.startswith("end"):
            found.append((kind, name, *rest))
        elif open_:
            found.append((open_.pop(),))
    return [*found, *((kind,) for kind in reversed(open_))]


@settings(max_examples=250, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(ROWS, CHOICES, WORDS)
def test_any_cells_are_read_or_refused(rows, choices, setting):
    content = workbook(
        survey=(HEADER, *closed(rows)),
        choices=(("list_name", "name", "label", "cf"), ("l", "x", "X", "1"), *choices),
        external_choices=(("list_name", "name", "label"), ("l", "x", "X")),
        settings=(("form_title", "form_id", "default_language"), ("T", setting, setting)),
    )
    try:
        found = read(content, name="f.xlsx")
    except FormatError as error:
        said = [finding.say(language) for finding in error.findings for language in ("zh-CN", "en")]
        assert said
        return
    assert all(note.say("zh-CN") and note.say("en") for note in found.notes)
    broken = {finding.code for finding in check(found.questionnaire) if finding.code.startswith("rule_")}
    assert broken <= {"rule_unreachable", "rule_idle"}
