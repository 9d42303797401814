"""Tests of the suite itself; those that use hypothesis depend on no clock, and leave nothing behind."""

from hypothesis import HealthCheck, settings

settings.register_profile("selftests", database=None, deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("selftests")
