"""`qforge q`: the command line of the embedded q; what it does stands in `console`, imported when it runs."""

from __future__ import annotations

from pathlib import Path

import click


@click.command(
    name="q",
    context_settings={"help_option_names": ["-h", "--help"]},
    epilog="Exit status: 0 done, 1 an input or file raised an error or can't be read, 2 wrong usage; "
    "a program that calls exit gives its own.",
)
@click.argument("files", nargs=-1, type=click.Path(path_type=Path))
@click.option("-c", "--command", "text", metavar="TEXT", help="Run TEXT as one console input, then end.")
@click.option(
    "--bundle", is_flag=False, flag_value="-", metavar="[FILE]",
    help="Write the interpreter as one Python file that needs only numpy, to FILE or standard output.",
)  # fmt: skip
@click.option(
    "--manual", is_flag=False, flag_value="", metavar="[VERB]",
    help="Print the manual's entry for VERB, or all verbs by subject.",
)  # fmt: skip
@click.option("--transcript", is_flag=True, help="Answer sessions over JSON lines: the conformance protocol.")
@click.option(
    "--seconds",
    type=click.FloatRange(min=0, min_open=True),
    help="CPU seconds that one input may take; with --transcript 3 unless given.",
)
@click.option(
    "--megabytes", type=click.IntRange(min=1), default=2048, show_default=True, help="The largest single allocation."
)
@click.option("--depth", type=click.IntRange(1, 2500), default=2000, show_default=True, help="Nested calls.")
def command(
    files: tuple[Path, ...],
    text: str | None,
    *,
    bundle: str | None,
    manual: str | None,
    transcript: bool,
    seconds: float | None,
    megabytes: int,
    depth: int,
) -> None:
    """Run q without a licence: FILES in order in one session, or the console if there are none."""
    from qforge.languages.q import console

    if manual is not None:
        console.print_manual(manual)
    elif bundle is not None:
        if files or text is not None or transcript:
            raise click.UsageError("--bundle takes neither files, --command nor --transcript")
        from qforge.languages.q.bundle import writing

        if bundle == "-":
            click.echo(writing.bundle(), nl=False)
        else:
            writing.write(Path(bundle))
    elif transcript:
        if files or text is not None:
            raise click.UsageError("--transcript takes neither files nor --command")
        console.answer_sessions(seconds, megabytes, depth)
    else:
        console.run(files, text, seconds=seconds, megabytes=megabytes, depth=depth)
