"""Cooperative purchasing: who takes part, with what quantities, and who has agreed to what."""
