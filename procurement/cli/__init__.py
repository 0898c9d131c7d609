"""The `procurement` command: one group a concern."""
