"""The main job from end to end through HTTP, told once and done twice: by pages and by the JSON API."""
