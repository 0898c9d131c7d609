"""Tests of mailbox."""
