"""Sealed responses, their receipts, the opening and its register."""
