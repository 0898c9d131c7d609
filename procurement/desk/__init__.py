"""The desk: what waits for whoever is signed in, the start page and help. Floor 8 only: it reads every room."""
