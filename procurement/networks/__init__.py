"""Networks of networks, the jurisdictions in them, and the duties people hold there."""
