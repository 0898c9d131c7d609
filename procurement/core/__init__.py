"""The ground floor: what every room stands on, knowing no word of procurement and no web."""
