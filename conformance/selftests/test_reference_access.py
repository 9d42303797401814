"""Which ids the reference API opens, what it protects, and what it says to clients and caches about it."""

from __future__ import annotations

import pytest

from conformance.reference.api import Api
from conformance.reference.data import AGENTS, FOREIGN_AGENT, batches
from conformance.reference.variants import VARIANTS
from conformance.selftests.calls import AUTHORISED, NOW, STRANGER, get, path


class TestAccess:
    """The owner of an agent, and what is said to caches and clients."""

    def test_foreign_agent(self) -> None:
        """An agent of another account is answered like one that does not exist."""
        api = Api(NOW)
        foreign, unknown = (api.answer(get(path(agent), *AUTHORISED)) for agent in (FOREIGN_AGENT, STRANGER))
        assert foreign == unknown
        assert batches(FOREIGN_AGENT, NOW)

    @pytest.mark.parametrize(("proto", "policies"), [("https", 1), ("http", 0), ("", 0)])
    def test_transport_security(self, proto: str, policies: int) -> None:
        """The policy to use HTTPS is sent where a proxy reports TLS, and nowhere else."""
        answer = Api(NOW).answer(get(path(AGENTS[3]), *AUTHORISED, ("X-Forwarded-Proto", proto)))
        names = [name for name, _ in answer.headers]
        assert (names.count("Strict-Transport-Security"), names.count("Cache-Control")) == (policies, 1)


def test_lenient_uuid() -> None:
    """The lenient variant accepts every usual spelling of an id, and no unusual one."""
    api = VARIANTS["lenient-uuid"](NOW)
    agent, bare = AGENTS[3], AGENTS[3].replace("-", "")
    right = (bare, f"%7B{agent}%7D", f"urn:uuid:{agent}", f"%20{agent}%20", agent.upper())
    wrong = (f"%7B{agent}", agent[:-1], bare + "0", agent + "%0A", "urn:" + agent, agent.replace("-", "_"))
    assert {200} == {api.answer(get(path(text), *AUTHORISED)).status for text in right}
    assert {400} == {api.answer(get(path(text), *AUTHORISED)).status for text in wrong}
