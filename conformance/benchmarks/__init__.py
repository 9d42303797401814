"""Benchmarks: how fast archives are judged, compared with other validators."""
