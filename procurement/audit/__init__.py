"""The ledger: what was done, by whom and when; append-only, hash-chained, verifiable by strangers."""
