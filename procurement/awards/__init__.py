"""Recommendation, approval, notice and award."""
