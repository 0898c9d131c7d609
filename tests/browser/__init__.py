"""What people do with the service in a real Chromium; every page they see is accessible and fits a telephone."""
