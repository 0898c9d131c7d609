"""The demo: a believable national partnership, made only through the operations of the rooms."""
