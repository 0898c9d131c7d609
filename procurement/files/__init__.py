"""Stored files, named by their digest: staged, checked, kept or swept."""
