"""The command line: the only place that prints or exits.

Exit status: 0 done, 1 an error that the message explains, 2 wrong usage, 3 a defect of qforge, 130 interrupted.
"""

from __future__ import annotations

import importlib
import json
import os
import pkgutil
import sys
import traceback
from pathlib import Path
from typing import Any, NoReturn

import click

from qforge.errors import QforgeError

EXIT_STATUS = """\b
Exit status: 0 done, 1 an error that the message explains, 2 wrong usage,
3 a defect of qforge, 130 interrupted."""


class _Commands(click.Group):
    """The commands below, and one for each language pack that brings a `command` module, imported when used."""

    def list_commands(self, context: click.Context) -> list[str]:
        return sorted([*super().list_commands(context), *_language_commands()])

    def get_command(self, context: click.Context, name: str) -> click.Command | None:
        if name in _language_commands():
            command: click.Command = importlib.import_module(f"qforge.languages.{name}.command").command
            return command
        return super().get_command(context, name)


def _language_commands() -> list[str]:
    folder = Path(__file__).parent / "languages"
    return [
        module.name for module in pkgutil.iter_modules([str(folder)]) if (folder / module.name / "command.py").exists()
    ]


@click.group(cls=_Commands, epilog=EXIT_STATUS, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="qforge", message="qforge %(version)s")
def cli() -> None:
    """Make verified training and evaluation data for programming languages that have too little of it."""


def _set_option(command: Any) -> Any:
    return click.option(
        "--set", "overrides", multiple=True, metavar="KEY=VALUE",
        help="Change a setting of the file, for example --set sources.0.path=mbpp.jsonl. May be repeated.",
    )(command)  # fmt: skip


@cli.command(epilog=EXIT_STATUS)
@click.argument("pipeline", type=click.Path(path_type=Path))
@_set_option
@click.option("--run", "directory", type=click.Path(path_type=Path), help="The run's directory.  [default: runs/NAME]")
@click.option("--workers", type=click.IntRange(1, 256), help="Processes side by side; never changes the result.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object instead of tables.")
def build(
    pipeline: Path, overrides: tuple[str, ...], directory: Path | None, workers: int | None, as_json: bool
) -> None:
    """Build the dataset that the file PIPELINE describes.

    What is stored in the run's directory is not made again: the same command goes on after an interruption,
    and a second build asks no teacher and runs nothing.
    """
    from qforge import progress
    from qforge.pipeline import schema
    from qforge.pipeline.build import build as run_build
    from qforge.pipeline.certifying import certify
    from qforge.publishing import manifest
    from qforge.report import files, terminal

    changes = (*overrides, *([f"workers={workers}"] if workers else []))
    loaded = schema.load(pipeline, changes)
    target = directory or Path("runs") / loaded.name
    with progress.progress() as shown:
        done = run_build(loaded, target, shown)
    card = files.write(done)
    certificate = certify(loaded, done.dataset)
    manifest.write(target, [*done.files, *done.documents, card, *certificate])
    if as_json:
        click.echo(json.dumps(terminal.summary(done), indent=2, sort_keys=True))
    else:
        terminal.show(done)


@cli.command(epilog=EXIT_STATUS)
@click.argument("pipeline", metavar="FILE", type=click.Path(path_type=Path))
@_set_option
def check(pipeline: Path, overrides: tuple[str, ...]) -> None:
    """Check a pipeline or evaluation file and what it names; run nothing and ask nobody.

    Problems, recordings, keys and programs are looked for and read; datasets on the Hub are not fetched. Every
    mistake is told with its line.
    """
    from qforge.evaluation.checking import check as run_check

    click.echo("\n".join(run_check(pipeline, overrides)))


@cli.command(epilog=EXIT_STATUS)
@click.argument("dataset")
@click.option("--revision", help="The revision on the Hub: a branch, tag or commit.  [default: main]")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object instead of text.")
def certify(dataset: str, revision: str | None, as_json: bool) -> None:
    """Check the certificate of DATASET, a folder or an id on the Hub, from its files alone.

    Everything that the certificate says is computed again from the rows: their hashes and groups, and that no
    statement, reference or program of train is nearly that of one in eval. Each fault is told in a line.
    """
    from qforge.certificate import hub, report
    from qforge.certificate.check import check as run_check

    checked = run_check(hub.bring(dataset, revision))
    if as_json:
        click.echo(json.dumps(report.summary(checked), indent=2))
    report.complain(dataset, checked)
    if not as_json:
        click.echo(report.text(dataset, checked))


@cli.command(epilog=EXIT_STATUS)
@click.argument("run", type=click.Path(path_type=Path))
@click.argument("record", metavar="ID")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object instead of text.")
def show(run: Path, record: str, as_json: bool) -> None:
    """Tell the whole story of one record of the build in RUN.

    ID is a problem's id, or that with #ATTEMPT behind it for one answer of the teacher:
    mbpp/11 or 'mbpp/11#0'.
    """
    from qforge import story

    told = story.tell(run, record)
    click.echo(json.dumps(told, indent=2) if as_json else story.text(told), nl=True)


@cli.command(epilog=EXIT_STATUS)
@click.argument("run", type=click.Path(path_type=Path))
@click.option(
    "--to", "target", required=True, metavar="TARGET", help="ORG/NAME on the Hub, or a folder: ./NAME, ../NAME, /NAME."
)
@click.option("--with-rejections", is_flag=True, help="Publish what was rejected too, as the configuration 'rejected'.")
@click.option("--revision", default="main", show_default=True, help="The branch; made where it is missing.")
@click.option("--tag", default="", help="A new name for the published state; an existing tag is never moved.")
@click.option("--private", is_flag=True, help="Make the repository private.")
@click.option("--gated", type=click.Choice(["auto", "manual"]), help="Give access on request: at once, or by hand.")
@click.option("--message", default="Publish a verified dataset", show_default=True, help="The commit's first line.")
@click.option("--dry-run", is_flag=True, help="Say what would be sent, and send nothing.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object instead of text.")
def publish(run: Path, with_rejections: bool, dry_run: bool, as_json: bool, **wishes: Any) -> None:
    """Publish the build in RUN: rows as Parquet, card and documents, in one commit.

    A run that is not as its build left it is refused. The token for the Hub comes from HF_TOKEN or the stored
    login. After a broken connection the same command sends what is still missing.
    """
    from qforge.publishing import hub
    from qforge.publishing import publish as publishing

    asked = hub.Wishes(repository=wishes.pop("target"), **wishes | {"private": wishes["private"] or None})
    shown = sys.stderr.isatty()
    done = publishing.publish(
        run, asked, with_rejections=with_rejections, dry=dry_run,
        sent=lambda file: click.echo(f"sent {file.path}", err=True) if shown else None,
    )  # fmt: skip
    told = [json.dumps(publishing.summary(done), indent=2)] if as_json else publishing.lines(done)
    click.echo("\n".join(told))


@cli.command("eval", epilog=EXIT_STATUS)
@click.argument("file", type=click.Path(path_type=Path))
@_set_option
@click.option("--run", "directory", type=click.Path(path_type=Path), help="The run's directory.  [default: runs/NAME]")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object instead of tables.")
def evaluate(file: Path, overrides: tuple[str, ...], directory: Path | None, as_json: bool) -> None:
    """Measure the model that FILE names on its benchmark: pass@k with intervals.

    Answers and verdicts are stored in the run's directory; the same command goes on after an interruption. No score
    is printed while a sample has no verdict.
    """
    from qforge import progress
    from qforge.evaluation import run, schema, terminal

    loaded = schema.load(file, overrides)
    with progress.progress() as shown:
        done = run.evaluate(loaded, directory or Path("runs") / loaded.name, shown)
    if as_json:
        click.echo(json.dumps(terminal.summary(done), indent=2))
    else:
        terminal.show(done)


@cli.command(epilog=EXIT_STATUS)
@click.argument("first", type=click.Path(path_type=Path))
@click.argument("second", type=click.Path(path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object instead of a table.")
def compare(first: Path, second: Path, as_json: bool) -> None:
    """Tell how much better the evaluation in the run SECOND is than that in FIRST, problem by problem.

    The difference has a bootstrap interval over the problems that both have.
    """
    from qforge.evaluation import run, terminal

    before, after = run.read(first), run.read(second)
    if as_json:
        differences = terminal.comparison(before, after)
        click.echo(json.dumps({f"pass@{k}": found._asdict() for k, found in differences.items()}, indent=2))
    else:
        terminal.show_comparison(before, after)


@cli.command(epilog=EXIT_STATUS)
@click.argument("dataset", type=click.Path(path_type=Path, exists=True, file_okay=False))
@click.option("--runtime", default="embedded", show_default=True, help="What executes the programs.")
@click.option("--inputs", type=click.IntRange(0, 10_000), default=60, show_default=True, help="Fresh inputs a row.")
@click.option("--seed", default="0", show_default=True, help="Decides the fresh inputs; take one of your own.")
@click.option("--workers", type=click.IntRange(1, 256), default=2, show_default=True, help="Processes side by side.")
@click.option("--unsafe", is_flag=True, help="Run programs even where nothing confines them.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object instead of text.")
def audit(dataset: Path, as_json: bool, unsafe: bool, **given: Any) -> int:
    """Run every program of the dataset in the folder DATASET again, on its cases and on fresh inputs.

    The published files are all that is needed. Exit status 1 where a row fails.
    """
    from qforge import progress
    from qforge.pipeline import republished
    from qforge.record import Stage

    rows = republished.read_rows(dataset)
    options = republished.Options(isolation="unsafe" if unsafe else "auto", **given)
    with progress.progress() as shown:
        shown.begin(Stage.AUDIT, len(rows), 0)
        results = republished.audit_rows(rows, options, lambda result: shown.advance(accepted=not result.reason))
        shown.end()
    told = republished.summary(results)
    click.echo(json.dumps(told, indent=2) if as_json else "\n".join(republished.lines(results)))
    return 1 if told["failed"] else 0


@cli.command(epilog=EXIT_STATUS)
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object instead of text.")
def doctor(as_json: bool) -> int:
    """Tell what this machine has: sandboxes with what they hold, runtimes, versions.

    Exit status 1 where no runtime can run a program confined.
    """
    from qforge import doctor as examining

    found = examining.examine()
    click.echo(json.dumps(found, indent=2) if as_json else examining.text(found))
    return 0 if examining.is_well(found) else 1


def main() -> NoReturn:
    """Run the command line and exit."""
    try:
        status = cli.main(standalone_mode=False)
        sys.stdout.flush()
    except click.ClickException as error:
        error.show()
        sys.exit(error.exit_code)
    except (KeyboardInterrupt, click.Abort):
        click.echo("qforge: interrupted; the same command goes on from here", err=True)
        _exit(130)
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(1)
    except QforgeError as error:
        for line in str(error).splitlines():
            click.echo(f"qforge: {line}", err=True)
        sys.exit(1)
    except Exception:
        traceback.print_exc()
        click.echo("qforge: this is a defect of qforge; please report it with the lines above", err=True)
        sys.exit(3)
    sys.exit(status if isinstance(status, int) else 0)


def _exit(status: int) -> NoReturn:
    """Leave at once, without waiting for threads that still run programs."""
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(status)
