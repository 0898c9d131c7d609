"""The command line: a result on standard output and 0, or a line per fault on standard error and 2."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

from procurement.scoring import evaluate, explain
from tests.scoring.documents import contract, documented, given

ROOT = Path(__file__).parents[2]


def run(*arguments: str, given: bytes = b"") -> subprocess.CompletedProcess[bytes]:
    command = [sys.executable, "-m", "procurement.scoring", *arguments]
    return subprocess.run(command, input=given, capture_output=True, cwd=ROOT, check=False, env={"LC_ALL": "C"})


def written(folder: Path, value: object) -> str:
    path = folder / "document.json"
    path.write_text(json.dumps(value, ensure_ascii=False), encoding="utf-8")
    return str(path)


def test_a_result_is_printed_as_json(tmp_path) -> None:
    ran = run(written(tmp_path, documented()))
    assert (ran.returncode, ran.stderr) == (0, b"")
    assert json.loads(ran.stdout) == evaluate(documented())


def test_standard_input_and_any_language(tmp_path) -> None:
    document = {
        "contract": contract(given("Qualität", "5")),
        "responses": [{"id": "Ä", "scores": {"Qualität": {"É": 4}}}],
    }
    ran = run("-", given=json.dumps(document, ensure_ascii=False).encode())
    assert ran.returncode == 0
    assert json.loads(ran.stdout)["ranking"][0]["points"] == {"Qualität": "4.00"}


def test_sentences_instead(tmp_path) -> None:
    ran = run(written(tmp_path, documented()), "--explain")
    assert ran.returncode == 0
    assert ran.stdout.decode().splitlines() == explain(documented())


def test_a_contract_alone(tmp_path) -> None:
    ran = run(written(tmp_path, {"contract": documented()["contract"]}))
    assert ran.returncode == 0
    assert json.loads(ran.stdout).keys() == {"contract_digest", "warnings"}


def test_faults_are_lines_with_places(tmp_path) -> None:
    broken = documented()
    broken["responses"][0]["scores"]["approach"]["E1"] = "7"
    broken["responses"][1]["bid"] = "é\n"
    broken["responses"][1]["preferences"] = ["é\n"]
    ran = run(written(tmp_path, broken))
    assert (ran.returncode, ran.stdout) == (2, b"")
    assert len(ran.stderr.splitlines()) == 3
    assert b"responses[0].scores.approach.E1: 7 is above the scale's 5" in ran.stderr.splitlines()


def test_a_huge_exponent_is_refused_at_once(tmp_path) -> None:
    text = json.dumps(documented()).replace('"100000.00"', "1e999999999")
    ran = run("-", given=text.encode())
    assert ran.returncode == 2
    assert ran.stderr == b"responses[0].price: 1e999999999 is too large or too small to be meant\n"


def test_files_that_cannot_be_read(tmp_path) -> None:
    missing = run(str(tmp_path / "nothing.json"))
    assert missing.returncode == 2
    assert missing.stderr.endswith(b"nothing.json: this file cannot be read (No such file or directory)\n")
    assert run(str(tmp_path)).returncode == 2
    assert run("-", given=b"{").stderr.startswith(b"standard input: this is not JSON")
    assert run().returncode == 2
