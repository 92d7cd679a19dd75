"""
The mutation audit: change each line that an edition rests on, one at a time, and see what follows.

Every place of the edition whose workings hold the line should then print something else, and no
other place should. What stays is a survivor: stale text, a typed number, a wrong binding. What
moves without a reason in its workings is a false change.
"""

from __future__ import annotations

import json
import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import partial
from typing import Any

from workings.errors import EditionError, RunError, WorkingsError
from workings.ledger import Edition, Mutant, Site
from workings.notebook import NUMERAL, Place, Workings, is_typed, read_places
from workings.review.alterations import alterations
from workings.review.dependence import WORKED_OUT, Dependence, Given
from workings.review.trace import built
from workings.run import Job, KernelDied, Limits, Say, children, end_processes, job_for, rehearse

NOTHING_ELSE = "it states no number that could be another"


@dataclass(frozen=True)
class Change:
    """A place and what it came to print: nothing where it is no longer there."""

    place: Place
    became: str


@dataclass(frozen=True)
class Trial:
    """What became of an edition when one line was changed."""

    given: Given
    # what it was read as; a further one only where those before left something standing
    tried: tuple[str, ...]
    refused: str  # why the notebook ran on none of them
    dependants: tuple[Place, ...]  # what rests on the line
    survivors: tuple[Place, ...] = ()  # those worked out from it that printed the same every time
    false_changes: tuple[Change, ...] = ()  # places that don't rest on it and changed
    words: int = 0  # how many numbers came or went with words that hang on a comparison


def try_edition(
    site: Site, edition: Edition, workers: int, limits: Limits, say: Say
) -> list[Trial]:
    """
    Change each line that an edition on record rests on, and see what follows.

    There is a trial for each line of the ledger that a number, chart or claim of the edition was
    worked out from, and one for the last cell of each range of an official table. The limits are
    each cell's; `say` is told each step.

    Raises
    ------
    EditionError
        If it isn't built, or an unchanged run doesn't give what is in its executed notebook.
    """
    job = job_for(site, edition, site.folder(edition))
    control = _control(site, edition, job, limits)
    altered = alterations(site.ledger, edition, control)
    trials = []
    for trial in try_lines(altered, control, job, workers, limits):
        trials.append(trial)
        say(f"{edition.id}: {len(trials)} of {len(altered)} lines")
    return trials


def try_lines(
    altered: Mapping[Given, Sequence[Mutant]],
    control: Sequence[Place],
    job: Job,
    workers: int,
    limits: Limits,
) -> Iterator[Trial]:
    """Try lines side by side, each change in a kernel of its own."""
    task = partial(try_line, control=control, job=job, limits=limits)
    with ThreadPoolExecutor(workers) as pool:
        try:
            yield from pool.map(task, altered, altered.values())
        except KernelDied as error:
            pool.shutdown(cancel_futures=True)
            raise RunError(
                f"{job.notebook.name}: a process ended while a line was tried ({error}). See "
                "whether memory ran out, or code in a cell ended it."
            ) from error
        except KeyboardInterrupt:
            end_processes(children())  # or it would wait for what the threads are running
            raise


def _control(site: Site, edition: Edition, job: Job, limits: Limits) -> list[Place]:
    """Run the notebook unchanged; it has to say what the published one says."""
    executed = built(site, edition)
    try:
        published, control = read_places(executed), read_places(rehearse(job, None, limits))
    except RunError as error:
        raise RunError(f"{edition.id}: {error}") from error
    if published != control:
        odd = next((p for p, c in zip(published, control, strict=False) if p != c), None)
        where = f", first at {odd.id} ({odd.text[:80]})" if odd else ""
        raise EditionError(
            f"{edition.id}: {executed} and the notebook as it runs now say different things{where}."
            f" Build it again: workings build {edition.report}."
        )
    return control


def try_line(
    given: Given, mutants: Sequence[Mutant], control: Sequence[Place], job: Job, limits: Limits
) -> Trial:
    """Run the notebook on one change after another, until nothing is left standing that should."""
    watch, refusals, tried = _Watch(given, control), [], []
    for mutant in mutants:
        tried.append(str(mutant))
        try:
            watch.see(read_places(rehearse(job, mutant, limits)))
        except KernelDied:
            raise
        except WorkingsError as error:
            refusals.append(str(error))
        if watch.has_seen and not watch.unmoved | watch.typed:
            break
    return Trial(
        given=given,
        tried=tuple(tried),
        refused="" if watch.has_seen else "; ".join(dict.fromkeys(refusals)) or NOTHING_ELSE,
        dependants=tuple(place for place in control if watch.how[place.id]),
        survivors=tuple(place for place in control if place.id in watch.survivors),
        false_changes=tuple(watch.false_changes.values()),
        words=watch.words,
    )


class _Watch:
    """What the changes to one line have moved so far, and what they have left standing."""

    def __init__(self, given: Given, control: Sequence[Place]) -> None:
        rests = Dependence(control)
        self.given, self.control, self.has_seen = given, control, False
        self.how = {place.id: rests.bears(given, place) for place in control}
        self.unmoved = {place.id for place in control if self.how[place.id] == WORKED_OUT}
        self.typed = {place.id for place in control if is_typed(place)}
        self.stayed: set[str] = set()
        self.false_changes: dict[str, Change] = {}
        self.words = 0

    @property
    def survivors(self) -> set[str]:
        """What should have moved and never did; what only came and went with words is none."""
        return self.unmoved & self.stayed | self.typed if self.has_seen else set()

    def see(self, places: Sequence[Place]) -> None:
        pairs, rests = list(pair_places(self.control, places)), Dependence(places)
        same = {place.id for place, found in pairs if found and found.text == place.text}
        self.stayed |= same
        self.typed &= _typed(self.control, same, self.how)
        self.unmoved -= {place.id for place, found in pairs if found and place.id not in same}
        self.words = max(self.words, sum(found is None for _, found in pairs))
        self.has_seen = True
        for place, found in pairs:
            if found is None or found.text == place.text or self.how[place.id]:
                continue
            if not rests.bears(self.given, found):
                self.false_changes.setdefault(place.id, Change(place, found.text))


def _typed(control: Sequence[Place], same: set[str], how: Mapping[str, str]) -> set[str]:
    """
    Find numbers without workings that stayed, though every number printed like them changed.

    A typed "281" beside a 281 that is bound, for one.
    """
    bound: dict[str, list[Place]] = {}
    for place in control:
        if place.kind in ("sentence", "key figure", "claim"):
            for numeral in NUMERAL.findall(place.text):
                bound.setdefault(numeral, []).append(place)
    return {
        place.id
        for place in control
        if is_typed(place)
        and place.id in same
        and (alike := bound.get(place.text))
        and all(each.id not in same and how[each.id] == WORKED_OUT for each in alike)
    }


def pair_places(
    before: Sequence[Place], after: Sequence[Place]
) -> Iterator[tuple[Place, Place | None]]:
    """
    Pair each place with the one that stands there in another run, if any does.

    Numbers of a cell go together by what they are worked out from, whatever that comes to; one that
    took another's place goes with it. Verdicts go by claim; charts, and numbers in their words or
    without workings, by their order in the cell. What only `after` has is left out: words brought
    it.
    """
    here, there = _by_cell(before), _by_cell(after)
    found: dict[str, Place] = {}
    for key, places in here.items():
        one, other = ([_identity(p) for p in each] for each in (places, there[key]))
        matcher = SequenceMatcher(None, one, other, autojunk=False)
        for _, start, end, first, last in matcher.get_opcodes():
            if end - start == last - first:
                for at in range(end - start):
                    found[places[start + at].id] = there[key][first + at]
    return ((place, found.get(place.id)) for place in before)


def _by_cell(places: Sequence[Place]) -> dict[tuple[int, str, str], list[Place]]:
    """Sort places by cell, kind and claim, since claims may come in another order."""
    found: dict[tuple[int, str, str], list[Place]] = defaultdict(list)
    for place in places:
        found[place.cell, place.kind, place.claim].append(place)
    return found


def _identity(place: Place) -> str:
    """Say what a place prints, whatever it comes to."""
    if place.kind in ("sentence", "key figure", "claim"):
        return json.dumps(_source(place.numbers[0]))
    return re.sub("[0-9]+", "", place.id)


def _source(number: Workings) -> list[Any]:
    extract, stated = number.extract, number.operation == "stated"
    cells = [extract.source, extract.heading, extract.cells] if extract else []
    lines = [line.seal for line in number.statements if stated]
    parts = [_source(part) for part in number.operands]
    return [number.operation, number.figure, cells, lines, parts]
