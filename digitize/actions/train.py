"""Training the classifier's model, comparing it with the one in use, and putting it into use or taking it out."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime

from digitize.actions import training_set
from digitize.actions.archive import Archive
from digitize.classify.learning.files import pack, signing_key, unpack
from digitize.classify.learning.fitting import FEWEST_PAPERS, Example, fit
from digitize.classify.learning.measures import UNKNOWN, Judged, Measures, measure
from digitize.classify.learning.model import Card, Model
from digitize.errors import ExitCode, ModelWorse, TooFewPapers
from digitize.pipeline.models import Models
from digitize.pipeline.progress import Progress, Step

DRAWN = 8000
_MOST_CHANGES = 20
# By so much a model may differ on the fixed set and be as good: shares of all its papers, or a pair of them.
_FEWER_RIGHT, _MORE_WRONG, _A_PAIR = 0.005, 0.001, 2


@dataclass(frozen=True, slots=True)
class Change:
    """What is answered otherwise than before, and how often. An empty answer is an abstention."""

    truth: str
    before: str
    after: str
    count: int


@dataclass(frozen=True, slots=True)
class Comparison:
    """A new model beside the one in use, on papers that neither learned from.

    Attributes:
        before: The one in use; ``None``: none is.
        after: The new one.
        became_right: Papers answered rightly that were not before.
        became_wrong: Papers answered wrongly that were not before.
        changes: The most frequent changes of answers.
    """

    before: Measures | None
    after: Measures
    became_right: int
    became_wrong: int
    changes: tuple[Change, ...]

    @property
    def worse(self) -> bool:
        """Whether the new one answers fewer rightly, or more wrongly, than chance explains."""
        if self.before is None:
            return False
        few = _A_PAIR / self.after.documents
        fewer = _right(self.before) - _right(self.after)
        more = self.after.wrong_answered - self.before.wrong_answered
        return fewer > max(_FEWER_RIGHT, few) or more > max(_MORE_WRONG, few)


def _right(measures: Measures) -> float:
    return measures.coverage * measures.accuracy_answered


@dataclass(frozen=True, slots=True)
class TrainReport:
    """What came of a training.

    Attributes:
        version: Of the new model; it is kept, in use or not.
        card: What is said of it.
        bytes: Size of its file.
        seconds: How long it took.
        too_few: Labels that have papers, but not enough to be learned, with how many.
        comparison: On the fixed set.
        switched: Whether it is in use now.
        refused: Reason code, where it was to be put into use and was not.
    """

    version: str
    card: Card
    bytes: int
    seconds: float
    too_few: dict[str, int]
    comparison: Comparison
    switched: bool
    refused: str | None = field(default=None)

    @property
    def exit_code(self) -> ExitCode:
        """Refused where it was to be put into use and is worse."""
        return ExitCode.REFUSED if self.refused else ExitCode.OK


@dataclass(frozen=True, slots=True)
class ModelRow:
    """A model that is kept."""

    version: str
    in_use: bool
    card: Card


@dataclass(frozen=True, slots=True)
class SwitchReport:
    """Which model was in use and which is now; ``None``: none."""

    before: str | None
    after: str | None


def train(
    archive: Archive,
    progress: Progress,
    actor: str,
    *,
    seed: int = 1,
    drawn: int = DRAWN,
    switch: bool = False,
    force: bool = False,
) -> TrainReport:
    """Trains a model, keeps it, and says how it differs from the one in use.

    Args:
        archive: Whose confirmed documents are learned from.
        progress: Is told how far it is.
        actor: Who does it, for the audit.
        seed: Of all that is left to chance, from 1 on.
        drawn: How many papers are drawn beside.
        switch: Put it into use, unless it is worse.
        force: Even if it is worse.

    Raises:
        BatchBusy: Another process trains.
        TooFewPapers: There is nothing to learn from.
        ModelDamaged: The model in use is damaged.
    """
    begun = time.monotonic()
    with archive.alone("training.lock"):
        papers = training_set.gather(archive, seed, drawn, progress)
        counts = Counter(example.label for example in papers.learned)
        too_few = {label: count for label, count in sorted(counts.items()) if count < FEWEST_PAPERS}
        model = fit(
            [example for example in papers.learned if example.label not in too_few],
            papers.rungs,
            seed=seed,
            catalogue=archive.catalogue.version,
            made_at=datetime.now(UTC).isoformat(timespec="seconds"),
            tell=lambda done, total: progress(Step.TRAINING, done, total),
        )
        models = Models(archive.settings)
        key = signing_key(models.secrets)
        file = pack(model, key)
        in_use = models.in_use
        # What is compared is what will be asked: a file holds weights a little less exactly.
        kept = unpack(file, key.public_key())
        comparison = compare(models.load(in_use) if in_use else None, kept, papers.fixed, archive.settings.answer_at)
        version = models.add(file)
        refused = ModelWorse.code if switch and comparison.worse and not force else None
        switched = switch and refused is None
        with archive.records.write() as write:
            facts = {"examples": len(papers.learned), "seed": seed, "in_use": in_use or ""}
            write.audit.append(actor, "train_model", version, facts)
        if switched:
            put_into_use(archive, version, actor)
    return TrainReport(
        version, model.card, len(file), round(time.monotonic() - begun, 1), too_few, comparison, switched, refused
    )


def compare(before: Model | None, after: Model, fixed: Sequence[Example], answer_at: float) -> Comparison:
    """How two models answer the same papers.

    Raises:
        TooFewPapers: There are none.
    """
    if not fixed:
        raise TooFewPapers("fixed set")
    now = judged_by(after, fixed)
    if before is None:
        return Comparison(None, measure(now, answer_at), 0, 0, ())
    then = judged_by(before, fixed)
    pairs = [
        (one.truth, _answered(one, answer_at), _answered(two, answer_at)) for one, two in zip(then, now, strict=True)
    ]
    changed = Counter(pair for pair in pairs if pair[1] != pair[2])
    return Comparison(
        before=measure(then, answer_at),
        after=measure(now, answer_at),
        became_right=sum(was != truth and is_now == truth for truth, was, is_now in pairs),
        became_wrong=sum(was in ("", truth) and is_now not in ("", truth) for truth, was, is_now in pairs),
        changes=tuple(Change(*pair, count) for pair, count in changed.most_common(_MOST_CHANGES)),
    )


def judged_by(model: Model, examples: Sequence[Example]) -> list[Judged]:
    """What a model says of papers whose label is known."""
    return [
        Judged(example.label, ranked[0].code, ranked[0].probability) if ranked else Judged(example.label, UNKNOWN, 0.0)
        for example in examples
        for ranked in (model.ranked(example.view),)
    ]


def _answered(one: Judged, answer_at: float) -> str:
    return one.said if one.probability >= answer_at and one.said != UNKNOWN else ""


def list_models(archive: Archive) -> tuple[ModelRow, ...]:
    """All models that are kept, the newest first.

    Raises:
        ModelDamaged: One is not as training left it.
    """
    models = Models(archive.settings)
    rows = (ModelRow(version, version == models.in_use, models.load(version).card) for version in models.versions())
    return tuple(sorted(rows, key=lambda row: row.card.made_at, reverse=True))


def put_into_use(archive: Archive, version: str, actor: str) -> SwitchReport:
    """Puts a model into use. What was classified before stays as it is until it is asked anew.

    Raises:
        NoModel: There is none of this version.
        ModelDamaged: It is not as training left it.
    """
    models = Models(archive.settings)
    before = models.in_use
    models.switch(version)
    return _noted(archive, SwitchReport(before, version), actor)


def roll_back(archive: Archive, actor: str) -> SwitchReport:
    """Puts the model into use that was in use before the present one.

    Raises:
        NoModel: None is in use.
        ModelDamaged: The one before is not as training left it.
    """
    models = Models(archive.settings)
    before = models.in_use
    return _noted(archive, SwitchReport(before, models.roll_back()), actor)


def _noted(archive: Archive, report: SwitchReport, actor: str) -> SwitchReport:
    with archive.records.write() as write:
        facts = {"before": report.before or "", "after": report.after or ""}
        write.audit.append(actor, "switch_model", report.after or report.before or "", facts)
    return report
