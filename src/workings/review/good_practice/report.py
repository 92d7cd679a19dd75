"""Every point of both frameworks, as it stands at a site, in words."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from workings.review.good_practice import levels, transparency
from workings.review.good_practice.place import Place
from workings.review.good_practice.point import Judged

WIDTH = len("not for a machine")


def judge(root: Path) -> list[Judged]:
    """
    Hold a site against every point.

    Parameters
    ----------
    root : Path
        Its folder, in which ``notebooks/`` and ``data/`` lie.

    Examples
    --------
    >>> [judged.verdict for judged in judge(Path("."))][:3]
    ['met', 'met', 'met']
    """
    place = Place(root)
    return [
        Judged(framework.NAME, framework.SOURCE, point.group, point.text, *point.look(place))
        for framework in (levels, transparency)
        for point in framework.POINTS
    ]


def good_practice_as_text(every: Sequence[Judged]) -> str:
    """Print points under their headings: the verdict, what was asked, and by what evidence."""
    lines: list[str] = []
    framework = group = ""
    for judged in every:
        if judged.framework != framework:
            framework = judged.framework
            lines += [*[""] * bool(lines), framework, judged.source]
        if judged.group != group:
            group = judged.group
            lines += ["", group]
        lines.append(f"  {judged.verdict:<{WIDTH}}  {judged.text}")
        lines.append(f"  {'':<{WIDTH}}  {judged.evidence}.")
    counts = Counter(judged.verdict for judged in every)
    summary = ", ".join(f"{counts[verdict]} {verdict}" for verdict in sorted(counts))
    return "\n".join([*lines, "", f"{len(every)} points: {summary}."])
