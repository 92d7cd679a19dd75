"""Nothing from outside does more to a terminal than print, and no message is endless."""

import json

import pytest

ESCAPES = "\x1b[2J\x1b]0;owned\x07"


def test_escapes_in_a_claims_file_are_written_out(desk, tmp_path):
    """A heading may hold anything: it is left aside, and the terminal stays as it was."""
    file = tmp_path / "claims.csv"
    file.write_text(f"stated,{ESCAPES}\n1,returned\n", encoding="utf-8")
    ran = desk.run("claims", str(file), "--as-of", "2026-01-27")
    assert ran.returncode == 0
    assert "\x1b" not in ran.stdout + ran.stderr
    assert "\\x1b[2j" in ran.stderr


def test_escapes_in_a_file_name_are_written_out(desk):
    """The name of a file that isn't there, as it was given."""
    ran = desk.run("claims", f"{ESCAPES}.csv")
    assert ran.returncode == 2
    assert "\x1b" not in ran.stdout + ran.stderr


def test_a_file_of_many_headings_is_refused_in_a_short_message(desk, tmp_path):
    """Two hundred thousand headings, of which nobody wants to read more than some."""
    file = tmp_path / "claims.csv"
    file.write_text(",".join(f"h{n}" for n in range(200_000)) + "\n", encoding="utf-8")
    ran = desk.run("claims", str(file), "--as-of", "2026-01-27")
    assert ran.returncode == 1
    assert len(ran.stderr) < 5_000


@pytest.mark.parametrize("size", [100_000_000, 20_000_000_000])
def test_a_huge_claims_file_is_refused_by_its_size(desk, tmp_path, size):
    """It isn't read first."""
    file = tmp_path / "claims.csv"
    with file.open("wb") as sparse:
        sparse.truncate(size)
    ran = desk.run("claims", str(file), "--as-of", "2026-01-27")
    assert (ran.returncode, ran.stdout) == (1, "")
    assert f"found {size:,} bytes; expected a file of at most 16,000,000" in ran.stderr


@pytest.mark.parametrize(
    ("stated", "cure"),
    [
        pytest.param("1.201", "write 1201", id="as-french-sources-print-it"),
        pytest.param("281.5 people", "A count has no fraction", id="half-a-person"),
    ],
)
def test_a_claim_of_a_count_with_a_fraction_is_refused_by_line(desk, tmp_path, stated, cure):
    """A count is whole, whoever states it."""
    file = tmp_path / "claims.csv"
    file.write_text(f"stated,expression\n{stated},returned\n", encoding="utf-8")
    ran = desk.run("claims", str(file), "--as-of", "2026-01-27")
    assert ran.returncode == 1
    (judged,) = json.loads(desk.run("claims", str(file), "--as-of", "2026-01-27", "--json").stdout)
    assert cure in judged["reason"]


@pytest.mark.parametrize("value", [".nan", "peo\u3164ple", "*x", "[" * 99])
def test_parameters_that_are_none_are_refused(desk, tmp_path, value):
    """The file and its line are named."""
    file = tmp_path / "params.yml"
    file.write_text(f"as_of: 2026-01-27\nyear: {value}\n", encoding="utf-8")
    ran = desk.run("run", "notebooks/pilot-by-month.ipynb", "-f", str(file))
    assert ran.returncode == 2
    assert "params.yml" in ran.stderr
    assert "Traceback" not in ran.stderr
