"""Whole runs through private authorities, proxies and gateways: nobody sound is blamed, and no secret is kept."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from conformance.reference.api import Answer, Api, Call
from conformance.reference.server import serve
from conformance.selftests.conftest import Ended, Run
from conformance.selftests.gateway import BASIC, SECRETS, SECURITY, TARGET, Gateway, gateway_contract
from conformance.selftests.tunnels import Tunnels, asking_context, ca_file, client_files, proxy, secured, server_context

PASSWORD = "pw-9d27a8e3b6504"
TENANT = ("--header", "X-Tenant: acme")
VARIABLES = ("SSL_CERT_FILE", "SSL_CERT_DIR", "REQUESTS_CA_BUNDLE", "NO_PROXY", "no_proxy")
KEPT = (*SECRETS.values(), PASSWORD, BASIC, BASIC.partition(" ")[2])


@pytest.fixture(autouse=True)
def environment(monkeypatch: pytest.MonkeyPatch) -> None:
    """Leave nothing of this machine's network, and set the variables of the gateway."""
    for name in VARIABLES:
        monkeypatch.delenv(name, raising=False)
    for name, value in SECRETS.items():
        monkeypatch.setenv(name, value)


@pytest.fixture
def tunnels(monkeypatch: pytest.MonkeyPatch) -> Iterator[Tunnels]:
    """Run a proxy that somebody's environment names."""
    with proxy() as made:
        for name in ("HTTPS_PROXY", "HTTP_PROXY", "ALL_PROXY", "https_proxy", "http_proxy", "all_proxy"):
            monkeypatch.setenv(name, f"http://me:{PASSWORD}@{made.address}")
        yield made


@pytest.fixture
def files(tmp_path: Path) -> tuple[str, ...]:
    """Write the contract and the target file of the gateway, and return the options that name them."""
    (tmp_path / "gateway.json").write_text(gateway_contract(), encoding="utf-8")
    (tmp_path / "target.yaml").write_text(TARGET, encoding="utf-8")
    return ("--spec", "gateway.json", "--target", "target.yaml", "--max-requests", "200")


def assert_kept(ended: Ended, folder: Path) -> None:
    """Fail if a secret is in the output or in a file of a run."""
    held = {"output": ended.text.encode()}
    held |= {str(file): file.read_bytes() for file in folder.rglob("*") if file.is_file()}
    found = {(name, secret) for name, content in held.items() for secret in KEPT if secret.encode() in content}
    assert found == set()


class TestWay:
    """The bundled reference behind TLS of a private authority."""

    @pytest.mark.parametrize("given", ["env", "url"])
    def test_proxy(self, run: Run, tmp_path: Path, tunnels: Tunnels, given: str) -> None:
        """A proxy that is asked for is named in the header, and sees neither the key nor the answers."""
        option = "env" if given == "env" else f"http://me:{PASSWORD}@{tunnels.address}"
        more = (
            "--max-requests",
            "24",
            "--cacert",
            str(ca_file(tmp_path)),
            "--record",
            "run.ndjson",
            "--junitxml",
            "junit.xml",
        )
        with serve(Api()) as sound, secured(urlsplit(sound).port or 0, server_context()) as url:
            ended = run("--base-url", url, "--proxy", option, *more)
        assert (ended.code, ended.must_failed()) == (0, set()), ended.text
        assert f"network: through {tunnels.address}; trusting {tmp_path / 'ca.pem'} (--cacert)\n" in ended.text
        assert ended.report is not None
        assert len(tunnels.requests) == ended.report["header"]["requests"] > 20
        assert all(each.startswith(b"CONNECT localhost:") for each in tunnels.requests)
        assert b"batch" not in b"".join(tunnels.seen)
        assert_kept(ended, tmp_path)

    def test_not_asked_for(self, run: Run, tmp_path: Path, tunnels: Tunnels, sound: str) -> None:
        """A proxy of the environment that is not asked for sees nothing, of a target with TLS or without."""
        with secured(urlsplit(sound).port or 0, server_context()) as url:
            ended = run("--base-url", url, "--cacert", str(ca_file(tmp_path)), "--max-requests", "5")
        assert ended.count("pass") > 20, ended.text
        assert run("--base-url", sound, "--max-requests", "5", "--proxy", "env").count("pass") > 20
        assert tunnels.requests == []

    def test_untrusted(self, run: Run, sound: str) -> None:
        """Without the authority nothing is sent, nobody is blamed, and the line says what to do."""
        with secured(urlsplit(sound).port or 0, server_context()) as url:
            ended = run("--base-url", url)
        assert (ended.code, ended.failed()) == (1, {})
        assert "the target cannot be judged: the certificate is of an authority that is not trusted here" in ended.text
        assert "give its certificate by --cacert FILE" in ended.text

    def test_refused_by_proxy(self, run: Run) -> None:
        """A proxy that asks for a password is an obstacle, and nobody is blamed."""
        with proxy(b"HTTP/1.1 407 Who\r\nContent-Length: 0\r\n\r\n") as closed:
            ended = run("--base-url", "https://localhost:1", "--proxy", closed.address)
        assert (ended.code, ended.failed()) == (1, {})
        assert f"the proxy {closed.address}: it asks for another user and password (407)" in ended.text

    @pytest.mark.parametrize(
        ("given", "message"),
        [
            (("--base-url", "https://localhost:1", "--cacert", "no.pem"), "no.pem: cannot be read"),
            (("--base-url", "https://localhost:1", "--proxy", " "), "--proxy is empty (a missing variable?)"),
            (("--proxy", "env"), "are for a live API: give --base-url"),
            (("--header", "X-Tenant: acme"), "are for a live API: give --base-url"),
        ],
    )
    def test_unusable(self, run: Run, given: tuple[str, ...], message: str) -> None:
        """Options that cannot be used end the run in one line before anything is sent."""
        ended = run(*given)
        (line,) = filter(None, ended.text.splitlines())
        assert (ended.code, message in line) == (4, True), line


class TestGateway:
    """An API with every security scheme, behind a gateway that asks for headers."""

    def test_sound(self, run: Run, tmp_path: Path, files: tuple[str, ...]) -> None:
        """Each alternative is tried as the document says, nobody is blamed, and no secret is kept."""
        api = Gateway()
        with serve(api) as url:
            ended = run("--base-url", url, *files, *TENANT, "--record", "run.ndjson", "--junitxml", "junit.xml")
        assert (ended.code, ended.must_failed()) == (0, set()), ended.text
        assert "headers: every request has X-Gateway-Key, X-Tenant\n" in ended.text
        closed = "not exercised: GET /closed: needs other; name their variables under `security:` of --target\n"
        assert closed in ended.text
        assert "not exercised: GET /mutual: needs mutual (--cert), login; name their variables under" in ended.text
        opened = {(urlsplit(each.target).path, *sorted(api.presented(each) - {"mutual"})) for each in api.calls}
        tried = {("/token", "token"), ("/either", "key"), ("/either", "login"), ("/both", "device", "session")}
        assert opened >= {*tried, ("/optional", "token"), ("/optional",)}
        assert "/closed" not in {path for path, *_ in opened}
        assert_kept(ended, tmp_path)
        assert "is inconclusive: no drawn request" not in ended.text
        replayed = run("--recording", "run.ndjson", *files[:2])
        assert (replayed.code, replayed.failed()) == (0, ended.failed()), replayed.text

    def test_client_certificate(self, run: Run, tmp_path: Path, files: tuple[str, ...]) -> None:
        """With a client certificate the operations are asked that need one."""
        api, context = Gateway(), asking_context()
        (tmp_path / "gateway.json").write_text(gateway_contract({"/mutual": SECURITY["/mutual"]}), encoding="utf-8")
        cert, key = client_files(tmp_path)
        given = ("--cacert", str(ca_file(tmp_path)), "--cert", str(cert), "--key", str(key))
        with serve(api) as plain, secured(urlsplit(plain).port or 0, context) as url:
            ended = run("--base-url", url, *files, *TENANT, *given)
        assert (ended.code, ended.must_failed()) == (0, set()), ended.text
        assert f"; presenting {cert}\n" in ended.text
        assert any(each.header("authorization") == BASIC for each in api.calls)

    def test_optional_in_name_only(self, run: Run, files: tuple[str, ...]) -> None:
        """An API that refuses a request without the credentials that are optional is blamed for that alone."""

        class Strict(Gateway):
            def opens(self, path: str, presented: set[str]) -> bool:
                return bool(presented - {"mutual"}) and super().opens(path, presented)

        with serve(Strict()) as url:
            ended = run("--base-url", url, *files, *TENANT)
        assert ended.must_failed() == {"valid-request-succeeds"}, ended.text
        assert "credentials optional, and a valid request without them is refused" in ended.text

    def test_repeat(self, run: Run, files: tuple[str, ...]) -> None:
        """A command that repeats a request has variables in place of secrets, also of those in headers."""

        class Broken(Gateway):
            def answer(self, call: Call) -> Answer:
                made = super().answer(call)
                return made if "/both" not in call.target else type(made)(200, made.headers, b"{}")

        with serve(Broken()) as url:
            text = run("--base-url", url, *files, *TENANT).text
        assert '-H "X-Gateway-Key: $GATE_GATEWAY"' in text
        assert '-H "Cookie: sid=$GATE_SESSION; did=$GATE_DEVICE"' in text
        assert "-H 'X-Tenant: acme'" in text

    def test_echo(self, run: Run, files: tuple[str, ...]) -> None:
        """A gateway's key in an answer is a leak, and is not shown; the name of a tenant may be repeated."""

        class Echo(Gateway):
            def answer(self, call: Call) -> Answer:
                made = super().answer(call)
                echo = f'[{{"key": "{call.header("x-gateway-key")}", "tenant": "acme"}}]'
                return made if made.status != 200 else type(made)(200, made.headers, echo.encode())

        with serve(Echo()) as url:
            ended = run("--base-url", url, *files, *TENANT)
        assert ended.must_failed() == {"key-is-never-echoed"}, ended.text
        assert SECRETS["GATE_GATEWAY"] not in ended.text

    @pytest.mark.parametrize(
        ("header", "message"),
        [
            ("X-Api-Key: gw-5042d19d27a8e3b6", "--header X-Api-Key: a credential would stay in the shell's history"),
            ("X-A: Bearer gw-5042d19d27a8e3b6", "--header X-A: a credential would stay in the shell's history"),
            ("Cookie: a=b", "--header Cookie: a credential would stay in the shell's history"),
            ("X-Other: 1", "--header: X-Other carries the key; name its variable under `security:`"),
            ("Accept: text/html", "--header: Accept is set for each request"),
            ("gw-5042d19d27a8e3b6", "--header is not a header"),
            ("X A: b", "--header is not a header"),
            ("X-A: b\u00fc", "--header is not a header"),
        ],
    )
    def test_unusable(self, run: Run, files: tuple[str, ...], header: str, message: str) -> None:
        """What is no such header is refused without repeating its value."""
        ended = run("--base-url", "http://127.0.0.1:1", *files, "--header", header)
        (line,) = filter(None, ended.text.splitlines())
        assert (ended.code, message in line, "5042d19d27a8e3b6" in line) == (4, True, False), line

    def test_selected(self, run: Run, files: tuple[str, ...]) -> None:
        """Of the operations that are selected, those are left out that there are no credentials for."""
        with serve(Gateway()) as url:
            ended = run("--base-url", url, *files, *TENANT, "--operation", "/closed", "--operation", "/both")
            assert (ended.code, ended.must_failed()) == (0, set()), ended.text
            assert "not exercised: GET /closed: needs other;" in ended.text
            ended = run("--base-url", url, *files, *TENANT, "--operation", "/closed")
        assert ended.code == 4
        assert "target.yaml: names no variable for the security scheme other; add it under `security:`" in ended.text

    def test_unset(self, run: Run, files: tuple[str, ...], monkeypatch: pytest.MonkeyPatch) -> None:
        """The variable of a header must be set."""
        monkeypatch.delenv("GATE_GATEWAY")
        ended = run("--base-url", "http://127.0.0.1:1", *files)
        assert ended.code == 4
        assert "the environment variable GATE_GATEWAY is not set, or is empty" in ended.text


class TestTokenCommand:
    """A token that a command prints, and that expires."""

    def command(self, folder: Path, *tokens: str) -> str:
        """Return a command that prints one token after the other, and then fails."""
        (folder / "tokens").write_text("\n".join(tokens), encoding="utf-8")
        code = "import pathlib; f = pathlib.Path('tokens'); t = f.read_text().split(); "
        code += "f.write_text(' '.join(t[1:])); print(t[0])"
        return f'{sys.executable} -c "{code}"'

    def test_expiry(self, run: Run, tmp_path: Path, files: tuple[str, ...]) -> None:
        """When a token expires the command is run again, the request is repeated, and nobody is blamed."""
        tokens = ("old-4f1c9d27a8e3b650", "new-7d27a8e3b65042d1")
        api = Gateway(tokens, uses=4)
        with serve(api) as url:
            ended = run(
                "--base-url", url, *files, *TENANT, "--token-command", self.command(tmp_path, *tokens), "--record", "a"
            )
        assert (ended.code, ended.must_failed()) == (0, set()), ended.text
        assert (tmp_path / "tokens").read_text(encoding="utf-8") == ""
        assert [each for each in tokens if each in ended.text] == []
        held = b"".join(file.read_bytes() for file in tmp_path.rglob("*") if file.is_file())
        assert [each for each in tokens if each.encode() in held] == []

    def test_failure_later(self, run: Run, tmp_path: Path, files: tuple[str, ...]) -> None:
        """If it fails then, the rest is not judged, and nobody is blamed."""
        api = Gateway(("old-4f1c9d27a8e3b650", "new-7d27a8e3b65042d1"), uses=4)
        with serve(api) as url:
            ended = run(
                "--base-url", url, *files, *TENANT, "--token-command", self.command(tmp_path, "old-4f1c9d27a8e3b650")
            )
        assert (ended.code, ended.must_failed()) == (1, set()), ended.text
        assert "not sent: the token has expired, and --token-command fails with exit code 1" in ended.text

    @pytest.mark.parametrize(
        ("command", "message"),
        [
            ("", "--token-command is empty"),
            ("echo 'a", "--token-command cannot be read: no closing quotation"),
            (
                "no-such-command --with secret",
                "--token-command cannot be run: No such file or directory: no-such-command",
            ),
            ("false", "--token-command fails with exit code 1: false"),
            ("echo", "--token-command must print a token and nothing else: echo"),
            ("echo a secret", "--token-command must print a token and nothing else: echo"),
        ],
    )
    def test_unusable(self, run: Run, files: tuple[str, ...], command: str, message: str) -> None:
        """A command that gives no token ends the run before anything is sent, without its arguments or output."""
        ended = run("--base-url", "http://127.0.0.1:1", *files, *TENANT, "--token-command", command)
        (line,) = filter(None, ended.text.splitlines())
        assert (ended.code, message in line, "secret" in line) == (4, True, False), line
