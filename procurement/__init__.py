"""The shared procurement service for local governments: a row of rooms along a river."""
