"""The view from above: what governments buy, alone and together, what it saves, what expires, what peers do."""
