"""The shared corpus of real test mails, scored by its own script. Its folder comes from ACCORD_MAIL_CASES."""

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from accord.channels.email.parsing import ParsedMail, parse
from accord.channels.email.parsing.report import as_dict

CASES = os.environ.get("ACCORD_MAIL_CASES", "")
if not CASES:
    pytest.skip("ACCORD_MAIL_CASES names no folder of mail cases", allow_module_level=True)

# Checks that must be complete, by the names of the scoring script.
COMPLETE = (
    "no crash",
    "from",
    "subject",
    "body text",
    "body charset (non-ASCII)",
    "no mojibake",
    "attachment names",
    "attachment count",
    "attachment name safe",
    "threading: message-id",
    "threading: parent id",
    "auto: bounce",
    "auto: auto-reply",
    "auto: list",
    "auto: feedback",
    "auto: receipt",
    "auto: person not marked auto",
    "reply: new text kept",
    "html: nothing active",
)
LEAST_KEPT_AND_CUT = 45


@pytest.fixture(scope="module")
def parsed() -> dict[str, ParsedMail]:
    return {path.name: parse(path.read_bytes()) for path in sorted(Path(CASES).glob("*.eml"))}


@pytest.fixture(scope="module")
def scores(
    parsed: dict[str, ParsedMail], tmp_path_factory: pytest.TempPathFactory
) -> dict[str, tuple[int, int]]:
    results = tmp_path_factory.mktemp("mail") / "results.jsonl"
    with results.open("w", encoding="utf-8") as out:
        for name, mail in parsed.items():
            out.write(json.dumps(as_dict(name, mail)) + "\n")
    command = [sys.executable, str(Path(CASES) / "score.py"), CASES, str(results), "-v"]
    printed = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    print(printed)
    rows = re.findall(r"^(\S.*?)\s+(\d+)/(\d+)\s+[\d.]+%$", printed, re.MULTILINE)
    return {name: (int(passed), int(checked)) for name, passed, checked in rows}


@pytest.mark.parametrize("check", COMPLETE)
def test_check_is_complete(scores: dict[str, tuple[int, int]], check: str) -> None:
    passed, checked = scores[check]
    assert checked > 0
    assert passed == checked


def test_quotes_are_cut_and_words_kept(scores: dict[str, tuple[int, int]]) -> None:
    assert scores["reply: kept AND cut"][0] >= LEAST_KEPT_AND_CUT


def test_no_case_needs_the_last_net(parsed: dict[str, ParsedMail]) -> None:
    assert [name for name, mail in parsed.items() if "failed" in mail.marks] == []


def test_bounces_name_the_mail_that_came_back(parsed: dict[str, ParsedMail]) -> None:
    lines = (Path(CASES) / "threads.jsonl").read_text(encoding="utf-8").splitlines()
    scenarios = [json.loads(line) for line in lines if '#bounce"' in line]
    assert scenarios
    for scenario in scenarios:
        bounce = parsed[scenario["file"]].bounce
        right = next(ticket for ticket in scenario["tickets"] if ticket["key"] == scenario["expect"])
        assert bounce is not None, scenario["id"]
        ours = {item.strip("<>") for item in right["message_ids"]}
        assert ours & set(bounce.original_message_ids), scenario["id"]
        assert bounce.recipients, scenario["id"]
