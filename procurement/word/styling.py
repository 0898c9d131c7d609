"""The styles and numberings of what is written: the names that Word itself gives them, so that users can restyle."""

from procurement.word.openxml import W

#: Six levels of headings; the styles of headings inside a section's text have names of their own.
HEADINGS = tuple(f"Heading{level}" for level in range(1, 7))
_INK = "1F3864"
_SIZES = {1: 32, 2: 28, 3: 24, 4: 22, 5: 22, 6: 22}
#: Numberings: headings, bullets, numbers. Each list is an instance of its own of one of the last two.
OF_HEADINGS, OF_BULLETS, OF_NUMBERS = 0, 1, 2
_BULLETS = ("•", "–", "▪")


def styles(language: str, *, numbered: bool) -> bytes:
    """The part styles.xml; `numbered` lets the heading styles number themselves."""
    written = [
        _DEFAULTS.format(language=language),
        _paragraph("Normal", "Normal", "", default=True, quick=True),
        _paragraph("Title", "Title", _spacing(0, 120), f'<w:color w:val="{_INK}"/><w:sz w:val="52"/>', quick=True),
        _paragraph("Subtitle", "Subtitle", _spacing(0, 240), '<w:color w:val="595959"/><w:sz w:val="28"/>', quick=True),
        *(_heading(level, numbered) for level in range(1, 7)),
        *(_subheading(level) for level in range(1, 7)),
        *(_listing(kind, depth) for kind in ("Bullet", "Number", "Continue") for depth in range(1, 6)),
        _paragraph("Quote", "Quote", _spacing(120, 120) + '<w:ind w:left="432" w:right="432"/>', "<w:i/>", quick=True),
        _paragraph(
            "Code",
            "Code",
            "<w:suppressAutoHyphens/>" + _spacing(0, 0),
            '<w:rFonts w:ascii="Consolas" w:hAnsi="Consolas" w:cs="Courier New"/><w:sz w:val="18"/>',
            quick=True,
        ),
        _paragraph(
            "Rule",
            "Rule",
            '<w:pBdr><w:bottom w:val="single" w:sz="6" w:space="1" w:color="8EAADB"/></w:pBdr>',
            quick=True,
        ),
        _paragraph(
            "TOCHeading", "TOC Heading", _spacing(360, 120), f'<w:b/><w:color w:val="{_INK}"/><w:sz w:val="28"/>'
        ),
        *(_contents(level) for level in range(1, 4)),
        _paragraph("Header", "header", _TABS, '<w:color w:val="595959"/><w:sz w:val="18"/>'),
        _paragraph("Footer", "footer", _TABS, '<w:color w:val="595959"/><w:sz w:val="18"/>'),
        _paragraph("TableText", "Table Text", _spacing(40, 40), quick=True),
        _paragraph("FootnoteText", "footnote text", _spacing(0, 40), '<w:sz w:val="18"/>'),
        *_CHARACTERS,
        _TABLE,
    ]
    return _XML + f'<w:styles xmlns:w="{W}">{"".join(written)}</w:styles>'.encode()


def numberings(lists: list[tuple[int, int, int]]) -> bytes:
    """The part numbering.xml: the three kinds, and for each list (kind, depth, start) an instance of its own."""
    abstract = [
        _abstract(OF_HEADINGS, [_level_of_headings(depth) for depth in range(9)], "multilevel"),
        _abstract(OF_BULLETS, [_level(depth, "bullet", _BULLETS[depth % 3]) for depth in range(9)]),
        _abstract(OF_NUMBERS, [_level(depth, "decimal", f"%{depth + 1}.") for depth in range(9)]),
    ]
    instances = ['<w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num>']
    for number, (kind, depth, start) in enumerate(lists, 2):
        override = f'<w:lvlOverride w:ilvl="{depth}"><w:startOverride w:val="{start}"/></w:lvlOverride>'
        restart = override if kind == OF_NUMBERS else ""
        instances.append(f'<w:num w:numId="{number}"><w:abstractNumId w:val="{kind}"/>{restart}</w:num>')
    return _XML + f'<w:numbering xmlns:w="{W}">{"".join(abstract + instances)}</w:numbering>'.encode()


_XML = b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_TABS = '<w:tabs><w:tab w:val="right" w:pos="9360"/></w:tabs>'
_DEFAULTS = (
    "<w:docDefaults><w:rPrDefault><w:rPr>"
    '<w:rFonts w:ascii="Calibri" w:hAnsi="Calibri" w:eastAsia="Calibri" w:cs="Calibri"/>'
    '<w:sz w:val="22"/><w:szCs w:val="22"/><w:lang w:val="{language}" w:eastAsia="{language}" w:bidi="ar-SA"/>'
    "</w:rPr></w:rPrDefault><w:pPrDefault><w:pPr>"
    '<w:spacing w:after="120" w:line="264" w:lineRule="auto"/></w:pPr></w:pPrDefault></w:docDefaults>'
)
_CHARACTERS = (
    '<w:style w:type="character" w:default="1" w:styleId="DefaultParagraphFont">'
    '<w:name w:val="Default Paragraph Font"/><w:uiPriority w:val="1"/><w:semiHidden/></w:style>',
    '<w:style w:type="character" w:styleId="Hyperlink"><w:name w:val="Hyperlink"/>'
    '<w:rPr><w:color w:val="0563C1"/><w:u w:val="single"/></w:rPr></w:style>',
    '<w:style w:type="character" w:styleId="FootnoteReference"><w:name w:val="footnote reference"/>'
    '<w:rPr><w:vertAlign w:val="superscript"/></w:rPr></w:style>',
    '<w:style w:type="character" w:customStyle="1" w:styleId="CodeText"><w:name w:val="Code Text"/><w:rPr>'
    '<w:rFonts w:ascii="Consolas" w:hAnsi="Consolas" w:cs="Courier New"/><w:sz w:val="20"/></w:rPr></w:style>',
    '<w:style w:type="character" w:customStyle="1" w:styleId="OpenBlank"><w:name w:val="Open Blank"/>'
    '<w:rPr><w:shd w:val="clear" w:color="auto" w:fill="FFF2CC"/></w:rPr></w:style>',
    '<w:style w:type="numbering" w:default="1" w:styleId="NoList"><w:name w:val="No List"/><w:semiHidden/></w:style>',
)
_SIDES = "".join(
    f'<w:{side} w:val="single" w:sz="4" w:space="0" w:color="A6A6A6"/>'
    for side in ("top", "left", "bottom", "right", "insideH", "insideV")
)
_TABLE = (
    '<w:style w:type="table" w:default="1" w:styleId="TableNormal"><w:name w:val="Normal Table"/><w:semiHidden/>'
    '<w:tblPr><w:tblInd w:w="0" w:type="dxa"/><w:tblCellMar><w:left w:w="108" w:type="dxa"/>'
    '<w:right w:w="108" w:type="dxa"/></w:tblCellMar></w:tblPr></w:style>'
    '<w:style w:type="table" w:styleId="TableGrid"><w:name w:val="Table Grid"/><w:basedOn w:val="TableNormal"/>'
    f"<w:tblPr><w:tblBorders>{_SIDES}</w:tblBorders></w:tblPr>"
    '<w:tblStylePr w:type="firstRow"><w:rPr><w:b/></w:rPr><w:tcPr>'
    '<w:shd w:val="clear" w:color="auto" w:fill="DEE6F2"/></w:tcPr></w:tblStylePr></w:style>'
)


def _spacing(before: int, after: int) -> str:
    return f'<w:spacing w:before="{before}" w:after="{after}"/>'


def _paragraph(
    style: str, name: str, layout: str, looks: str = "", *, default: bool = False, quick: bool = False, next_: str = ""
) -> str:
    own = ' w:customStyle="1"' if name in ("Code", "Rule", "Table Text") or name.startswith("Subheading") else ""
    based = "" if default else '<w:basedOn w:val="Normal"/>'
    following = f'<w:next w:val="{next_}"/>' if next_ else ""
    return (
        f'<w:style w:type="paragraph"{own}{" w:default=" + chr(34) + "1" + chr(34) if default else ""} '
        f'w:styleId="{style}"><w:name w:val="{name}"/>{based}{following}{"<w:qFormat/>" if quick else ""}'
        f"<w:pPr>{layout}</w:pPr><w:rPr>{looks}</w:rPr></w:style>"
    )


def _heading(level: int, numbered: bool) -> str:
    number = f'<w:numPr><w:ilvl w:val="{level - 1}"/><w:numId w:val="1"/></w:numPr>' if numbered else ""
    layout = f"<w:keepNext/><w:keepLines/>{number}{_spacing(320 if level == 1 else 240, 100)}"
    layout += f'<w:outlineLvl w:val="{level - 1}"/>'
    looks = f'<w:b/>{"<w:i/>" if level > 4 else ""}<w:color w:val="{_INK}"/><w:sz w:val="{_SIZES[level]}"/>'
    return _paragraph(f"Heading{level}", f"heading {level}", layout, looks, quick=True, next_="Normal")


def _subheading(level: int) -> str:
    looks = f'<w:b/>{"<w:i/>" if level > 3 else ""}<w:color w:val="404040"/><w:sz w:val="22"/>'
    layout = f"<w:keepNext/>{_spacing(180, 60)}"
    return _paragraph(f"Subheading{level}", f"Subheading {level}", layout, looks, quick=True, next_="Normal")


def _listing(kind: str, depth: int) -> str:
    number = "" if depth == 1 else str(depth)
    layout = _spacing(0, 60)
    if kind == "Continue":
        layout += f'<w:ind w:left="{432 * depth}"/>'
    return _paragraph(f"List{kind}{number}", f"List {kind} {number}".strip(), layout, quick=depth == 1)


def _contents(level: int) -> str:
    layout = f'<w:tabs><w:tab w:val="right" w:leader="dot" w:pos="9360"/></w:tabs>{_spacing(0, 40)}'
    return _paragraph(f"TOC{level}", f"toc {level}", layout + f'<w:ind w:left="{220 * (level - 1)}"/>')


def _abstract(number: int, levels: list[str], kind: str = "hybridMultilevel") -> str:
    return (
        f'<w:abstractNum w:abstractNumId="{number}"><w:multiLevelType w:val="{kind}"/>{"".join(levels)}</w:abstractNum>'
    )


def _level(depth: int, form: str, text: str) -> str:
    return (
        f'<w:lvl w:ilvl="{depth}"><w:start w:val="1"/><w:numFmt w:val="{form}"/><w:lvlText w:val="{text}"/>'
        f'<w:lvlJc w:val="left"/><w:pPr><w:ind w:left="{432 * (depth + 1)}" w:hanging="432"/></w:pPr></w:lvl>'
    )


def _level_of_headings(depth: int) -> str:
    text = ".".join(f"%{each}" for each in range(1, depth + 2))
    style = f'<w:pStyle w:val="Heading{depth + 1}"/>' if depth < 6 else ""
    width = 432 + 144 * depth
    return (
        f'<w:lvl w:ilvl="{depth}"><w:start w:val="1"/><w:numFmt w:val="decimal"/>{style}<w:lvlText w:val="{text}"/>'
        f'<w:lvlJc w:val="left"/><w:pPr><w:ind w:left="{width}" w:hanging="{width}"/></w:pPr></w:lvl>'
    )
