"""Panels, disclosures, score sheets and the ranking they give."""
