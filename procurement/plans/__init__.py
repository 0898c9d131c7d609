"""Plans: needs that jurisdictions announce, and who else needs the same."""
