"""Notes on what of a Qualtrics survey nothing is made of: unused blocks, ends of their own, loops."""

from __future__ import annotations

from collections.abc import Collection

from questionnaires.formats.making import Making
from questionnaires.formats.qualtrics.maker import Maker
from questionnaires.formats.qualtrics.source import Payload, Source, items, mapping, said
from questionnaires.formats.qualtrics.tracking import EMPTY
from questionnaires.text import Text

OF_THE_EDITOR = ("BlockLocking", "BlockVisibility")


def note_unused(source: Source, making: Making, seen: Collection[str]) -> None:
    """Note the blocks and questions that the flow does not use."""
    unused = [
        key
        for key, block in source.blocks.items()
        if key not in seen and said(block.get("Type")) != "Trash" and list(items(block.get("BlockElements")))
    ]
    for key in unused:
        name = said(source.blocks[key].get("Description")) or key
        making.left_out(
            "unused_block",
            name,
            "流程里没有用到的题块没有带过来",
            "A block that the flow does not use was left out",
        )
    held = {each for key in unused for each in source.asked_in(key)}
    loose = [key for key in source.questions if key not in seen and key not in held]
    if loose:
        tags = [said(source.questions[key].get("DataExportTag")) or key for key in loose]
        told = "、".join(tags[:10]) + (" …" if len(tags) > 10 else "")
        making.left_out(
            "unused_question",
            told,
            f"不在任何题块里或在回收站里的题（{len(loose)} 道）没有带过来",
            f"Questions in no block or in the trash ({len(loose)}) were left out",
        )


def note_end_words(making: Making, step: Payload, place: str) -> None:
    """Note the words and addresses of an end of its own."""
    told = sorted(key for key, value in mapping(step.get("Options")).items() if value not in EMPTY)
    if told:
        making.left_out(
            "end_options",
            place,
            f"提前结束自己的结束语、跳转等没有带过来：{', '.join(told)}",
            f"Words, redirections and the like of an end: {', '.join(told)}",
        )


def note_block_options(maker: Maker, options: Payload, place: str) -> None:
    """Note what a block does besides asking."""
    looping = said(options.get("Looping"))
    if looping and looping != "None":
        maker.making.left_out(
            "loop",
            place,
            f"循环（Loop & Merge，{looping}）没有带过来，题目只出现一次",
            f"The loop (Loop & Merge, {looping}) was left out: its questions come once",
            Text(
                zh="要多填几份，请在设计器里复制这些题。",
                en="Copy the questions in the designer for more.",
            ),
        )
    if said(options.get("RandomizeQuestions")).lower() not in ("", "false", "none"):
        maker.making.left_out(
            "randomisation", place, "题目随机排列没有带过来", "Questions at random: left out"
        )
    for key, value in options.items():
        if key in OF_THE_EDITOR:
            maker.own.add(f"Options.{key}")
        elif value not in EMPTY and key not in ("Looping", "LoopingOptions", "RandomizeQuestions"):
            maker.making.unknown(place, [f"Options.{key}"])
