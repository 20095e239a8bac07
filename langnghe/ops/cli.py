"""The command `langnghe`. Each command is a few lines over the module that does the work."""

import contextlib
import errno
import sys
from pathlib import Path
from typing import Annotated

import typer

from langnghe.ops.home import CannotStart
from langnghe.ops.output import say_no_more
from langnghe.ops.postgres import NotStarted

app = typer.Typer(
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    help="Lắng Nghe: a hotline that hears a city by telephone and e-mail, day and night.",
)
officer_app = typer.Typer(no_args_is_help=True, help="Officers who sign in.")
demo_app = typer.Typer(no_args_is_help=True, help="Made-up calls and mails to try things with.")
phone_app = typer.Typer(help="File calls of the exchange, write its configuration.")
import_app = typer.Typer(no_args_is_help=True, help="Bring in old mail and old log books.")
app.add_typer(officer_app, name="officer")
app.add_typer(demo_app, name="demo")
app.add_typer(import_app, name="import")
app.add_typer(phone_app, name="phone")


def main() -> None:
    """Run the command line; expected troubles become one sentence and code 1."""
    from django.core.exceptions import ImproperlyConfigured
    from django.db import OperationalError

    try:
        _run_app()
    except (CannotStart, NotStarted, ImproperlyConfigured) as failure:
        _refuse(str(failure))
    except KeyboardInterrupt:
        raise SystemExit(130) from None
    except OperationalError as failure:
        _refuse(
            f"the database does not answer ({' '.join(str(failure).split())}). "
            "Start the hotline with `langnghe run`, or check DATABASE_URL."
        )
    except OSError as failure:
        _end_at(failure)


def _end_at(failure: OSError) -> None:
    """End with a sentence where the disk is full, without one where nobody reads any longer."""
    if failure.errno not in {errno.ENOSPC, errno.EDQUOT, errno.EPIPE}:
        raise failure
    with contextlib.suppress(OSError, AttributeError):  # what was left to say goes nowhere
        say_no_more()
    if failure.errno != errno.EPIPE:
        _refuse(f"there is no room on the disk ({failure}): free some, then do it again.")
    raise SystemExit(1)


def _run_app() -> None:
    """Run a command, and say all it has to say while a full disk can still be told of."""
    try:
        app()
    finally:
        if sys.stdout is not None:
            sys.stdout.flush()


def _refuse(sentence: str) -> None:
    print(f"langnghe: {sentence}", file=sys.stderr)
    raise SystemExit(1)


def _django() -> None:
    from langnghe.ops.run import set_up_django

    set_up_django()


@app.command()
def run(
    phone: Annotated[
        bool | None,
        typer.Option(help="Start a telephone exchange, too; or file no calls at all."),
    ] = None,
) -> None:
    """Start everything on this machine: database, pages, jobs, mail, calls of an exchange."""
    from langnghe.ops.run import run as run_all

    run_all(phone=phone is not False, exchange=phone is True)


@app.command()
def prepare() -> None:
    """Bring the tables up to date and load the profile (after each upgrade)."""
    from langnghe.ops.run import prepare as prepare_all

    prepare_all(print)


@app.command()
def web(
    host: Annotated[str, typer.Option(help="Address to listen on; else LANGNGHE_HTTP_HOST.")] = "",
    port: Annotated[
        int, typer.Option(help="Port to listen on; else LANGNGHE_HTTP_PORT.", show_default=False)
    ] = 0,
    workers: Annotated[int, typer.Option(help="Processes that answer pages.")] = 1,
) -> None:
    """Serve the pages."""
    from langnghe import settings
    from langnghe.ops.processes import serve_web

    serve_web(host or settings.HTTP_HOST, port or settings.HTTP_PORT, workers)


@app.command()
def work(
    jobs: Annotated[int, typer.Option(help="Jobs done at the same time.")] = 4,
) -> None:
    """Do the jobs: read what arrived, send answers, balance the books."""
    _django()
    from langnghe.ops.processes import work as do_work

    do_work(jobs)


@app.command()
def mail() -> None:
    """Receive mail by SMTP, and fetch it from a mailbox if one is set."""
    _django()
    from langnghe.ops.mailroom import serve_mail

    serve_mail()


@app.command()
def exchange() -> None:
    """Be the telephone exchange of this machine (`scripts/exchange` installs it)."""
    _django()
    from langnghe.ops.exchange import become_exchange

    become_exchange()


@phone_app.command("config")
def phone_config(
    output: Annotated[Path | None, typer.Option(help="A folder, for an exchange elsewhere.")] = (
        None
    ),
    apply: Annotated[bool, typer.Option(help="Give it to the running exchange; calls go on.")] = (
        False
    ),
    freepbx: Annotated[bool, typer.Option(help="Only what goes beside FreePBX's own.")] = False,
) -> None:
    """Write the exchange's configuration from the settings, trunks, telephones."""
    _django()
    from langnghe.ops.exchange import show_configuration

    print(show_configuration(output, apply=apply, freepbx=freepbx))


@phone_app.command("bans")
def phone_bans() -> None:
    """List the addresses that the exchange takes nothing from: they guessed names or passwords."""
    _django()
    from langnghe.ops.guard import told_bans

    print(told_bans())


@phone_app.command("unban")
def phone_unban(address: str) -> None:
    """Let the exchange take calls and telephones of an address again."""
    _django()
    from langnghe.ops.guard import unban

    print(unban(address))


@phone_app.callback(invoke_without_command=True)
def phone(context: typer.Context) -> None:
    """File finished calls from the exchange's spool folder, and watch the exchange."""
    if context.invoked_subcommand is not None:
        return
    _django()
    from langnghe.ops.phoneroom import serve_phone

    serve_phone()


@officer_app.command("add")
def add_officer(
    username: str,
    name: Annotated[str, typer.Option(help="Full name.")],
    role: Annotated[list[str], typer.Option(help="duty_officer, shift_leader, ...")],
    agency: Annotated[str, typer.Option(help="Code of the agency, for its clerks.")] = "",
) -> None:
    """Add an officer, or change name, roles and password of one; asks for the password."""
    _django()
    from langnghe.ops.officers import add

    def asked() -> str:
        return str(typer.prompt("Password", hide_input=True, confirmation_prompt=True))

    add(username, full_name=name, roles=role, agency_code=agency, ask_password=asked)


@officer_app.command("close")
def close_officer(username: str) -> None:
    """Close an officer's account; `officer add` opens it again with a new password."""
    _django()
    from langnghe.ops.officers import close

    close(username)


@demo_app.command("call")
def demo_call(
    kind: Annotated[
        str, typer.Argument(help="answered, missed, abandoned, voice_message or cut")
    ] = "answered",
    number: Annotated[str, typer.Option(help="The caller's number.")] = "0900000123",
) -> None:
    """Drop a recorded call into the spool, as an exchange would."""
    from langnghe.ops.tryout import drop_call

    drop_call(kind, number)


@demo_app.command("mail")
def demo_mail(
    sender: Annotated[str, typer.Option(help="From whom.")] = "nguyen.van.mau@example.com",
) -> None:
    """Send a made-up citizen's mail to the hotline, by SMTP."""
    from langnghe.ops.tryout import send_mail

    send_mail(sender)


@import_app.command("mail")
def import_mail(path: Path) -> None:
    """File old mail: an .eml file, an .mbox file, or a maildir. Importing twice adds nothing."""
    _django()
    from langnghe.ops.import_mail import import_mail as bring_in

    bring_in(path)


@import_app.command("logbook")
def import_logbook(
    path: Path,
    mapping: Annotated[
        Path | None, typer.Option(help="JSON: column of the file for each field.")
    ] = None,
    dry_run: Annotated[bool, typer.Option(help="Show what would be imported, write nothing.")] = (
        False
    ),
    yes: Annotated[bool, typer.Option(help="Take the guessed mapping without asking.")] = False,
    report: Annotated[Path | None, typer.Option(help="Where rows that did not fit are told.")] = (
        None
    ),
) -> None:
    """Bring in an old log book (.xlsx or .csv). Importing twice adds nothing."""
    _django()
    from langnghe.ops.logbook.bring_in import Choices
    from langnghe.ops.logbook.bring_in import import_logbook as bring_in

    bring_in(path, Choices(mapping=mapping, dry_run=dry_run, yes=yes, report=report))


@app.command()
def export(
    what: Annotated[str, typer.Argument(help="contacts, submissions, cases or timeline")],
    form: Annotated[str, typer.Option("--format", help="jsonl, csv or xlsx")] = "jsonl",
    output: Annotated[Path | None, typer.Option("--output", "-o", help="File; else screen.")] = (
        None
    ),
) -> None:
    """Take everything out, while the hotline runs."""
    _django()
    from langnghe.ops.export import export as take_out

    take_out(what, form, output)


@app.command()
def reconcile(
    day: Annotated[
        str, typer.Option(help="A day of the city as 2026-11-24; else today and yesterday.")
    ] = "",
    repair: Annotated[bool, typer.Option(help="Repair what can be repaired.")] = True,
) -> None:
    """Compare what the channels delivered with the register; name and repair differences."""
    _django()
    from langnghe.ops.balancing import balance

    raise SystemExit(balance(day, repair=repair))


@app.command()
def triage(
    file: Annotated[
        Path, typer.Argument(help="Submissions, a JSON object a line; - reads the input.")
    ],
    score: Annotated[bool, typer.Option(help="Compare with the labels of the lines.")] = False,
    present: Annotated[
        bool, typer.Option(help="Use what officers taught, and compare with the register.")
    ] = False,
) -> None:
    """Suggest for submissions of a file, in order of arrival; print a JSON object a line.

    A line that cannot be read becomes an object with `error`, and code 1 at the end.
    """
    from langnghe.ops.triage import STDIN, suggest_for_file

    if file != STDIN and (file.is_dir() or not file.exists()):
        _refuse(f"there is no file {file}")
    if present:
        _django()
    if suggest_for_file(file, is_scored=score, with_register=present):
        raise SystemExit(1)


@app.command()
def deadlines(
    kind: Annotated[str, typer.Option(help="phan_anh, khieu_nai, to_cao, ...")],
    form: Annotated[str, typer.Option(help="dien_thoai, email, don_buu_chinh, ...")],
    received: Annotated[str, typer.Option(help="When it came: 2026-09-14T06:12.")],
    accepted: Annotated[str, typer.Option(help="When it was accepted.")] = "",
    transferred: Annotated[str, typer.Option(help="When it was transferred.")] = "",
    urgency: Annotated[str, typer.Option(help="K1, K2 or K3; K1+second, K1+extended.")] = "K1",
) -> None:
    """Print the obligations that would run for a submission, a JSON object a line."""
    from langnghe import settings
    from langnghe.ops import deadlines as asked
    from langnghe.workdays.obligations import Start

    moments = {Start.RECEIVED: received, Start.ACCEPTED: accepted, Start.TRANSFERRED: transferred}
    try:
        situation = asked.situation_of(kind, form, urgency, moments)
    except asked.Unreadable as failure:
        _refuse(str(failure))
    found = asked.running(settings.PROFILE, situation)
    asked.print_obligations(found, sys.stdout)
    if not found:
        print("langnghe: no rule of the profile sets a deadline for it.", file=sys.stderr)
