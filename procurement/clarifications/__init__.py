"""Addenda to what is published: what changes, whether it may still change, and who is told."""
