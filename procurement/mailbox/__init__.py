"""Letters are rows, written with the deed and delivered after it."""
