"""Rows in, plain print documents out; and the printed files that were issued."""
