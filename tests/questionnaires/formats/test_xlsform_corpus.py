"""The XLSForms of pyxform's own tests: what comes over, what is noted, what is refused."""

import pytest

from questionnaires.checks import Severity, check
from questionnaires.formats.xlsform import read
from tests.questionnaires.formats.test_xlsform_reading import SHARED, codes, needs_shared, pages, refused

# every page with its questions, and the codes of the notes; pyxform's own tests hold the files
COMES_OVER = {
    "allow_comment_rows_test.xls": (
        "page1[farmer_name:text]",
        "column remark",
    ),
    "attribute_columns_test.xlsx": (
        (
            "page1[skip_to_end:single] everything[my_name:text invalid_variable:note address:text email_note:note "
            "number_label:note text_image_audio_video_test:text autocomplete_test:single "
            "autocomplete_chars_test:single a_integer:number a_decimal:number] group_test[required_text:text "
            "select_multiple_test:multiple] repeat_test[labeled_select_group:matrix name:matrix "
            "compact_test:single compact_2_test:single] everything_2[acknowledge_test:single date_test:date "
            "time_test:text datetime_test:date note_test:note calculate_test:calculated "
            "calculate_test_output:note start_test_output:note end_test_output:note today_test_output:note "
            "deviceid_test_output:note uri_deviceid_test_output:note simserial_test_output:note "
            "phonenumber_test_output:note q_1:text FALSE:text] page6[launch:number]"
        ),
        (
            "appearance column formulas media note_empty quote renamed repeat required_message row_hint setting "
            "sheet type_acknowledge type_datetime type_left_out type_time"
        ),
    ),
    "bad_calc.xlsx": (
        "",
        "calculation_left_out nothing_left",
    ),
    "calculate.xls": (
        "page1[calculate_test:calculated calculate_test_output:note calculate_test_2_output:note]",
        "calculation_left_out quote",
    ),
    "cascading_select_test_equivalent.xls": (
        (
            "page1[mylga_zone:single mylga_state_in_zone_1:single mylga_state_in_zone_2:single "
            "mylga_state:calculated mylga_lga_in_state_1:single mylga_lga_in_state_2:single "
            "mylga_lga_in_state_3:single mylga_lga_in_state_4:single] page2[mylga:calculated]"
        ),
        "loose_questions",
    ),
    "case_insensitivity.xls": (
        "page1[q1:single q2:single]",
        "choice_filter_left_out recoded sheet type_left_out",
    ),
    "case_insensitivity.xlsx": (
        "page1[q1:single q2:single]",
        "choice_filter_left_out recoded sheet type_left_out",
    ),
    "choice_filter_test.xlsx": (
        "page1[state:single county:single city:single]",
        "",
    ),
    "choice_name_as_type.xls": (
        "page1[zone:single atype:single]",
        "",
    ),
    "choice_name_same_as_select_name.xls": (
        "page1[zone:single]",
        "",
    ),
    "default_time_demo.xls": (
        "page1[start_time:text]",
        "default type_time",
    ),
    "extra_columns.xlsx": (
        "page1[a:text]",
        "",
    ),
    "extra_sheet_names.xlsx": (
        "page1[test:text]",
        "",
    ),
    "field-list.xlsx": (
        "name[table_list_question:single]",
        "",
    ),
    "flat_xlsform_test.xlsx": (
        (
            "page1[skip_to_end:single email_note:note number_label:note] everything[my_name:text "
            "invalid_variable:note address:text text_image_audio_video_test:text autocomplete_test:single "
            "autocomplete_chars_test:single a_integer:number a_decimal:number] group_test[required_text:text "
            "select_multiple_test:multiple] everything_2[labeled_select_group:matrix name:matrix "
            "compact_test:single compact_2_test:single acknowledge_test:single date_test:date time_test:text "
            "datetime_test:date note_test:note calculate_test:calculated calculate_test_output:note "
            "start_test_output:note end_test_output:note today_test_output:note deviceid_test_output:note "
            "uri_deviceid_test_output:note simserial_test_output:note phonenumber_test_output:note q_1:text "
            "FALSE:text] page5[launch:number]"
        ),
        (
            "appearance column formulas media note_empty quote renamed required_message row_hint rule "
            "setting sheet type_acknowledge type_datetime type_left_out type_time"
        ),
    ),
    "gps.xls": (
        "",
        "nothing_left type_left_out",
    ),
    "group.xls": (
        "page1[family_name:text] father[phone_number:text age:number]",
        "",
    ),
    "group.xlsx": (
        "page1[family_name:text] father[phone_number:text age:number]",
        "",
    ),
    "hidden.xls": (
        "",
        "nothing_left type_left_out",
    ),
    "loop.xls": (
        (
            "page1[available_toilet_types:multiple] loop_toilet_types[number_pit_latrine_with_slab:number "
            "number_open_pit_latrine:number number_bucket_system:number]"
        ),
        "loop",
    ),
    "loop.xlsx": (
        (
            "page1[available_toilet_types:multiple] loop_toilet_types[number_pit_latrine_with_slab:number "
            "number_open_pit_latrine:number number_bucket_system:number]"
        ),
        "loop",
    ),
    "or_other.xlsx": (
        "page1[fav_color:single fav_pastel:single]",
        "filter_words options_never_shown",
    ),
    "pull_data.xlsx": (
        "page1[note_fruite:note]",
        "calculation_left_out quote",
    ),
    "repeat_date_test.xls": (
        (
            "page1[generated_note_name_2:note repeat_count:calculated] repeat_test[table_list_3:single "
            "table_list_4:single] page3[generated_note_name_8:note]"
        ),
        "media repeat unused_list",
    ),
    "simple_loop.xls": (
        "my_table[count_col1:number count_col2:number]",
        "loop",
    ),
    "sms_info.xls": (
        (
            "section1[age:number has_children:single bday:date name:text] browsers[web_browsers:multiple] "
            "metadata[nope:note]"
        ),
        "column setting type_left_out",
    ),
    "specify_other.xls": (
        "page1[sex:single]",
        "",
    ),
    "specify_other.xlsx": (
        "page1[sex:single]",
        "",
    ),
    "style_settings.xls": (
        "page1[your_name:text your_age:number]",
        "setting",
    ),
    "survey_no_name.xlsx": (
        "page1[state:text]",
        "",
    ),
    "table-list.xls": (
        "page1[intro:note table_list_test2:matrix happy_sad_brian:multiple happy_sad_michael:multiple]",
        "media row_hint table_multiple unused_list",
    ),
    "text_and_integer.xls": (
        "page1[your_name:text your_age:number]",
        "",
    ),
    "text_and_integer.xlsx": (
        "page1[your_name:text your_age:number]",
        "",
    ),
    "tutorial.xls": (
        (
            "member[name:text relationship_to_household_head:single sex:single resident:single "
            "stayed_last_night:single older_than_five:single age_in_months:number age_in_years:number "
            "literate:single pregnant:single]"
        ),
        "column repeat",
    ),
    "widgets.xls": (
        (
            "page1[my_string:text my_int:number my_decimal:number my_date:date my_time:text my_select:multiple "
            "my_select1:single my_trigger:single] page2[my_output:note numberAsString:text dateTime:date "
            "spinner:single spinner_all:multiple selectadvance:single grid_test:single grid_test_audio:single] "
            "page3[table_list_test:matrix table_list_test2:matrix happy_sad_brian2:multiple "
            "happy_sad_michael2:multiple happy_sad_brian:multiple happy_sad_michael:multiple]"
        ),
        (
            "appearance default loose_questions media read_only setting table_multiple type_acknowledge "
            "type_datetime type_left_out type_time"
        ),
    ),
    "xlsform_spec_test.xlsx": (
        (
            "page1[skip_to_end:single] everything[my_name:text invalid_variable:note address:text email_note:note "
            "number_label:note text_image_audio_video_test:text autocomplete_test:single "
            "autocomplete_chars_test:single a_integer:number a_decimal:number] group_test[required_text:text "
            "select_multiple_test:multiple] repeat_test[labeled_select_group:matrix name:matrix "
            "compact_test:single compact_2_test:single] everything_2[acknowledge_test:single date_test:date "
            "time_test:text datetime_test:date note_test:note calculate_test:calculated "
            "calculate_test_output:note start_test_output:note end_test_output:note today_test_output:note "
            "deviceid_test_output:note uri_deviceid_test_output:note phonenumber_test_output:note q_1:text "
            "FALSE:text] page6[launch:number]"
        ),
        (
            "appearance column formulas media note_empty quote renamed repeat required_message row_hint setting "
            "sheet type_acknowledge type_datetime type_left_out type_time"
        ),
    ),
    "xml_escaping.xls": (
        "page1[a:calculated b:calculated table_list_3:single]",
        "media unused_list",
    ),
    "yes_or_no_question.xls": (
        "page1[good_day:single]",
        "",
    ),
    "yes_or_no_question.xlsx": (
        "page1[good_day:single]",
        "",
    ),
}
REFUSED = {
    "include.xls": ("type_include", "survey!A3"),
    "include.xlsx": ("type_include", "survey!A3"),
    "include_json.xls": ("type_include", "survey!A2"),
    "include_json.xlsx": ("type_include", "survey!A2"),
    "unknown_question_type.xls": ("header_repeated", "survey!J1"),
}


@needs_shared
@pytest.mark.parametrize("name", COMES_OVER)
def test_a_form_of_pyxforms_own_tests_comes_over(name):
    found = read((SHARED / name).read_bytes(), name=name)
    expected_pages, expected_notes = COMES_OVER[name]
    assert pages(found.questionnaire) == expected_pages
    assert " ".join(sorted(set(codes(found)))) == expected_notes
    for note in found.notes:
        assert note.what["zh-CN"]
        assert note.what["en"]
    errors = {finding.code for finding in check(found.questionnaire) if finding.severity is Severity.ERROR}
    # a form of positions only has no page; one hint of the specification's own form is in Chinese only
    assert errors <= {"questionnaire_empty", "translation_missing"}


@needs_shared
@pytest.mark.parametrize("name", REFUSED)
def test_a_form_that_pyxform_rejects_is_refused_with_its_cell(name):
    assert refused((SHARED / name).read_bytes(), name) == [REFUSED[name]]


@needs_shared
def test_every_file_has_an_expectation():
    assert {path.name for path in SHARED.iterdir() if path.suffix.startswith(".xls")} == {
        *COMES_OVER,
        *REFUSED,
    }
