"""Solicitations from first draft to publication: RFI, RFP, RFQ, ITB, call for solutions."""
