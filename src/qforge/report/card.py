"""The dataset card: README.md beside the data, with the front matter that the Hub and `datasets` read."""

from __future__ import annotations

import json
import statistics
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any, NamedTuple, Protocol

import yaml
from jinja2 import Environment, PackageLoader, StrictUndefined

from qforge.exporters.base import COLUMNS, SPLITS, Row
from qforge.ledger import Ledger
from qforge.record import Stage
from qforge.report.spent import Spent
from qforge.stages.resemblance import Layer

SIZES = ((1_000, "n<1K"), (10_000, "1K<n<10K"), (100_000, "10K<n<100K"), (1_000_000, "100K<n<1M"))
LARGEST = "1M<n<10M"
FORMATS = (".parquet", ".jsonl")


MEANINGS = {
    Layer.EXACT: "the same statement or reference, layout and names aside",
    Layer.NGRAM: "a run of words in common",
    Layer.CONTAINMENT: "much of one's statement or reference in the other's",
    Layer.EMBEDDING: "texts of near meaning",
    Layer.BEHAVIOUR: "each one's reference passes the other's cases",
}


class Texts(Protocol):
    """What the pipeline's author says about the dataset."""

    @property
    def title(self) -> str: ...
    @property
    def summary(self) -> str: ...
    @property
    def licence(self) -> str: ...
    @property
    def notes(self) -> Sequence[str]: ...


class Held(Protocol):
    """A benchmark that problems were held against."""

    @property
    def name(self) -> str: ...
    @property
    def location(self) -> str: ...
    @property
    def content(self) -> str: ...
    @property
    def problems(self) -> Sequence[object]: ...
    @property
    def unreadable(self) -> Sequence[str]: ...


class Decontaminated(Protocol):
    """What was held against which benchmarks, and what each layer found."""

    @property
    def benchmarks(self) -> Sequence[Held]: ...
    @property
    def held(self) -> int: ...
    @property
    def layers(self) -> Sequence[tuple[Layer, int, int]]: ...
    @property
    def compatible(self) -> int: ...
    @property
    def judged(self) -> int: ...
    @property
    def runnable(self) -> int: ...


class Licence(NamedTuple):
    """Rows of one source under one licence, and whom to name for them."""

    source: str
    licence: str
    attribution: str
    rows: int


class Cases(NamedTuple):
    """How many cases a row's program passed."""

    fewest: int
    median: int
    most: int


class Audit(NamedTuple):
    """The fresh audit: programs audited, those retracted and their share, fewest inputs of a row, rows with any."""

    programs: int
    retracted: int
    rate: float
    fewest: int
    rows: int


class KillRates(NamedTuple):
    """Kill rates of the problems' mutants: problems that have one, the lowest, the median; and mutants in all."""

    problems: int
    lowest: float
    median: float
    killed: int
    survived: int
    equivalent: int


def render(
    rows: Sequence[Row], ledger: Ledger, texts: Texts, files: Sequence[Path],
    *, decontamination: Decontaminated, spent: Sequence[Spent] = (),
) -> str:  # fmt: skip
    """Write the card.

    Args:
        rows: all rows of the dataset.
        ledger: the build's counts.
        texts: title, summary, licence and notes.
        files: the data files, relative to the card.
        decontamination: which benchmarks the problems were held against.
        spent: what the answers took, model by model.
    """
    template = _environment().get_template("card.md.jinja")
    return template.render(
        front_matter=yaml.safe_dump(_front_matter(rows, texts, files), sort_keys=False, allow_unicode=True),
        texts=texts,
        ledger=ledger,
        rows=rows,
        columns=[(column.name, _type(column.type), column.description) for column in COLUMNS],
        decontamination=decontamination,
        spent=spent,
        meanings=MEANINGS,
        licences=licences(rows),
        models=teachers(rows),
        authors=[(name, number) for name, number in _counted(rows, "author") if name],
        oracles=_counted(rows, "oracle"),
        unsafe=any(row.sandbox.startswith("unsafe") for row in rows),
        runtimes=sorted({(row.runtime, row.runtime_version, row.sandbox, row.latitude) for row in rows}),
        languages=sorted({row.language for row in rows}),
        reference_languages=sorted({row.reference_language for row in rows} - {""}),
        comparisons=[(_comparison(text), number) for text, number in _counted(rows, "comparison")],
        cases=_cases(rows),
        kills=_kills(rows),
        inputs_from=_counted(rows, "inputs_from"),
        audit=_audit(rows, ledger),
        topics=ledger.yields("topic"),
        difficulties=ledger.yields("difficulty"),
    )


def licences(rows: Sequence[Row]) -> list[Licence]:
    """Give each source, licence and attribution with its rows, in alphabetical order."""
    counted = Counter((row.source, row.licence, row.attribution) for row in rows)
    return [Licence(*names, number) for names, number in sorted(counted.items())]


def teachers(rows: Sequence[Row]) -> list[tuple[str, str, str, int]]:
    """Give each teacher with its licence, whether its terms allow training, and its rows; the most rows first."""
    counted = Counter((row.model, row.model_licence, row.model_training) for row in rows)
    return [(*names, number) for names, number in sorted(counted.items(), key=lambda item: (-item[1], item[0]))]


def size_category(rows: int) -> str:
    """Give the Hub's word for a number of rows.

    >>> size_category(999), size_category(1000)
    ('n<1K', '1K<n<10K')
    """
    return next((words for limit, words in SIZES if rows < limit), LARGEST)


def _environment() -> Environment:
    environment = Environment(
        loader=PackageLoader("qforge.report", "."),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        autoescape=False,
    )
    environment.filters["cell"] = _cell
    environment.filters["percent"] = lambda share: f"{share:.0%}"
    return environment


def _cell(text: object) -> str:
    """Make a text fit into a cell of a Markdown table."""
    return " ".join(str(text).split()).replace("|", "\\|") or "(none)"


def _front_matter(rows: Sequence[Row], texts: Texts, files: Sequence[Path]) -> dict[str, Any]:
    languages = sorted({row.language for row in rows})
    configs = _configs(files)
    return {
        "pretty_name": texts.title,
        "license": texts.licence,
        "language": ["code"],
        "task_categories": ["text-generation"],
        "tags": ["code", *languages, "execution-verified"],
        "size_categories": [size_category(len(rows))],
    } | ({"configs": configs} if configs else {})


def _configs(files: Sequence[Path]) -> list[dict[str, Any]]:
    """Point `datasets` at the files of one format, because rows written in two would be read twice."""
    for suffix in FORMATS:
        chosen = {_split(path): path.as_posix() for path in files if path.suffix == suffix}
        data_files = [{"split": split, "path": chosen[split]} for split in SPLITS if split in chosen]
        if data_files:
            return [{"config_name": "default", "data_files": data_files}]
    return []


def _split(path: Path) -> str:
    return path.name.split(".")[0].split("-")[0]


def _counted(rows: Sequence[Row], column: str) -> list[tuple[str, int]]:
    counted = Counter(str(getattr(row, column)) for row in rows)
    return sorted(counted.items(), key=lambda item: (-item[1], item[0]))


def _kills(rows: Sequence[Row]) -> KillRates | None:
    problems = list({row.problem_id: row for row in rows if row.kill_rate is not None}.values())
    if not problems:
        return None
    rates = [row.kill_rate or 0.0 for row in problems]
    return KillRates(
        len(problems),
        min(rates),
        statistics.median(rates),
        sum(row.mutants_killed for row in problems),
        sum(row.mutants_survived for row in problems),
        sum(row.mutants_equivalent for row in problems),
    )


def _audit(rows: Sequence[Row], ledger: Ledger) -> Audit | None:
    count = next(count for count in ledger.stages() if count.stage is Stage.AUDIT)
    audited = [row.audit_inputs for row in rows if row.audit_inputs]
    if not audited:
        return None
    retracted = sum(count.rejected.values())
    share = retracted / count.entered if count.entered else 0.0
    return Audit(count.entered, retracted, share, min(audited), len(audited))


def _comparison(text: str) -> str:
    """Write a comparison's JSON in words.

    >>> _comparison('{"absolute":0.0,"kind":"tolerance","relative":1e-09}')
    'tolerance, relative 1e-09'
    """
    told: dict[str, Any] = json.loads(text)
    given = [f"{name} {told[name]}" for name in ("relative", "absolute") if told.get(name)]
    return ", ".join([told["kind"], *given])


def _cases(rows: Sequence[Row]) -> Cases:
    numbers = [row.n_cases for row in rows] or [0]
    return Cases(min(numbers), int(statistics.median_low(numbers)), max(numbers))


def _type(arrow: Any) -> str:
    return {"string": "text", "int64": "integer", "double": "number", "bool": "boolean"}.get(str(arrow), "list")
