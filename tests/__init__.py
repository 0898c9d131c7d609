"""The tests: one folder for each room, and beside them guards, journeys, live runs and a real browser."""
