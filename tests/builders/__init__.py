"""Builders: plain functions that make the rows a test begins with, through the operations."""
