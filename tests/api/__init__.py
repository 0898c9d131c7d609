"""The JSON API as its description promises it: the document is valid, and nothing sent to it breaks the service."""
