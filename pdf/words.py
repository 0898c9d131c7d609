"""The few words the print shop itself puts on paper, in every language it can print."""

KINDS = (
    "solicitation",
    "response",
    "register",
    "evaluation",
    "award",
    "redline",
    "due-diligence",
    "adoption",
    "passport",
    "overview",
)
#: Kinds that begin on their first page: without contents, and without a cover of their own.
BRIEF = ("overview",)

WORDS = {
    "en": {
        "solicitation": "Solicitation",
        "response": "Response",
        "register": "Opening register",
        "evaluation": "Evaluation report",
        "award": "Award notice",
        "redline": "Changes",
        "due-diligence": "Due diligence",
        "adoption": "Participating addendum",
        "passport": "Passport of a contract",
        "overview": "The view from above",
        "inserted": "inserted",
        "deleted": "deleted",
        "contents": "Contents",
        "draft": "Draft",
        "draft_note": "This is a draft. It has not been issued and may still change.",
        "page": "Page",
        "of": "of",
        "digest": "Digest of the record",
        "section": "Section",
        "image": "Image",
        "columns": "columns {first} to {last} of {all}",
        "nothing": "None.",
        "signatures": "Signatures",
        "capacity": "In the capacity of",
        "name": "Name",
        "signature": "Signature",
        "signed": "Signed",
        "unprinted": (
            "Some characters could not be drawn with the fonts of the machine that printed this document. Each is "
            "shown as its Unicode number in brackets, such as [U+1F33B]; the record itself keeps the character."
        ),
    },
    "es": {
        "solicitation": "Solicitud",
        "response": "Respuesta",
        "register": "Registro de apertura",
        "evaluation": "Informe de evaluación",
        "award": "Aviso de adjudicación",
        "redline": "Cambios",
        "due-diligence": "Diligencia debida",
        "adoption": "Anexo de participación",
        "passport": "Pasaporte del contrato",
        "overview": "Vista general",
        "inserted": "añadido",
        "deleted": "suprimido",
        "contents": "Contenido",
        "draft": "Borrador",
        "draft_note": "Este documento es un borrador. No se ha publicado y todavía puede cambiar.",
        "page": "Página",
        "of": "de",
        "digest": "Huella digital del registro",
        "section": "Sección",
        "image": "Imagen",
        "columns": "columnas {first} a {last} de {all}",
        "nothing": "Ninguno.",
        "signatures": "Firmas",
        "capacity": "En calidad de",
        "name": "Nombre",
        "signature": "Firma",
        "signed": "Firmado",
        "unprinted": (
            "Algunos caracteres no pudieron dibujarse con las fuentes de la máquina que imprimió este documento. "
            "Cada uno se muestra con su número Unicode entre corchetes, por ejemplo [U+1F33B]; el registro conserva "
            "el carácter."
        ),
    },
}


def words_for(language: str) -> dict[str, str]:
    """Return the fixed words for a language tag such as "en" or "en-US"; the tag's region does not matter."""
    return WORDS[language.split("-")[0].lower()]
