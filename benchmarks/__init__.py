"""Measurements: each command builds its own twin, runs both by turns and prints medians and the ratio."""
