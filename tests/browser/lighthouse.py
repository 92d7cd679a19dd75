"""Print Lighthouse's four scores of a page, on mobile and on desktop: `make lighthouse`."""

import json
import os
import subprocess
import sys
from pathlib import Path

from browser.chromium import FLAGS, find_chromium, serving

LIGHTHOUSE = Path(__file__).parents[1] / "lighthouse/node_modules/lighthouse/cli/index.js"
CATEGORIES = ["performance", "accessibility", "best-practices", "seo"]
BIN = Path(sys.executable).parent


# The last flag has spaces in it, where Lighthouse would cut it up.
CHROME = f"--chrome-flags=--headless {' '.join(FLAGS[:-1])}"


def judge(address, *options):
    """Return Lighthouse's judgement of a page: its categories, and its audits by id."""
    ran = subprocess.run(
        [
            BIN / "node", LIGHTHOUSE, address, "--quiet", "--output=json",
            f"--only-categories={','.join(CATEGORIES)}", CHROME, *options,
        ],
        env=os.environ | {"CHROME_PATH": find_chromium(), "PATH": f"{BIN}:{os.environ['PATH']}"},
        stdout=subprocess.PIPE,
        check=True,
    )  # fmt: skip
    judgement = json.loads(ran.stdout)
    return judgement["categories"], judgement["audits"]


def main():
    """Serve the page given on the command line, and print its scores and what cost it points."""
    page = Path(sys.argv[1]).resolve()
    with serving(page.parent) as served:
        for screen, options in (("mobile", []), ("desktop", ["--preset=desktop"])):
            categories, audits = judge(served.address(page), *options)
            scores = [f"{each['title']} {100 * each['score']:.0f}" for each in categories.values()]
            print(f"{screen:8}", ", ".join(scores))
            for each in categories.values():
                for part in each["auditRefs"]:
                    audit = audits[part["id"]]
                    if part["weight"] and audit["score"] is not None and audit["score"] < 1:
                        print(f"{'':8} {each['title']}: {audit['title']} ({audit['score']})")


if __name__ == "__main__":
    main()
