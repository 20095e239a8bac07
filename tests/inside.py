"""What stays beside a hotline of the tests: a Python inside its Django, a way to its database.

Each start of a Python, each new connection costs as much as a hundred lines or questions, and many
are repeated until they come true.
"""

import json
import select
import subprocess
import sys
import threading
from pathlib import Path
from typing import Any

import psycopg

ROOT = Path(__file__).resolve().parent.parent
_LONGEST_SECONDS = 120
_PROGRAM = """
import contextlib, io, json, os, sys, traceback
answers = os.fdopen(os.dup(1), "w")
os.dup2(2, 1)
from langnghe.ops.run import set_up_django
set_up_django()
from django.db import connections
from django.utils import translation
for line in sys.stdin:
    said, failed = io.StringIO(), ""
    with contextlib.redirect_stdout(said):
        try:
            exec(json.loads(line), {"__name__": "__main__"})
        except SystemExit as end:
            failed = f"it ended with {end.code}" if end.code else ""
        except BaseException:
            failed = traceback.format_exc()
        finally:
            connections.close_all()
            translation.deactivate()
    print(json.dumps([said.getvalue(), failed]), file=answers, flush=True)
"""


class Failed(AssertionError):
    """What was run did not come to its end; says why."""


class Inside:
    """The Python beside one hotline; it is started when first needed, and again when it is gone."""

    def __init__(self) -> None:
        self._python: subprocess.Popen[str] | None = None
        self._environment: dict[str, str] = {}
        self._one_at_a_time = threading.Lock()

    def run(self, code: str, environment: dict[str, str]) -> str:
        """Run a few lines in a namespace of their own; return what they printed. Raises Failed."""
        with self._one_at_a_time:
            python = self._ready(environment)
            assert python.stdin is not None
            assert python.stdout is not None
            try:
                python.stdin.write(json.dumps(code) + "\n")
                python.stdin.flush()
                heard, _, _ = select.select([python.stdout], [], [], _LONGEST_SECONDS)
                answer = python.stdout.readline() if heard else ""
            except BrokenPipeError:
                answer = ""
            if not answer:
                self._end()
                raise Failed("it was gone, or took too long")
        printed, failure = json.loads(answer)
        if failure:
            raise Failed(f"{failure}\n{printed}")
        return str(printed)

    def _ready(self, environment: dict[str, str]) -> "subprocess.Popen[str]":
        python = self._python
        if python is None or python.poll() is not None or environment != self._environment:
            self._end()
            self._environment = dict(environment)
            python = self._python = subprocess.Popen(
                [sys.executable, "-c", _PROGRAM],
                cwd=ROOT,
                env=self._environment,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                text=True,
            )
        return python

    def end(self) -> None:
        """End it; what is run next starts another one."""
        with self._one_at_a_time:
            self._end()

    def _end(self) -> None:
        if self._python is not None:
            self._python.kill()
            self._python.communicate()
            self._python = None


class Questions:
    """The connection over which the tests ask a database; another one once it is broken."""

    def __init__(self) -> None:
        self._connection: psycopg.Connection[tuple[Any, ...]] | None = None

    def ask(self, conninfo: str, sql: str) -> list[tuple[Any, ...]]:
        """Return the rows. Raises psycopg.Error."""
        if self._connection is not None:
            try:
                return self._connection.execute(sql.encode()).fetchall()
            except (psycopg.OperationalError, psycopg.InterfaceError):
                self.end()
        self._connection = psycopg.connect(
            conninfo, connect_timeout=3, autocommit=True, prepare_threshold=None
        )
        return self._connection.execute(sql.encode()).fetchall()

    def end(self) -> None:
        """Close it; the next question opens another one."""
        if self._connection is not None:
            self._connection.close()
            self._connection = None
