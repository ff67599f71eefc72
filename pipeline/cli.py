"""The command line. Results go to stdout, logs to stderr.

Exit status: 0 done or nothing to do; 1 unexpected; 2 usage, recipe or an unusable place; 3 done, but faulty input
was rejected; 4 a limit was passed or `verify` failed; 130 interrupted.
"""

from __future__ import annotations

import atexit
import logging
import os
import signal
import sys
from collections.abc import Iterable
from contextlib import ExitStack
from enum import StrEnum
from pathlib import Path
from threading import Event
from typing import TYPE_CHECKING, Annotated, Any, NoReturn

import typer

from pipeline.errors import LimitError, PipelineError, UsageError
from pipeline.running.lean import leave_out_pandas
from pipeline.running.unexpected import told_unexpected

if TYPE_CHECKING:
    from pipeline.running.local import Result
    from pipeline.running.request import Request

UNEXPECTED, USAGE, FAULTY, LIMIT, INTERRUPTED = 1, 2, 3, 4, 130

app = typer.Typer(
    name="pipeline",
    help="Clean text corpora in many languages, say exactly what was changed and why, and undo it.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    add_completion=False,
    rich_markup_mode=None,
)


class Form(StrEnum):
    """How a result, or a log line, is written."""

    text = "text"
    json = "json"


class Place(StrEnum):
    """Where the work of a run is done."""

    local = "local"
    spark = "spark"


class Bar(StrEnum):
    """Whether progress is shown."""

    auto = "auto"
    none = "none"


Config = Annotated[Path | None, typer.Option("--config", help="Recipe (TOML).")]
PolicyFile = Annotated[
    Path | None, typer.Option("--policy", help="A TOML file with [actions] to lay over the recipe's.")
]
TextColumn = Annotated[str, typer.Option(help="Column that holds the text.")]
IdColumn = Annotated[str, typer.Option(help="Column that holds the input's own id.")]


def local_view(place: str) -> Path:
    """An output folder as a local one: of an object store, its published run is fetched for as long as we live."""
    from pipeline.reading.remote import is_remote

    if not is_remote(place):
        return Path(place)
    from pipeline.running.remote import staged

    stack = ExitStack()
    atexit.register(stack.close)
    return stack.enter_context(staged(place))[1]


Anywhere = Annotated[str, typer.Argument(metavar="DIR", help="Output folder of a run, or s3://... or gs://...")]
Folder = Annotated[Path, typer.Argument(parser=local_view, metavar="DIR", help="Output folder of a run.")]


@app.command()
def run(
    inputs: Annotated[
        list[str], typer.Argument(metavar="INPUT...", help="Files, folders or globs, here or at s3:// or gs://.")
    ],
    output: Annotated[str, typer.Option(help="Output folder, or s3://... or gs://...")],
    config: Config = None,
    policy: PolicyFile = None,
    workers: Annotated[int, typer.Option(min=0, help="Worker processes; 0: one a processor.")] = 0,
    engine: Annotated[Place, typer.Option(help="Where the work is done.")] = Place.local,
    master: Annotated[str, typer.Option(help="Spark's master; empty under spark-submit.")] = "",
    force: Annotated[bool, typer.Option("--force", help="Clean everything again.")] = False,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Say what would be done and why; write nothing.")] = False,
    rehash: Annotated[bool, typer.Option("--rehash", help="Read every file again; trust no remembered hash.")] = False,
    keep: Annotated[int, typer.Option(min=1, help="Runs to keep, the published one included.")] = 2,
    redact: Annotated[
        bool, typer.Option("--redact-ledger", help="Blank personal data in every column; privacy must be applied.")
    ] = False,
    text_column: TextColumn = "text",
    id_column: IdColumn = "id",
    progress: Annotated[Bar, typer.Option(help="A bar on a terminal, log lines elsewhere.")] = Bar.auto,
    log_format: Annotated[Form, typer.Option(help="Form of the log lines.")] = Form.text,
) -> None:
    """Clean INPUT into DIR: a Parquet corpus with a ledger of every change."""
    from pipeline.reading.columns import Columns
    from pipeline.reading.remote import is_remote
    from pipeline.recipe import load_recipe
    from pipeline.running.actions import check_actions
    from pipeline.running.progress import start_logging
    from pipeline.running.remote import Store, hand_over, staged
    from pipeline.running.request import Request

    start_logging(log_format)
    os.umask(os.umask(0) | 0o077)
    recipe, columns = load_recipe(config, policy, redact=redact), Columns(text_column, id_column)
    check_actions(recipe)
    request = Request(inputs, Path(output), recipe, columns, workers, force, rehash, keep, engine, master)
    if not is_remote(output):
        _run(request, dry_run, progress)
        return
    if dry_run:
        with staged(output) as (_, root):
            _run(request._replace(output=root), dry_run, progress)
        return
    status = 0
    with Store(output).marked() as mark, staged(output) as (store, root):
        try:
            _run(request._replace(output=root), dry_run, progress)
        except typer.Exit as stop:
            status = stop.exit_code
        hand_over(store, mark, root, keep)
    raise typer.Exit(status)


def _run(request: Request, dry_run: bool, progress: Bar) -> None:
    """Clean, or say what would be done; show what was changed."""
    from pipeline.reporting.handover import renew_handover
    from pipeline.reporting.summary import show_changes
    from pipeline.running.local import check_places, run_local
    from pipeline.running.plans import preview
    from pipeline.running.progress import watch_progress

    if dry_run:
        check_places(request.inputs, request.output)
        for line in preview(request):
            typer.echo(line)
        return
    with watch_progress(progress) as tell:
        result = run_local(request, tell, renew_handover)
    show_changes(result.manifest["counts"])
    _conclude(result)


def _conclude(result: Result) -> None:
    """The last log line of a run, warnings before it, and its exit status."""
    from pipeline.running.progress import log

    counts = result.manifest["counts"]
    numbers = {name: counts[name] for name in ("read", "kept", "rejected", "faulty")}
    told = "{read} read, {kept} kept, {rejected} rejected, {faulty} of them faulty input".format(**numbers)
    if result.idle:
        log(f"nothing to do: {told}, as before", run=result.run, **numbers)
        return
    for warning in result.manifest["drift"]["warnings"]:
        message = "drift: {rule} found in {before:.2%} of documents before, in {now:.2%} now".format(**warning)
        log(message, level=logging.WARNING, drift=warning)
    shards = f"{result.made} shards made, {result.reused} taken over"
    log(f"done: {told}; {shards}; {result.seconds:.1f} s", run=result.run, **numbers)
    if counts["faulty"]:
        raise typer.Exit(FAULTY)


@app.command()
def explain(
    file: Annotated[str | None, typer.Argument(help="A file to clean and explain.")] = None,
    document: Annotated[str | None, typer.Option("--id", help="Id of a document of a run.")] = None,
    output: Annotated[Path | None, typer.Option(help="Output folder of that run.")] = None,
    form: Annotated[Form, typer.Option("--format", help="A diff for people, or JSON.")] = Form.text,
    config: Config = None,
    policy: PolicyFile = None,
    text_column: TextColumn = "text",
    id_column: IdColumn = "id",
) -> None:
    """The ledger of one document, as a diff with the rule behind every change."""
    from pipeline.reading.columns import Columns
    from pipeline.recipe import load_recipe
    from pipeline.running.actions import check_actions
    from pipeline.running.explain import rows_of_file, rows_of_run

    if (file is None) == (document is None) or (document is not None and output is None):
        raise UsageError("name a FILE, or --id ID with --output DIR")
    if document is not None and output is not None:
        rows = rows_of_run(output, document)
    else:
        recipe = load_recipe(config, policy)
        check_actions(recipe)
        rows = rows_of_file(str(file), recipe, Columns(text_column, id_column))
    _show_rows(rows, form)


def _show_rows(rows: Iterable[dict[str, Any]], form: Form) -> None:
    import json

    from rich.console import Console

    from pipeline.reporting.terminal import show_document
    from pipeline.running.rows import source_text

    console = Console(highlight=False, markup=False, emoji=False)
    for row in rows:
        if form == Form.json:
            typer.echo(
                json.dumps({name: row[name] for name in row if name not in ("raw", "decoding")}, ensure_ascii=True)
            )
        else:
            show_document(console, source_text(row) if row["text"] is not None else "", row)


@app.command()
def restore(folder: Folder, to: Annotated[Path, typer.Option("--to", help="A new folder.")]) -> None:
    """Rebuild the sources of a run, byte for byte."""
    from pipeline.running.publish import resolve_run
    from pipeline.running.restore import restore_run

    os.umask(os.umask(0) | 0o077)
    restored = restore_run(resolve_run(folder), to)
    typer.echo(f"{restored.records} records restored; {restored.missing} rejects hold no text or bytes to restore")


@app.command()
def verify(folder: Folder) -> None:
    """Check a run: hashes of its files, counts, and every row restored to the bytes that were read."""
    from pipeline.running.publish import resolve_run
    from pipeline.running.verify import verify_run

    verified = verify_run(resolve_run(folder))
    for problem in verified.problems[:100]:
        typer.echo(problem)
    if verified.problems:
        raise LimitError(
            f"{folder}: {len(verified.problems)} problems; the output is not what was written, run again with --force"
        )
    typer.echo(f"verified: {verified.rows} rows, {verified.restored} of them restored to the bytes that were read")
    if verified.redacted:
        typer.echo(f"{verified.redacted} rows were redacted: their source text is gone and cannot be checked")


@app.command()
def report(folder: Folder) -> None:
    """Write report.html, the dataset card (README.md) and croissant.json into the run's folder."""
    from pipeline.reporting.handover import write_handover

    for path in write_handover(folder):
        typer.echo(path)


@app.command()
def diff(
    first: Annotated[Path, typer.Argument(metavar="DIR1", help="Output folder of a run.")],
    second: Annotated[Path, typer.Argument(metavar="DIR2", help="Output folder of another run over the same input.")],
    threshold: Annotated[
        float, typer.Option(min=0, max=1, help="Exit with 4 when a larger share of the documents differs.")
    ] = 1.0,
    examples: Annotated[int, typer.Option(min=0, help="Findings to show for each rule and run.")] = 3,
    form: Annotated[Form, typer.Option("--format", help="A table for people, or JSON.")] = Form.text,
) -> None:
    """What another recipe or rule set changes, by rule and language."""
    import json

    from rich.console import Console

    from pipeline.reporting.diff import diff_runs, show_diff

    found = diff_runs(first, second, examples)
    if form == Form.json:
        typer.echo(json.dumps(found.as_dict(), ensure_ascii=False))
    else:
        show_diff(Console(highlight=False, markup=False, emoji=False), found)
    if found.share > threshold:
        raise LimitError(f"{found.share:.2%} of the documents differ, more than the threshold of {threshold:.2%}")


class Export(StrEnum):
    """Forms of an export."""

    jsonl = "jsonl"
    csv = "csv"
    txt = "txt"


@app.command()
def export(
    folder: Folder,
    form: Annotated[Export, typer.Option("--format", help="JSON lines, CSV that runs no formula, or texts alone.")],
    to: Annotated[Path | None, typer.Option("--to", help="A file; without it, stdout.")] = None,
    language: Annotated[list[str] | None, typer.Option(help="Only this language; may be repeated.")] = None,
    since: Annotated[str, typer.Option(help="Only documents of this date or later: 2020, 2020-02, 2020-02-11.")] = "",
    until: Annotated[str, typer.Option(help="Only documents of this date or earlier.")] = "",
    flag: Annotated[list[str] | None, typer.Option(help="Only documents with this flag; may be repeated.")] = None,
    without_flag: Annotated[list[str] | None, typer.Option(help="No document with this flag; may be repeated.")] = None,
    cut_fragments: Annotated[bool, typer.Option("--cut-fragments", help="Cut flagged fragments out of texts.")] = False,
    fragments: Annotated[bool, typer.Option("--fragments", help="Fragments as documents of their own.")] = False,
    edits: Annotated[bool, typer.Option("--edits", help="Findings with what stands around them.")] = False,
    rule: Annotated[str, typer.Option(help="With --edits: a rule id, or a prefix of whole segments.")] = "",
    sample: Annotated[int | None, typer.Option(min=1, help="With --edits: so many, always the same ones.")] = None,
) -> None:
    """Documents, fragments or edits for tools that read no Parquet."""
    from pipeline.reporting.export import Request, Selection, export_run

    selection = Selection(tuple(language or ()), since, until, tuple(flag or ()), tuple(without_flag or ()))
    export_run(folder, form, to, selection, Request(cut_fragments, fragments, edits, rule, sample))


@app.command()
def where(place: Anywhere) -> None:
    """The folder of the published run: resolve it once and read on while new runs are published."""
    from pipeline.reading.remote import is_remote
    from pipeline.running.publish import resolve_run
    from pipeline.running.remote import Store

    typer.echo(Store(place).where() if is_remote(place) else resolve_run(Path(place)).resolve())


@app.command()
def rollback(place: Anywhere) -> None:
    """Publish the run before the published one again."""
    from pipeline.reading.remote import is_remote
    from pipeline.running.local import roll_back
    from pipeline.running.remote import Store

    if is_remote(place):
        with Store(place).marked():
            run = Store(place).roll_back()
    else:
        run = roll_back(Path(place))
    typer.echo(f"{place} shows run {run} again")


@app.command()
def rules(
    language: Annotated[str | None, typer.Option(help="Only the rules that apply to pages in this language.")] = None,
    check: Annotated[Path | None, typer.Option(help="A rule file to judge by its own examples.")] = None,
) -> None:
    """The rules that exist, with the reason and the examples of each; or a verdict on a rule file."""
    from pipeline.reporting.summary import show_coverage, show_kinds, show_rules
    from pipeline.rules import check_rule_file, load_rules

    if check is not None:
        if problems := check_rule_file(check):
            typer.echo("\n".join(map(str, problems)))
            raise UsageError(f"{check}: {len(problems)} problems")
        typer.echo(f"{check}: every example is as it should be")
        return
    known = load_rules()
    show_coverage(known, language) if language else show_kinds(known)
    show_rules(known.for_language(language) if language else known.all())


class Interrupted(BaseException):
    """SIGINT or SIGTERM came."""


def main() -> NoReturn:
    """Run the command line; every error on purpose is one line and its exit status, never a traceback."""
    came = Event()

    def interrupt(number: int, frame: object) -> NoReturn:
        came.set()
        raise Interrupted

    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, interrupt)
    leave_out_pandas()
    try:
        app()
        status = 0
    except (Interrupted, Exception) as error:
        # A library may put an error of its own in the place of what the handler raised: DuckDB does inside a query.
        status = _end(Interrupted() if came.is_set() else error)
    sys.exit(status)


def _end(error: BaseException) -> int:
    """Say what ended the work: its exit status."""
    match error:
        case PipelineError():
            return _tell(str(error), LIMIT if isinstance(error, LimitError) else USAGE)
        case Interrupted():
            return _tell("interrupted; what is finished is kept, and the next run goes on from it", INTERRUPTED)
        case BrokenPipeError():
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            return 0
        case OSError():
            return _tell(f"{error.filename or 'the system'}: {error.strerror or type(error).__name__}", USAGE)
        case _:
            return _tell(f"unexpected, please report it: {told_unexpected(error)}", UNEXPECTED)


def _tell(message: str, status: int) -> int:
    typer.echo(f"error: {message}", err=True)
    return status
