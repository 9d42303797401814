"""Recordings of exchanges that others have made."""
