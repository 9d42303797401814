"""A comparison as Markdown, fit for a comment on a pull request and for sending to the vendor."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from conformance.comparison.proving import shown
from conformance.report.change_record import IN_FULL, MANY, QUIRKS, TITLES, brief_changes
from conformance.report.markdown import code, prose

MAX_LENGTH = 60_000
"""A GitHub comment holds 65,536 characters."""
_MAX_OPERATIONS = 5
_LEFT_OUT = "\n\nThe rest is left out here; `--format json` has all of it.\n"


def markdown_of(record: Mapping[str, Any]) -> str:
    """Return a comparison as Markdown; one too long for a comment is cut, with a note."""
    whole = "\n".join(_lines(record)) + "\n"
    if len(whole) <= MAX_LENGTH:
        return whole
    return whole[: whole.rindex("\n", 0, MAX_LENGTH)] + _LEFT_OUT


def summary_lines(record: Mapping[str, Any]) -> Iterator[str]:
    """Yield the summary of a comparison: the documents, the number of changes of each class, and rules that broke."""
    header = record["header"]
    counts = [f"{count} {prose(impact)}" for impact, count in record["counts"].items() if count]
    yield f"{code(header['old']['file'])} → {code(header['new']['file'])}"
    yield f"\n**{', '.join(counts) or 'No change'}.** {_versions(header)}{_answers(header)}"
    for name, reason in record["broken"].items():
        yield f"\n{code(name)} **could not be judged**: {prose(reason)}"


def _lines(record: Mapping[str, Any]) -> Iterator[str]:
    for number, line in enumerate(summary_lines(record)):
        yield f"## {line}" if number == 0 else line
    for impact, title in TITLES.items():
        found = [each for each in record["changes"] if each["impact"] == impact]
        if found:
            yield f"\n### {title}\n"
            yield from _in_full(found) if impact in IN_FULL else _in_short(found)
    for key, title in QUIRKS.items():
        if record[key]:
            yield f"\n### {title}\n"
            yield from (
                f"- {prose(each['message'])} ({_at(each['place'])}, {code(each['requirement'])})"
                for each in record[key]
            )


def _versions(header: Mapping[str, Any]) -> str:
    old, new = header["old"]["version"], header["new"]["version"]
    return f"The version is {prose(old)} in both." if old == new else f"Version {prose(old)} → {prose(new)}."


def _answers(header: Mapping[str, Any]) -> str:
    return f" Compared with {header['answers']} recorded answers." if header["answers"] else ""


def _in_full(changes: Sequence[Mapping[str, Any]]) -> Iterator[str]:
    for each in changes:
        yield f"- **{prose(each['message'])}** ({code(each['requirement'])})"
        yield from proof_lines(each)
        yield from _touches(each["touches"])


def proof_lines(each: Mapping[str, Any]) -> Iterator[str]:
    """Yield the operations that a change affects, its text in both documents, and the proof."""
    yield f"  - {_operations(each['operations'], each['directions'])}"
    for side in ("old", "new"):
        if each[side] is not None:
            text = f": {code(each[side]['text'])}" if each[side]["text"] else ""
            yield f"  - {side} {_at(each[side])}{text}"
    for proof in each["witnesses"]:
        instance = code(shown(proof["instance"]))
        is_part = proof["body"] not in (None, proof["instance"])
        whole = f", as in {code(shown(proof['body']))}" if is_part else ""
        yield f"  - {instance} is accepted by the {proof['accepted_by']} document only{whole}"
    if each["unproven"]:
        yield f"  - no witness: {prose(each['unproven'])}"
    yield from _traffic(each["traffic"])


def _in_short(changes: Sequence[Mapping[str, Any]]) -> Iterator[str]:
    for each in brief_changes(changes):
        more = f" and {len(each.places) - MANY:,} more" if len(each.places) > MANY else ""
        at = ", ".join(map(_at, each.places[:MANY])) + more
        met = _operations(each.operations, each.directions)
        yield f"- {prose(each.message)} ({at}, {code(each.requirement)}; {met})"


def _traffic(traffic: Mapping[str, int] | None) -> Iterator[str]:
    if traffic is not None:
        seen, old, new = traffic["answers"], traffic["keep_only_old"], traffic["keep_only_new"]
        yield f"  - of {seen} recorded answers with it {old} match the old document only, {new} the new one only"


def _touches(touches: Mapping[str, Sequence[str]]) -> Iterator[str]:
    for kind, names in touches.items():
        if names:
            more = f" and {len(names) - _MAX_OPERATIONS} more" if len(names) > _MAX_OPERATIONS else ""
            yield f"  - affects the {kind} {', '.join(map(code, names[:_MAX_OPERATIONS]))}{more}"


def _operations(names: Sequence[str], ways: Sequence[str]) -> str:
    more = f" and {len(names) - _MAX_OPERATIONS} more" if len(names) > _MAX_OPERATIONS else ""
    directions = f", {' and '.join(map(prose, ways))}" if ways else ""
    return f"{', '.join(map(code, names[:_MAX_OPERATIONS]))}{more}{directions}"


def _at(place: Mapping[str, Any] | None) -> str:
    return code(f"{place['file']}:{place['line']}") if place is not None else "nowhere"
