"""`procurement demo`: loads once, and names everybody."""

from procurement.cli import main
from procurement.demo.founding import PASSWORD


def test_it_is_loaded_by_hand_and_only_once(tmp_path, monkeypatch, capsys):
    monkeypatch.setenv("PROCUREMENT_INSTANCE", str(tmp_path / "data"))
    assert main.outcome(["demo", "load"]) == 0
    assert "The demonstration is loaded" in capsys.readouterr().out

    assert main.outcome(["demo", "load"]) == 2
    assert "people in this database already" in capsys.readouterr().err

    assert main.outcome(["demo", "people"]) == 0
    said = capsys.readouterr().out
    assert PASSWORD in said
    assert "dana.whitcomb@alder-falls.example" in said
    assert "Town of Juniper Bend" in said

    assert main.outcome(["ledger", "verify"]) == 0
