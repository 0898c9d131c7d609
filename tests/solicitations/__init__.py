"""Tests of solicitations."""
