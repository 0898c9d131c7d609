"""The ranking of responses as a pure function of a published contract and the scores given under it.

No database, no Flask, no clock, no binary floats; the order of the input does not matter. A document is
`{"contract": ..., "responses": [...]}` as README describes it; numbers are text, integers or Decimals.

    evaluate(document)      -> the result document (without responses: digest and warnings of the contract)
    explain(document)       -> the same as sentences
    check_contract(contract) -> (digest, canonical form, warnings)
    canonical(contract)     -> canonical JSON text, of which the digest is taken
    parse(data, name)       -> a document from the bytes of a JSON file

All of them raise Faults, whose `faults` name everything that is wrong, each with its place.
"""

from procurement.scoring.document import parse
from procurement.scoring.evaluation import canonical, check_contract, evaluate, explain
from procurement.scoring.faults import Faults

__all__ = ["Faults", "canonical", "check_contract", "evaluate", "explain", "parse"]
