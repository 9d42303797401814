"""A run under pytest: its exit code, its output, and its artifacts."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

import pytest

from conformance.reference.api import Answer, Api, Call
from conformance.reference.data import AGENTS
from conformance.reference.mutants import MUTANTS
from conformance.reference.server import serve
from conformance.reference.variants import VARIANTS
from conformance.run.options import OPTIONS
from conformance.run.settings import Options
from conformance.selftests.advice import ADVICE, KNOWN
from conformance.selftests.conftest import Ended, Run
from conformance.selftests.runs import BATCH, ENUM, OPERATION, flags, judged
from conformance.selftests.servers import nobody

ROOT = Path(__file__).parents[2]
ADVISED = dict.fromkeys(KNOWN, "new")


class TestVerdict:
    def test_sound(self, run: Run, sound: str) -> None:
        """A sound API passes; gaps in the document are advice, reported in full with sentence and clause."""
        ended = run("--base-url", sound)
        assert (ended.code, flags(ended.text), ended.failed()) == (0, [], ADVISED)
        assert {*ended.quirks().values()} == {"waived"}
        reported = f" advisory, {ended.count('inapplicable')} inapplicable, {len(ended.quirks())} waived in "
        assert re.search(rf" \d+ passed, {len(ADVISED)}{reported}", ended.text)
        assert ended.count("fail") == len(ADVISED) + len(ended.quirks())
        assert (ended.count("inconclusive"), ended.count("error")) == (0, 0)
        assert f"SHOULD {ADVICE}\n  {OPERATION}\n  " in ended.text
        assert "blame     the document" in ended.text
        assert "result: success\n" in ended.text
        assert "self-check" not in ended.text

    def test_deviation(self, run: Run, newer: str) -> None:
        """A deviation fails the run, by name, with its clause, its place and how to repeat it."""
        ended = run("--base-url", newer)
        assert (ended.code, flags(ended.text), ended.must_failed()) == (1, ["FAILED"], {ENUM})
        for reported in (
            f"MUST {ENUM}\n  {OPERATION}\n",
            "openapi.yaml:81)\n            | enum:\n",
            "/39/status (8 times): a value does not match the contract's `enum`\n",
            'actual    "completed"\n',
            f'-H "Authorization: Bearer $BOLNA_API_KEY" {newer}/batches/{AGENTS[3]}/all\n',
            "result: failure\n",
        ):
            assert reported in ended.text
        assert "Traceback" not in ended.text

    def test_named(self, run: Run) -> None:
        """A fault in a single refusal fails an item named for its requirement."""
        with serve(MUTANTS["any-key-is-admitted"]()) as url:
            ended = run("--base-url", url)
        assert ended.code == 1
        assert "wrong-key-is-refused" in ended.must_failed()
        assert f"FAILED test_api.py::test_requirement[wrong-key-is-refused-{OPERATION}]" in ended.text

    @pytest.mark.parametrize(
        ("mutant", "requirement"),
        [
            ("valid-contacts-is-text", f"{BATCH}/valid_contacts/type"),
            ("updated-at-second-89", f"{BATCH}/updated_at/format"),
            ("total-contacts-overflows", f"{BATCH}/total_contacts/format"),
            ("status-stands-twice", "json-names-are-unique"),
        ],
    )
    def test_last_of_forty_rows(self, mutant: str, requirement: str) -> None:
        """A fault fails the run and is named, even in the last of forty rows."""
        with serve(MUTANTS[mutant]()) as url:
            ended = judged(Options(base_url=url))
        assert ended.code == 1
        assert requirement in ended.must_failed()
        assert f"\nMUST {requirement}\n  {OPERATION}\n" in ended.text

    @pytest.mark.parametrize("level", ["should", "may"])
    def test_fail_on(self, run: Run, sound: str, level: str) -> None:
        """Advice fails the run on request, together with the property test of the drawn cases."""
        ended = run("--base-url", sound, "--fail-on", level)
        assert (ended.code, flags(ended.text)) == (1, ["FAILED"] * 3)
        assert f"SHOULD {ADVICE}\n" in ended.text

    def test_require_complete(self, run: Run) -> None:
        """A MUST that could not be judged is inconclusive, and an error if the run must be complete."""
        with serve(VARIANTS["empty"]()) as url:
            open_run, strict = run("--base-url", url), run("--base-url", url, "--require-complete")
        assert (open_run.code, flags(open_run.text)) == (0, [])
        assert f" {open_run.count('inconclusive')} inconclusive, " in open_run.text
        assert "result: partial\n" in open_run.text
        silent = [each for each in open_run.verdicts_of(OPERATION) if each["reason"] == "no answer shows it"]
        assert f"\n  {len(silent)} because no answer shows it: count-is-not-negative, " in open_run.text
        assert (strict.code, {*flags(strict.text)}) == (1, {"FAILED"})
        assert f"\nMUST {ENUM}: inconclusive: no answer shows it\n" in strict.text
        assert "Traceback" not in strict.text
        assert "plugin.py" not in strict.text
        assert "result: failure\n" in strict.text

    def test_words(self, run: Run, sound: str) -> None:
        """Each item shows the word for its outcome, never just SKIPPED or XFAIL."""
        ended = run(
            "--base-url", sound, "-v", "-k", f"{ADVICE} or not-a-server-error or target_answers or operation-has-tags"
        )
        words = re.findall(r"::\S+?(?:\[.*\])? ([A-Z]+) (?:\(.*\))? *\[", ended.text)
        assert sorted(words) == ["ADVISORY", "PASSED", "PASSED", "WAIVED"]


class TestTarget:
    def test_unreachable(self, run: Run) -> None:
        """An unreachable target is a set-up error: nobody is responsible, and nothing passes."""
        ended = run("--base-url", nobody())
        assert (ended.code, flags(ended.text), ended.failed()) == (1, ["ERROR"], {})
        assert "the target cannot be judged: connection refused: nothing listens there" in ended.text
        outcomes = Counter(each["outcome"] for each in ended.verdicts_of(OPERATION))
        assert set(outcomes) == {"inconclusive", "inapplicable"}
        reported = f"{ended.count('inapplicable')} inapplicable, {outcomes['inconclusive']} inconclusive, "
        assert f" requirements judged with 3 requests: {reported}" in ended.text
        assert "result: failure\n" in ended.text

    def test_nothing_judged(self, run: Run) -> None:
        """A run that judged nothing fails, even if nothing was found."""
        ended = run("--base-url", nobody(), "-k", ADVICE)
        assert (ended.code, flags(ended.text)) == (1, [])
        assert "1 inconclusive" in ended.text

    def test_key_is_refused(self, run: Run, sound: str, monkeypatch: pytest.MonkeyPatch) -> None:
        """A key that does not open the API is reported to the user, and is not a failure of the API."""
        monkeypatch.setenv("BOLNA_API_KEY", "bn-of-somebody-else")
        ended = run("--base-url", sound)
        assert (ended.code, flags(ended.text), ended.must_failed()) == (1, ["ERROR"], set())
        assert "the target refuses the key given (401); check BOLNA_API_KEY" in ended.text
        assert "bn-of-somebody-else" not in ended.text

    def test_hostile_answers(self, run: Run) -> None:
        """No text of an API reaches the terminal unescaped, wherever it is in the answer."""
        with serve(Hostile()) as url:
            ended = run("--base-url", url, "-v", "-rA")
        assert ended.code == 1
        assert not re.search(r"\x1b\[31|##|evil|^\s*::", ended.text, re.MULTILINE)
        assert "415555" not in ended.text


class Hostile(Api):
    """Every text that it sends contains commands for terminals and build servers, or is a phone number."""

    evil = "\x1b[31m\n::error::evil\n##vso[task.evil]\n+14155550123"

    def listing(self, agent: str) -> Answer:
        """Answer with commands in place of names and values."""
        rows = [{self.evil: self.evil, "batch_id": self.evil, "status": self.evil, "created_at": "::error::evil"}]
        return self.reply(200, [*rows, {"file_name": {self.evil: 1}}])

    def unknown(self, agent: str) -> Answer:
        """Answer with commands in the headers."""
        return self.reply(302, {}, ("Location", "https://example.com/##vso[evil]"))

    def malformed(self, text: str) -> Answer:
        """Answer with commands in place of the media type."""
        return super().malformed(text).with_header("Content-Type", "text/##vso[evil]; charset=\x1b[31m")

    def refuse(self, call: Call) -> Answer:
        """Answer with commands in place of an error."""
        return self.error(401, 401, self.evil, ("WWW-Authenticate", "##vso[evil]"))


class TestUsage:
    def usage(self, ended: Ended, message: str) -> None:
        """Expect exit code 4 and one line with the message, before anything is sent or written."""
        assert ended.code == 4
        (line,) = [line for line in ended.text.splitlines() if line.startswith("ERROR: ")]
        assert message in line
        assert ended.text.strip() == line
        assert ended.report is None

    @pytest.mark.parametrize(
        ("arguments", "message"),
        [
            (["--base-url", ""], "--base-url is empty (a missing secret?)"),
            (["--base-url", "  "], "--base-url is empty"),
            (["--base-url", "api.example.com"], "is not an http(s) URL"),
            (["--base-url", "http://api.example.com"], "would send the key in clear text"),
            (["--base-url", "https://u:p@api.example.com"], "must not contain a user, password"),
            (["--spec", "none.yaml"], "none.yaml: cannot be read: No such file"),
            (["--spec", "odd.yaml"], "odd.yaml:"),
            (["--waivers", "none.yaml"], "none.yaml: cannot be read: No such file"),
            (["--waivers", "odd.yaml"], "odd.yaml:"),
            (["--base-url", "https://api.example.com", "--target", "none.yaml"], "none.yaml: cannot be read"),
            (["--base-url", "https://api.example.com", "--target", "odd.yaml"], "odd.yaml:"),
            (["--max-requests", "0"], "--max-requests 0 must be at least 1"),
            (["--timeout", "-1"], "--timeout -1.0 must be between"),
            (["--timeout", "nan"], "--timeout nan must be between"),
            (["--timeout", "0"], "--timeout 0.0 must be between"),
            (["--explore", "-1"], "--explore -1 is negative"),
        ],
    )
    def test_refusal(self, run: Run, tmp_path: Path, arguments: list[str], message: str) -> None:
        """Unusable input is reported in one line that says how to fix it."""
        (tmp_path / "odd.yaml").write_text("a: [1\nb: 2\n", encoding="utf-8")
        self.usage(run(*arguments), message)

    @pytest.mark.parametrize("variable", ["BOLNA_API_KEY", "BOLNA_AGENT_ID"])
    @pytest.mark.parametrize("value", [None, "", " , "])
    def test_missing_variable(
        self, run: Run, sound: str, monkeypatch: pytest.MonkeyPatch, variable: str, value: str | None
    ) -> None:
        """A variable that is unset or empty is named with the line that sets it."""
        value = " " if value == " , " and variable == "BOLNA_API_KEY" else value
        monkeypatch.delenv(variable) if value is None else monkeypatch.setenv(variable, value)
        self.usage(
            run("--base-url", sound),
            f"the environment variable {variable} is not set, or is empty; export {variable}=<",
        )

    @pytest.mark.parametrize("agent", ["not-an-id", f"{AGENTS[0]},{AGENTS[1][:-1]}"])
    def test_unusable_agent(self, run: Run, sound: str, monkeypatch: pytest.MonkeyPatch, agent: str) -> None:
        """An agent id that the contract does not allow is refused, and not repeated."""
        monkeypatch.setenv("BOLNA_AGENT_ID", agent)
        ended = run("--base-url", sound)
        self.usage(ended, "of BOLNA_AGENT_ID is not a valid agent_id")
        assert agent not in ended.text

    @pytest.mark.parametrize("arguments", [["--fail-on", "never"], ["--max-requests", "many"]])
    def test_unknown_value(self, run: Run, arguments: list[str]) -> None:
        """A value of the wrong type is refused by the parser."""
        ended = run(*arguments)
        assert ended.code == 4
        assert f"argument {arguments[0]}: invalid" in ended.text

    def test_help(self, run: Run) -> None:
        """Every option is listed, and --help needs no variable."""
        ended = run("--help")
        assert ended.code == 0
        assert [name for name in OPTIONS if f"  {name}" not in ended.text] == []
