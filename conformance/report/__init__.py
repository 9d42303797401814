"""Verdicts written for machines and people."""
