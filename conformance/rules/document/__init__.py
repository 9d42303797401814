"""Rules that judge the document."""
