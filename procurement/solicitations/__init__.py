"""Solicitations from first draft to publication: RFI, RFP, RFQ, ITB, call for solutions.

Where things stand, beside the floors that every room has:

    beginning         starting (the guided start), drafting, copying
    what it is about  facts, clausing: which clauses stand
    writing           changing, drafting, blank_pages (topics, values), editing_pages, typing_in, joining (two people)
    dates and rules   schedule, deadline, timing, planning, forecasts; ruling, waivers, determinations
    approving         approving (part by part), asked, reviewing, tasks (reminders); commenting, comments
    versions          versions, sides (what can be compared), word_files, word_taking
    from upstream     updates, updating; origins, crediting (whose words), uses
    publishing        snapshot, contract, checklist, operations, releasing
"""
