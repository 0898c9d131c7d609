"""LibreOffice without a window, where this machine has one: does with a document what somebody at a desk would."""

import os
import shutil
import subprocess
from collections.abc import Mapping
from pathlib import Path

_FILTERS = {"docx": "docx:MS Word 2007 XML", "pdf": "pdf"}
_PATIENCE = 120  # seconds
#: What somebody does who opens a document, replaces words, and saves it as Word.
_REPLACE = """<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE script:module PUBLIC "-//OpenOffice.org//DTD OfficeDocument 1.0//EN" "module.dtd">
<script:module xmlns:script="http://openoffice.org/2000/script" script:name="Module1" script:language="StarBasic">
Sub ReplaceWords(source As String, target As String, before As String, after As String)
  Dim aHidden(0) As New com.sun.star.beans.PropertyValue
  aHidden(0).Name = "Hidden"
  aHidden(0).Value = True
  oDoc = StarDesktop.loadComponentFromURL(source, "_blank", 0, aHidden())
  oWords = oDoc.createReplaceDescriptor()
  oWords.SearchString = before
  oWords.ReplaceString = after
  oDoc.replaceAll(oWords)
  Dim aKind(0) As New com.sun.star.beans.PropertyValue
  aKind(0).Name = "FilterName"
  aKind(0).Value = "MS Word 2007 XML"
  oDoc.storeToURL(target, aKind())
  oDoc.close(True)
End Sub
</script:module>
"""


def office() -> str | None:
    """The program, or None (`PROCUREMENT_TEST_OFFICE` names another one)."""
    return os.environ.get("PROCUREMENT_TEST_OFFICE") or shutil.which("soffice") or shutil.which("libreoffice")


def converted(files: Mapping[str, bytes], kind: str, folder: Path) -> dict[str, bytes]:
    """The documents (.docx) opened and saved as `kind`, all in one start of the program."""
    source, target = folder / "source", folder / "target"
    source.mkdir()
    for name, data in files.items():
        (source / f"{name}.docx").write_bytes(data)
    sources = sorted(map(str, source.glob("*.docx")))
    _run(folder, "--convert-to", _FILTERS[kind], "--outdir", str(target), *sources)
    return {name: (target / f"{name}.{kind}").read_bytes() for name in files}


def reworded(data: bytes, before: str, after: str, folder: Path) -> bytes:
    """The document (.docx) opened, its words `before` replaced by `after` everywhere, and saved as Word."""
    source, target = folder / "before.docx", folder / "after.docx"
    source.write_bytes(data)
    _run(folder, "--terminate_after_init")  # the first start makes the profile, with an empty module for macros
    (folder / "profile" / "user" / "basic" / "Standard" / "Module1.xba").write_text(_REPLACE)
    words = '","'.join((source.as_uri(), target.as_uri(), before, after))
    _run(folder, f'macro:///Standard.Module1.ReplaceWords("{words}")')
    return target.read_bytes()


def _run(folder: Path, *what: str) -> None:
    program = office()
    assert program is not None
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    subprocess.run(
        [program, profile, "--headless", "--norestore", *what], check=True, capture_output=True, timeout=_PATIENCE
    )
