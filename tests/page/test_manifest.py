"""The manifest: an RO-Crate that the public validator accepts, the same bytes anywhere."""

import json
from io import BytesIO
from pathlib import Path

import pytest
import requests
import requests_cache
from rocrate_validator import models, services
from urllib3 import HTTPResponse

from conftest import ROOT
from workings.files import FACTS, MANIFEST, PAGE
from workings.ledger.signoffs import Review, Signoff
from workings.notebook.house import House
from workings.page.manifest import Origin, is_up_to_date, software, write_manifest

CONTEXT = "https://w3id.org/ro/crate/1.1/context"
DIGEST = "c0ffee" + 58 * "0"
SIGNOFF = Signoff(
    2, "edition", "small/2026-01-27", DIGEST, "Ann Reader", "data-editor", "2026-02-02"
)
ORIGIN = Origin(
    made_from={
        "notebooks/small.ipynb": DIGEST,
        "data/figures.csv": f"105 lines, sha256 {DIGEST}",
        "parameter as_of": '"2026-01-27"',
        "house style": "",
    },
    software=software(ROOT / "requirements.lock"),
    reviews=[
        Review(SIGNOFF, DIGEST),
        Review(
            Signoff(3, "figure", "f-xupp2arnf4ho", DIGEST, "B", "lawyer", "2026-02-03", "Note."), ""
        ),
    ],
)


@pytest.fixture(scope="module")
def validate(tmp_path_factory):
    """Let the public validator look at a folder, offline: the context it asks for lies ready."""
    cache = tmp_path_factory.mktemp("validator") / "http"
    context = (ROOT / "tests/specimens/contexts/ro-crate-1.1.jsonld").read_bytes()
    answer = requests.Response()
    answer.status_code, answer.url = 200, CONTEXT
    answer.raw = HTTPResponse(BytesIO(context), preload_content=False, request_url=CONTEXT)
    answer.headers["Content-Type"] = "application/ld+json"
    answer.request = requests.Request("GET", CONTEXT).prepare()
    with requests_cache.CachedSession(str(cache), expire_after=-1) as session:
        session.cache.save_response(answer)

    def look_at(folder: Path, least: models.Severity):
        settings = services.ValidationSettings(
            rocrate_uri=str(folder), profile_identifier="process-run-crate", offline=True,
            cache_path=cache, requirement_severity=least,
        )  # fmt: skip
        return [issue.message for issue in services.validate(settings).get_issues(least)]

    return look_at


@pytest.fixture
def folder(tmp_path):
    """A folder of an edition, with its manifest."""
    folder = tmp_path / "edition"
    folder.mkdir()
    facts = {
        "headline": "In & out",
        "standfirst": "",
        "made_on": "2026-01-28",
        "as_of": "2026-01-27",
    }
    (folder / FACTS).write_text(json.dumps(facts), encoding="utf-8")
    (folder / PAGE).write_text("<!DOCTYPE html>", encoding="utf-8")
    write_manifest(folder, ORIGIN, House(base_url="https://news.example/reports/"))
    return folder


def parts(folder):
    """Return the manifest's parts, by id."""
    graph = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))["@graph"]
    return {part["@id"]: part for part in graph}


def test_it_follows_the_process_run_crate_profile(folder, validate):
    """All that it requires; of what it recommends, all but addresses that nobody has given us."""
    assert validate(folder, models.Severity.REQUIRED) == []
    assert set(validate(folder, models.Severity.RECOMMENDED)) == {
        "The Application SHOULD have a url",
        "The SoftwareApplication id SHOULD be an absolute URI",  # of our own package
    }


def test_the_validator_finds_what_is_wrong(folder, validate):
    """It is not that it accepts anything."""
    text = (folder / MANIFEST).read_text(encoding="utf-8")
    broken = text.replace('"instrument"', '"description"').replace('"datePublished"', '"about"')
    (folder / MANIFEST).write_text(broken, encoding="utf-8")
    assert any("instrument" in found for found in validate(folder, models.Severity.REQUIRED))


def test_it_says_with_what_from_what_and_who_reviewed_it(folder):
    """Inputs with their digests, parameters, versions out of the lock, and the sign-offs."""
    said = parts(folder)
    inputs = [said[each["@id"]] for each in said["#printing"]["object"]]
    assert {each["name"]: each.get("sha256") for each in inputs} == {
        "notebooks/small.ipynb": DIGEST,
        "data/figures.csv": DIGEST,
        "parameter as_of": None,
        "house style": None,
    }
    tools = {
        each["name"]: each["softwareVersion"] for each in said.values() if "softwareVersion" in each
    }
    assert tools["Python"] == ">=3.11", "not the one of this machine"
    assert {"workings", "pandas", "altair", "papermill", "nbconvert"} <= set(tools)
    assert f"pandas=={tools['pandas']}" in (ROOT / "requirements.lock").read_text(encoding="utf-8")
    first, second = (said[f"#review-{number}"] for number in (1, 2))
    assert first["name"] == "signed by Ann Reader (data-editor) on 2026-02-02"
    assert said[first["agent"]["@id"]]["jobTitle"] == "data-editor"
    assert "void since: the figure is not as it was signed" in second["name"]


def test_it_decides_alone_whether_an_edition_is_up_to_date(folder):
    """Any other input, an altered file, a file more or less: each makes it anew."""
    assert is_up_to_date(folder, ORIGIN.made_from)
    assert not is_up_to_date(folder, {**ORIGIN.made_from, "house style": DIGEST})
    (folder / "more.txt").write_text("")
    assert not is_up_to_date(folder, ORIGIN.made_from)
    (folder / "more.txt").unlink()
    (folder / PAGE).write_text("<!DOCTYPE html> ")
    assert not is_up_to_date(folder, ORIGIN.made_from)


def test_neither_clock_nor_chance_gets_into_it(folder):
    """Written again, it has the same bytes; the only days are those of the record."""
    before = (folder / MANIFEST).read_bytes()
    write_manifest(folder, ORIGIN, House(base_url="https://news.example/reports/"))
    assert (folder / MANIFEST).read_bytes() == before
