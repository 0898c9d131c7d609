"""Tests of the view from above."""
