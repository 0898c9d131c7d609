"""Guards of the house."""
