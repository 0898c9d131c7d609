"""The JSON door of contracts in force: amendments, renewals, termination, papers, nominations. Floor: api."""

from flask import g

from procurement.contracts import amending, filing, nominating
from procurement.contracts import contract_queries as queries
from procurement.contracts import contract_reading as reading
from procurement.contracts import contract_schemas as schemas
from procurement.contracts import contract_shown as shown
from procurement.contracts.contract_api import answer
from procurement.contracts.door import FILE_LIMIT
from procurement.contracts.door import api_blueprint as blueprint
from procurement.core.errors import NotFound
from procurement.web.access import public, signed_in, takes_files
from procurement.web.api import if_match
from procurement.web.downloads import download
from procurement.web.uploads import uploaded


def _multipart(needed: tuple[str, ...], *others: str, document: bool = True) -> dict:
    properties = {"document": {"type": "string", "format": "binary"}}
    properties |= {name: {"type": "string"} for name in (*needed, *others)}
    required = [*needed, *(["document"] if document else [])]
    schema = {"type": "object", "properties": properties, "required": required}
    return {"required": True, "content": {"multipart/form-data": {"schema": schema}}}


@blueprint.route("/contracts/<id>/amendments", methods=["GET"])
@public
@blueprint.response(200, shown.Amendments)
def list_amendments(id):
    """Read how the contract was changed, with what was before and after."""
    return {"items": queries.amendments(g.context, queries.get(g.context, id))}


@blueprint.route("/contracts/<id>/amendments", methods=["POST"])
@signed_in
@blueprint.arguments(schemas.Amend)
@blueprint.response(201, shown.Amendment)
def amend_contract(data, id):
    """Amend a contract in force: what is named changes, and whom it concerns gets a letter (needs If-Match)."""
    contract = queries.get(g.context, id)
    return amending.amend(g.context, contract, version=if_match(contract), **data)


@blueprint.route("/contracts/<id>/renewals/<int:number>/exercise", methods=["POST"])
@signed_in
@blueprint.arguments(schemas.Renew)
@blueprint.response(200, shown.Contract)
def exercise_renewal(data, id, number):
    """Use the next option to renew (needs If-Match)."""
    contract = queries.get(g.context, id)
    amending.renew(g.context, contract, number=number, version=if_match(contract), **data)
    return answer(contract)


@blueprint.route("/contracts/<id>/renewals/<int:number>/decline", methods=["POST"])
@signed_in
@blueprint.arguments(schemas.Reason)
@blueprint.response(200, shown.Contract)
def decline_renewal(data, id, number):
    """Do not renew, for a reason that whoever buys will read (needs If-Match)."""
    contract = queries.get(g.context, id)
    amending.decline_renewal(g.context, contract, number=number, version=if_match(contract), **data)
    return answer(contract)


@blueprint.route("/contracts/<id>/terminate", methods=["POST"])
@signed_in
@blueprint.arguments(schemas.Terminate)
@blueprint.response(200, shown.Contract)
def terminate_contract(data, id):
    """End a contract early; all who buy from it are told (needs If-Match)."""
    contract = queries.get(g.context, id)
    amending.terminate(g.context, contract, version=if_match(contract), **data)
    return answer(contract)


@blueprint.route("/contracts/<id>/documents", methods=["GET"])
@public
@blueprint.response(200, shown.Documents)
def list_documents(id):
    """List the documents that you may read."""
    return {"items": queries.documents(g.context, queries.get(g.context, id))}


@blueprint.route("/contracts/<id>/documents", methods=["POST"])
@signed_in
@takes_files(FILE_LIMIT)
@blueprint.arguments(schemas.NewDocument, location="form")
@blueprint.response(201, shown.Document)
@blueprint.doc(requestBody=_multipart(("kind",), "title", "is_internal"))
def add_document(data, id):
    """Put a document to the contract (multipart/form-data: document, kind, title, is_internal)."""
    return filing.add_document(g.context, queries.get(g.context, id), document=uploaded("document"), **data)


@blueprint.route("/contracts/<id>/documents/<document_id>", methods=["GET"])
@public
@blueprint.response(200, content_type="application/octet-stream")
def read_document(id, document_id):
    """Download a document."""
    return download(queries.document(g.context, queries.get(g.context, id), document_id).file)


@blueprint.route("/contracts/<id>/documents/<document_id>", methods=["PATCH"])
@signed_in
@blueprint.arguments(schemas.DescribeDocument)
@blueprint.response(200, shown.Document)
def describe_document(data, id, document_id):
    """Say anew what a document is, and whether it is internal."""
    found = queries.document(g.context, queries.get(g.context, id), document_id)
    return filing.describe_document(g.context, found, **data)


@blueprint.route("/contracts/<id>/certificates", methods=["GET"])
@public
@blueprint.response(200, shown.Certificates)
def list_certificates(id):
    """List the vendor's certificates that count now, and which have lapsed."""
    contract = queries.get(g.context, id)
    rows = queries.certificates(g.context.session, contract)
    return {"items": [reading.certificate(g.context, contract, row) for row in rows]}


@blueprint.route("/contracts/<id>/certificates", methods=["POST"])
@signed_in
@takes_files(FILE_LIMIT)
@blueprint.arguments(schemas.NewCertificate, location="form")
@blueprint.response(201, shown.Certificate)
@blueprint.doc(requestBody=_multipart(("name", "expires_on"), "issuer", document=False))
def add_certificate(data, id):
    """Keep a certificate; it replaces an older one of the same name (multipart/form-data)."""
    contract = queries.get(g.context, id)
    made = filing.add_certificate(g.context, contract, document=uploaded("document"), **data)
    return reading.certificate(g.context, contract, made)


@blueprint.route("/contracts/<id>/certificates/<certificate_id>", methods=["GET"])
@public
@blueprint.response(200, content_type="application/octet-stream")
def read_certificate(id, certificate_id):
    """Download the document of a certificate."""
    rows = queries.certificates(g.context.session, queries.get(g.context, id))
    found = next((each.file for each in rows if each.id == certificate_id), None)
    if found is None:
        raise NotFound("There is no such certificate, or no document of it.")
    return download(found)


@blueprint.route("/contracts/<id>/nominations", methods=["GET"])
@public
@blueprint.response(200, shown.Nominations)
def list_nominations(id):
    """Read who wishes the contract were open: all for the lead and the vendor, your own for you."""
    return reading.nominations(g.context, queries.get(g.context, id))


@blueprint.route("/contracts/<id>/nominations", methods=["POST"])
@signed_in
@blueprint.arguments(schemas.Nominate)
@blueprint.response(201, shown.Nomination)
def nominate_contract(data, id):
    """Wish that the contract were open to your government; lead and vendor get a letter."""
    return nominating.nominate(g.context, queries.get(g.context, id), **data)


@blueprint.route("/contracts/<id>/nominations/<jurisdiction_id>", methods=["DELETE"])
@signed_in
@blueprint.response(204)
def withdraw_nomination(id, jurisdiction_id):
    """Take your government's nomination back."""
    nominating.withdraw_nomination(g.context, queries.get(g.context, id), jurisdiction_id=jurisdiction_id)
