"""From a document to its result: read everything, refuse with every fault, judge, compare, present."""

from __future__ import annotations

from collections.abc import Mapping

from procurement.scoring import explanation, presentation
from procurement.scoring.checks import Warned, contract_warnings, whole_warning
from procurement.scoring.contract import Contract, canonical_text, digest, read_contract
from procurement.scoring.faults import Faults, Findings
from procurement.scoring.judgement import judge
from procurement.scoring.marks import tables
from procurement.scoring.panel import panel_views
from procurement.scoring.ranking import compare
from procurement.scoring.responses import ResponseReader
from procurement.scoring.warnings import Evaluated, result_warnings


def evaluate(document: object) -> dict[str, object]:
    """The result of a scoring document; of a contract without responses its digest and warnings. Raises Faults."""
    contract, done, warnings = _work_out(document)
    if done is None:
        return {
            "contract_digest": digest(contract.form),
            "warnings": presentation.warning_list(warnings),
        }
    return presentation.result(done, warnings)


def explain(document: object) -> list[str]:
    """The same as sentences. Raises Faults."""
    contract, done, warnings = _work_out(document)
    if done is None:
        return [
            f"The contract has the digest {digest(contract.form)}.",
            *explanation.contract_sentences(warnings),
        ]
    return explanation.sentences(done, warnings)


def check_contract(contract: object) -> tuple[str, Mapping[str, object], list[dict[str, object]]]:
    """The digest, the canonical form and the warnings of a contract alone. Raises Faults."""
    read = _contract(contract)
    return digest(read.form), read.form, presentation.warning_list(contract_warnings(read))


def canonical(contract: object) -> str:
    """The canonical JSON of a contract, whose UTF-8 bytes are hashed. Raises Faults."""
    return canonical_text(_contract(contract).form)


def _contract(value: object) -> Contract:
    find = Findings()
    read = read_contract(find, value)
    find.raise_if_any()
    if read is None:
        raise Faults(find.faults)
    return read


def _work_out(document: object) -> tuple[Contract, Evaluated | None, list[Warned]]:
    """Everything there is to know about a document, or Faults; None in the middle means contract only."""
    find = Findings()
    item = find.mapping("", document)
    if item is None:
        raise Faults(find.faults)
    find.keys("", item, ("contract",), ("responses",), "a scoring document")
    contract = read_contract(find, item["contract"]) if "contract" in item else None
    if contract is None:
        raise Faults(find.faults)
    if "responses" not in item:
        find.raise_if_any()
        return contract, None, contract_warnings(contract)
    # Whoever drafts a contract is warned; scores are not counted under one that contradicts itself.
    for warned in whole_warning(contract):
        find.add("contract.whole", warned.message.rstrip("."))
    marks = tables(contract.every_criterion, contract.unsound)
    responses = ResponseReader(find, contract, marks).read_all(item["responses"])
    judged = judge(find, contract, responses, marks)
    find.raise_if_any()
    outcome = compare(contract, [one for one in judged if one.out is None])
    done = Evaluated(contract, marks, judged, outcome, panel_views(judged, marks))
    return contract, done, [*contract_warnings(contract), *result_warnings(done)]
