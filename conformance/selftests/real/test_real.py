"""Real servers are judged, and every MUST that one breaks was looked at and is true."""

from __future__ import annotations

from pathlib import Path

import pytest

from conformance.selftests.real.__main__ import measured_of
from conformance.selftests.real.servers import SERVERS, Server
from conformance.selftests.real.starting import default_cache, is_installed


@pytest.mark.real
@pytest.mark.parametrize("server", SERVERS, ids=lambda server: server.name)
def test_server(server: Server, tmp_path: Path) -> None:
    """A server is blamed for nothing but what it does."""
    if not is_installed(server, default_cache()):
        pytest.skip("needs servers: python -m conformance.selftests.real")
    found = measured_of(server, default_cache(), tmp_path, 1_500)
    assert [
        each for each in found.of("api", "MUST") if found.judgement(each).judgement not in ("true", "document")
    ] == []
