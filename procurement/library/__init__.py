"""The shared library: templates and findings, versioned and shared by scope."""
