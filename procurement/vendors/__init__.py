"""Companies that answer solicitations: registered once for all jurisdictions."""
