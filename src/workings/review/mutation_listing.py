"""What a mutation audit found, as text and as JSON."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from workings.errors import counted
from workings.notebook import Place
from workings.review.mutation import Trial
from workings.review.trace import seen

Trials = Mapping[str, Sequence[Trial]]


def is_clean(trials: Trials) -> bool:
    """Tell whether there is no survivor and no false change."""
    return not any(trial.survivors or trial.false_changes for trial in _each(trials))


def trials_as_text(trials: Trials) -> str:
    """Write down what was found in each edition, and a last line that sums all up."""
    lines = []
    for edition, each in trials.items():
        lines.append(f"{edition}: {_summary(each)}")
        lines += [f"  {line}" for trial in each for line in _findings(trial)]
    if len(trials) > 1:
        lines.append(f"{len(trials)} editions: {_summary(list(_each(trials)))}")
    return "\n".join(lines)


def trials_as_json(trials: Trials) -> str:
    """
    Write JSON, with every character that a terminal could act on escaped.

    By edition: ``tried`` and so on, counts; and ``lines``, each with ``line``, ``read_as``,
    ``refused``, ``dependants`` (ids of places), ``survivors``, ``false_changes``, ``words``.
    """
    return json.dumps(
        {
            edition: {**_counts(each), "lines": [_data(trial) for trial in each]}
            for edition, each in trials.items()
        },
        indent=1,
    )


def _counts(trials: Sequence[Trial]) -> dict[str, int]:
    return {
        "tried": len(trials),
        "dependants": sum(len(trial.dependants) for trial in trials),
        "refused": sum(bool(trial.refused) for trial in trials),
        "survivors": sum(len(trial.survivors) for trial in trials),
        "false_changes": sum(len(trial.false_changes) for trial in trials),
    }


def _summary(trials: Sequence[Trial]) -> str:
    said = _counts(trials)
    return (
        f"{counted(said['tried'], 'figure')} tried, "
        f"{counted(said['dependants'], 'dependant')} found, "
        f"{said['refused']} refused, {counted(said['survivors'], 'survivor')}, "
        f"{counted(said['false_changes'], 'false change')}."
    )


def _findings(trial: Trial) -> Iterator[str]:
    read_as = trial.tried[-1] if trial.tried else str(trial.given)
    if trial.refused:
        yield f"refused: {seen(read_as)}: {seen(trial.refused)}"
    for place in trial.survivors:
        yield f"survivor: {seen(read_as)}, and {_where(place)} stays {_text(place.text)}"
    for change in trial.false_changes:
        became = f"becomes {_text(change.became)}"
        stood = f"{_where(change.place)} {became}, from {_text(change.place.text)}"
        yield f"false change: {seen(trial.tried[0])}, and {stood}"


def _where(place: Place) -> str:
    sentence = seen(place.sentence)
    short = sentence if len(sentence) <= 100 else f"{sentence[:99]}…"
    return f"{place.id} (cell {place.cell}, {place.kind}: {short})"


def _text(text: str) -> str:
    plain = seen(text)
    return f"“{plain if len(plain) <= 100 else f'{plain[:99]}…'}”"


def _data(trial: Trial) -> dict[str, Any]:
    return {
        "line": str(trial.given),
        "read_as": list(trial.tried),
        "refused": trial.refused,
        "dependants": [place.id for place in trial.dependants],
        "survivors": [_place(place) for place in trial.survivors],
        "false_changes": [{**_place(c.place), "became": c.became} for c in trial.false_changes],
        "words": trial.words,
    }


def _place(place: Place) -> dict[str, Any]:
    return {
        "place": place.id,
        "kind": place.kind,
        "cell": place.cell,
        "text": place.text,
        "sentence": place.sentence,
    }


def _each(trials: Trials) -> Iterator[Trial]:
    return (trial for each in trials.values() for trial in each)
