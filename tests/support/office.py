"""LibreOffice without a window, where this machine has one: saves documents as somebody at a desk would."""

import os
import shutil
import subprocess
from collections.abc import Mapping
from pathlib import Path

_FILTERS = {"docx": "docx:MS Word 2007 XML", "pdf": "pdf"}


def office() -> str | None:
    """The program, or None (`PROCUREMENT_TEST_OFFICE` names another one)."""
    return os.environ.get("PROCUREMENT_TEST_OFFICE") or shutil.which("soffice") or shutil.which("libreoffice")


def converted(files: Mapping[str, bytes], kind: str, folder: Path) -> dict[str, bytes]:
    """The documents (.docx) opened and saved as `kind`, all in one start of the program."""
    source, target = folder / "source", folder / "target"
    source.mkdir()
    for name, data in files.items():
        (source / f"{name}.docx").write_bytes(data)
    program = office()
    assert program is not None
    subprocess.run(
        [program, f"-env:UserInstallation={(folder / 'profile').as_uri()}", "--headless", "--convert-to",
         _FILTERS[kind], "--outdir", str(target), *sorted(map(str, source.glob("*.docx")))],
        check=True, capture_output=True, timeout=120,
    )  # fmt: skip
    return {name: (target / f"{name}.{kind}").read_bytes() for name in files}
