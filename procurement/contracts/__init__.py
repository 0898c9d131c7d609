"""What members sign after an award: participating addenda."""
