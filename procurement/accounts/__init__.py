"""People, how they sign in, their sessions and API tokens."""
