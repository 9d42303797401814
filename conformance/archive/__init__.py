"""Archives of any size, judged in parts, with bounded memory."""
