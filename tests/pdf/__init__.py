"""Tests of the print shop: what a reader of the PDF would notice, with eyes, ears or a program."""
