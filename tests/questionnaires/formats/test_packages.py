"""Zip packages and XML of strangers: read where they are sane, refused with words where they are not."""

import io
import struct
import zipfile

import pytest

from questionnaires.formats.carried import Fate
from questionnaires.formats.elements import read_xml
from questionnaires.formats.error import FormatError
from questionnaires.formats.limits import MEGABYTE, Limits
from questionnaires.formats.packages import COMPOUND, open_package

BOMB = b"""<?xml version="1.0"?><!DOCTYPE lolz [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">
<!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;"><!ENTITY d "&c;&c;&c;&c;&c;&c;&c;&c;">]><x>&d;</x>"""
OUTSIDE = b'<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]><x>&e;</x>'


def zipped(parts, method=zipfile.ZIP_DEFLATED):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", method) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return out.getvalue()


def refused(call, code):
    with pytest.raises(FormatError) as caught:
        call()
    (finding,) = caught.value.findings
    assert finding.code == code
    for words in (finding.reason, finding.remedy):
        assert words["zh-CN"]
        assert words["en"]
    return finding


def test_a_part_is_read_and_an_xml_part_is_a_tree():
    package = open_package(zipped({"a.xml": "<x xmlns='urn:y'><z n='1'>字</z></x>", "b.txt": "b"}), "f.docx")
    assert package.parts == ("a.xml", "b.txt")
    assert "a.xml" in package
    assert package.read("b.txt") == b"b"
    (child,) = package.xml("a.xml")
    assert (child.tag, child.get("n"), child.text) == ("{urn:y}z", "1", "字")
    assert package.notes == ()
    refused(lambda: package.read("c.xml"), "part_missing")


def test_a_checked_package_is_given_to_a_library_whole():
    content = zipped({"a.xml": "<x/>", "b.bin": b"\0" * 100})
    assert open_package(content, "f.xlsx").checked().getvalue() == content


@pytest.mark.parametrize("xml", [BOMB, OUTSIDE, "<!DOCTYPE x><x/>".encode("utf-16"), b"\n<!DOCTYPE x>\n<x/>"])
def test_a_document_type_is_refused_before_any_entity(xml):
    refused(lambda: read_xml(xml, "f.lss"), "xml_document_type")
    refused(open_package(zipped({"word/document.xml": xml}), "f.docx").checked, "xml_document_type")


def test_deep_long_and_broken_xml_is_refused_with_its_line():
    deep = b"<x>" * 300 + b"</x>" * 300
    assert refused(lambda: read_xml(deep, "f.lss"), "xml_too_deep").line == 1
    refused(lambda: read_xml(b"<x>" + b"<y/>" * 50 + b"</x>", "f", Limits(elements=20)), "xml_too_long")
    assert refused(lambda: read_xml(b"<x>\n<y>\n</x>", "f.lss"), "xml_broken").line == 3
    for broken in (
        b"",
        b"\0\0\0",
        b"no xml",
        b"<x>\xff</x>",
        b"<?xml version='1.0' encoding='nonsense'?><x/>",
        b"<x>&e;</x>",
    ):
        refused(lambda content=broken: read_xml(content, "f.lss"), "xml_broken")


def test_a_zip_bomb_is_refused_without_unpacking_it():
    refused(lambda: open_package(zipped({"a.xml": b"0" * (30 * MEGABYTE)}), "f.xlsx"), "package_too_large")


def test_many_parts_that_are_each_small_are_counted_together():
    parts = {f"{number}.bin": bytes([number % 7]) * 1000 for number in range(50)}
    refused(lambda: open_package(zipped(parts), "f", Limits(unpacked=20_000)), "package_too_large")
    refused(lambda: open_package(zipped(parts), "f", Limits(parts=20)), "package_parts")


def test_a_zip_that_lies_about_its_sizes_is_refused():
    content = zipped({"a.xml": b"<x>" + b"0" * 100_000 + b"</x>"})
    lying = content.replace(struct.pack("<I", 100_007), struct.pack("<I", 7))
    assert lying != content
    with pytest.raises(FormatError):
        open_package(lying, "f.xlsx").read("a.xml")


def test_locked_old_and_other_files_are_told_apart():
    locked = bytearray(zipped({"a.xml": b"<x/>"}))
    for mark, place in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        locked[locked.index(mark) + place] |= 1
    refused(lambda: open_package(bytes(locked), "f.xlsx"), "package_locked")
    refused(lambda: open_package(COMPOUND + b"\0" * 600, "f.xlsx"), "file_old_or_locked")
    refused(lambda: open_package(b"type,name\ntext,a\n", "f.xlsx"), "not_a_package")
    refused(lambda: open_package(b"", "f.xlsx"), "file_empty")
    refused(lambda: open_package(b"PK\x03\x04" + b"\0" * 50 * MEGABYTE, "f.xlsx"), "file_too_large")
    refused(lambda: open_package(zipped({"a": b"a"}, zipfile.ZIP_LZMA), "f.xlsx"), "package_packing")


def test_a_truncated_or_damaged_file_is_refused():
    content = zipped({"a.xml": b"<x>" + bytes(range(60, 120)) * 50 + b"</x>"})
    refused(lambda: open_package(content[: len(content) // 2], "f.xlsx"), "package_broken")
    damaged = bytearray(content)
    damaged[60] ^= 0xFF
    refused(lambda: open_package(bytes(damaged), "f.xlsx").read("a.xml"), "package_broken")


def test_macros_objects_and_outside_links_are_told_and_left_out():
    relations = (
        '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
        '<Relationship Id="r1" Type="x/attachedTemplate" Target="http://127.0.0.1/x.dotm" TargetMode="External"/>'
        '<Relationship Id="r2" Type="x/hyperlink" Target="http://127.0.0.1/" TargetMode="External"/></Relationships>'
    )
    parts = {
        "word/vbaProject.bin": b"x",
        "word/embeddings/oleObject1.bin": b"x",
        "word/_rels/a.rels": relations,
    }
    notes = open_package(zipped(parts), "f.docm").notes
    assert [note.code for note in notes] == ["macros", "embedded_objects", "external_links"]
    assert {note.fate for note in notes} == {Fate.LEFT_OUT}
