"""Rules that judge the API."""
