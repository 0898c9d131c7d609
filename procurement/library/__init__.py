"""The shared library: templates, clauses, guides, financial models and findings; versioned, forked, found, shared.

Where things stand, beside the floors that every room has:

    a text as data    content, pieces, soundness, asking, pricing, rubric, groups; blanks, values, conditions, inserting
    bringing it in    sources, importing, from_text, in_word; outline, layout, plaintext, placeholders, brackets,
                      declaring, titling
    two texts         comparing (matching, numerals, wording), redline (passages), merging (ordering), deciding
    whose words       provenance; lineage and its modules: forks, updates, proposals; consequences
    finding it        searching, vocabulary, facets, indexing; categories, listing; clause_queries
    writing it        editing (operations), writing, clause_pages, bringing_in (pages), form_shapes, asked_forms
"""
