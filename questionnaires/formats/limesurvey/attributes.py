"""The attributes of LimeSurvey's questions that are only looks, and the values that mean nothing was chosen."""

from __future__ import annotations

LOOKS_WORDS = (
    "answer_width answer_width_bycolumn array_filter_style category_separator choice_title clear_default cssclass "
    "display_columns display_rows display_type dropdown_dates dropdown_dates_minute_step dropdown_prefix "
    "dropdown_separators dropdown_size dualscale_headerA dualscale_headerB hide_tip horizontal_scroll "
    "input_boxes input_size label_input_columns location_defaultposition location_mapheight location_mapservice "
    "location_mapwidth location_mapzoom multiflexible_max multiflexible_min multiflexible_step num_value_int_only "
    "other_position other_position_code page_break parent_order placeholder printable_help public_statistics "
    "question_template rank_title repeat_headings reverse samechoiceheight samelistheight save_as_default "
    "scale_export show_grand_total show_title show_totals showpopups slider_accuracy slider_custom_handle "
    "slider_default slider_default_set slider_handle slider_layout slider_middlestart slider_orientation "
    "slider_rating slider_reset slider_reversed slider_separator slider_showminmax statistics_graphtype "
    "statistics_showgraph statistics_showmap subquestion_width text_input_columns text_input_width "
    "time_limit_message_style time_limit_timer_style time_limit_warning_2_style time_limit_warning_style "
    "use_dropdown value_range_allows_missing em_validation_q_tip em_validation_sq_tip "
    "time_limit_action time_limit_countdown_message time_limit_disable_next time_limit_disable_prev "
    "time_limit_message time_limit_message_delay time_limit_timer_style time_limit_warning_2_display_time "
    "time_limit_warning_2_message time_limit_warning_display_time time_limit_warning_message "
    "numbers_only_thousands_separator crypted question_theme_name modulename same_script button_size "
    "max_buttons_row crop_or_resize keep_aspect fix_height fix_width horizontal_size fix_questionlabel"
)
LOOKS = frozenset(LOOKS_WORDS.split())

# What stands in every export although nobody chose it.
DEFAULTS: dict[str, frozenset[str]] = {
    "allowed_filetypes": frozenset(
        {"png, gif, doc, odt, jpg, jpeg, pdf, png, heic", "png, gif, doc, odt, jpg, pdf"}
    ),
    "max_filesize": frozenset({"10240"}),
    "max_num_of_files": frozenset({"1"}),
    "show_comment": frozenset({"1"}),
    "show_title": frozenset({"1"}),
}
NOTHING = frozenset({"", "0", "N", "n", "default", "core", "normal"})


def is_default(name: str, value: str) -> bool:
    """Whether a value says nothing."""
    return value.strip() in NOTHING or value.strip() in DEFAULTS.get(name, frozenset())
