"""Real parts for the tests: databases, a mail server, an object store, a browser, and the service itself."""
