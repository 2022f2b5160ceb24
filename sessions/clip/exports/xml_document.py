"""What both XML formats share."""

import re
from typing import Final
from xml.etree import ElementTree as ET

_NO_XML: Final = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def xml_text(text: str) -> str:
    """The text without what XML 1.0 does not allow."""
    return _NO_XML.sub("", text)


def element(parent: ET.Element, tag: str, text: str | int | None = None, /, **attributes: str) -> ET.Element:
    """A new last child."""
    plain = {key: xml_text(value) for key, value in attributes.items()}
    child = ET.SubElement(parent, tag, plain)
    if text is not None:
        child.text = xml_text(str(text))
    return child


def document(root: ET.Element, doctype: str) -> str:
    ET.indent(root, " ")
    return f'<?xml version="1.0" encoding="UTF-8"?>\n<!DOCTYPE {doctype}>\n{ET.tostring(root, encoding="unicode")}\n'
