"""Starting and stopping as a newcomer does it, with everything that may be in the way."""

import os
import resource
import shutil
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from langnghe.ops import home as homes
from langnghe.ops.home import CannotStart
from langnghe.ops.postgres import NotStarted, Postgres
from tests.hotline import ROOT, Hotline, free_port, until

pytestmark = [pytest.mark.faults, pytest.mark.xdist_group("run")]
AS_ROOT = os.geteuid() == 0


@pytest.fixture(scope="module")
def hotline(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Hotline]:
    running = Hotline(tmp_path_factory.mktemp("run"))
    running.start(from_nothing=True)
    yield running
    running.stop()


def refused(home: Path, *command: str, **environment: str) -> str:
    """Run a command that cannot go on; return its one sentence."""
    kept = {k: v for k, v in os.environ.items() if not k.startswith(("LANGNGHE_", "DATABASE_"))}
    given = {
        "LANGNGHE_HOME": str(home), "LANGNGHE_DEMO": "0",
        "LANGNGHE_HTTP_PORT": str(free_port()), "LANGNGHE_SMTP_PORT": str(free_port()),
    }  # fmt: skip
    done = subprocess.run(
        [sys.executable, "-m", "langnghe.ops", *(command or ("run",))],
        cwd=ROOT,
        env={**kept, **given, **environment},
        capture_output=True,
        text=True,
        check=False,
        timeout=90,
    )
    assert done.returncode == 1, done.stdout + done.stderr
    assert "Traceback" not in done.stderr
    *_before, sentence = done.stderr.strip().splitlines()
    assert sentence.startswith("langnghe: "), done.stderr
    return done.stderr.strip()


@pytest.mark.parametrize("name", ["LANGNGHE_HTTP_PORT", "LANGNGHE_SMTP_PORT"])
def test_a_port_that_is_taken_is_named_with_what_to_do(tmp_path: Path, name: str) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        said = refused(tmp_path, **{name: str(port)})
    assert str(port) in said
    assert name in said


@pytest.mark.parametrize("command", ["web", "mail"])
def test_a_process_alone_names_a_port_that_is_taken_by_another_hotline(
    tmp_path: Path, command: str
) -> None:
    with socket.socket() as taken:
        taken.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        name = {"web": "LANGNGHE_HTTP_PORT", "mail": "LANGNGHE_SMTP_PORT"}[command]
        said = refused(tmp_path, command, **{name: str(taken.getsockname()[1])})
    assert f"choose another port with {name}" in said


def test_a_key_that_a_power_cut_left_empty_is_made_anew(tmp_path: Path) -> None:
    (tmp_path / "secret_key").touch()
    refused(tmp_path, "deadlines", "--kind", "x", "--form", "x", "--received", "x")
    assert (tmp_path / "secret_key").read_text()


@pytest.mark.parametrize(
    ("environment", "words"),
    [
        ({"LANGNGHE_HTTP_PORT": "many"}, "LANGNGHE_HTTP_PORT must be a whole number"),
        ({"LANGNGHE_HTTP_PORT": "99999"}, "between 1 and 65535"),
        ({"LANGNGHE_HTTP_HOST": "no such host"}, "cannot be opened"),
        ({"LANGNGHE_DEMO": "perhaps"}, "LANGNGHE_DEMO must be 1 or 0"),
        ({"LANGNGHE_PROFILE": "/nowhere"}, "LANGNGHE_PROFILE"),
        ({"LANGNGHE_SECRET_KEY_FILE": "/nowhere"}, "LANGNGHE_SECRET_KEY_FILE"),
        ({"LANGNGHE_LOG_LEVEL": "loud"}, "LANGNGHE_LOG_LEVEL"),
        ({"LANGNGHE_SMTP_PROTOCOL": "pigeon"}, "LANGNGHE_SMTP_PROTOCOL"),
        ({"LANGNGHE_RELAY_TLS": "maybe"}, "LANGNGHE_RELAY_TLS"),
        ({"LANGNGHE_SMTP_LIMIT_MIB": "-5"}, "LANGNGHE_SMTP_LIMIT_MIB must be 1 or more"),
        ({"LANGNGHE_MAIL_ADDRESS": "hotline"}, "LANGNGHE_MAIL_ADDRESS must be such as"),
        ({"LANGNGHE_BASE_URL": "city.example"}, "LANGNGHE_BASE_URL must be such as"),
        ({"LANGNGHE_HTTP_PORT": "2499", "LANGNGHE_SMTP_PORT": "2499"}, "cannot share port 2499"),
        ({"DATABASE_URL": "postgresql://"}, "the database does not answer"),
        ({"DATABASE_URL": "no database"}, "DATABASE_URL"),
        ({"DATABASE_URL": "host=127.0.0.1 port=1 dbname=x"}, "the database does not answer"),
    ],
    ids=lambda value: (
        " ".join(f"{k}={v}" for k, v in value.items()) if isinstance(value, dict) else ""
    ),
)
def test_settings_that_make_no_sense_are_named(
    tmp_path: Path, environment: dict[str, str], words: str
) -> None:
    assert words in refused(tmp_path, **environment)


@pytest.mark.parametrize("home", ["/proc/langnghe", "/dev/null/langnghe"])
def test_a_folder_that_cannot_be_made_is_named(home: str) -> None:
    said = refused(Path(home))
    assert home in said
    assert "LANGNGHE_HOME" in said


def test_a_full_disk_is_said_before_anything_is_begun(tmp_path: Path) -> None:
    """The free space is asked for at the edge; the least is set beyond what any disk has."""
    code = (
        "from langnghe.ops import home, cli\n"
        "home.LEAST_FREE_BYTES = 2**60\n"
        "import sys; sys.argv = ['langnghe', 'run']\n"
        "cli.main()\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=False,
        env={**os.environ, "LANGNGHE_HOME": str(tmp_path), "DATABASE_URL": ""},
    )  # fmt: skip
    assert done.returncode == 1
    assert "Free some space" in done.stderr
    assert not (tmp_path / "postgres").exists()


def test_a_disk_that_fills_while_the_database_is_made_leaves_no_half(tmp_path: Path) -> None:
    tmp_path.chmod(0o755)
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, before[1]))
    try:
        with pytest.raises(NotStarted, match="could not be made"):
            Postgres(tmp_path / "home").start()
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
    assert not list((tmp_path / "home" / "postgres").glob("data*"))


def test_the_screens_must_be_built(tmp_path: Path) -> None:
    with pytest.raises(CannotStart, match="make setup"):
        homes.check_screens(tmp_path)


@pytest.fixture
def cluster(tmp_path: Path) -> Iterator[Postgres]:
    for folder in (tmp_path, *tmp_path.parents):
        if folder.stat().st_uid == os.getuid() and "pytest" in str(folder):
            folder.chmod(0o755)
    made = Postgres(tmp_path / "home", {"fsync": "off", "shared_buffers": "'16MB'"})
    yield made
    made.stop("immediate")


def test_an_initdb_that_was_killed_is_done_again(cluster: Postgres) -> None:
    half = cluster.folder / "data.coming"
    half.mkdir(parents=True)
    (half / "PG_VERSION").write_text("17\n")
    cluster.data.mkdir()
    cluster.start()
    assert cluster.is_up()
    assert not half.exists()
    cluster.create_database()
    cluster.create_database()


def test_files_that_are_no_database_are_not_touched(cluster: Postgres) -> None:
    cluster.data.mkdir(parents=True)
    kept = cluster.data / "base"
    kept.write_text("someone's")
    with pytest.raises(NotStarted, match="holds files but no database"):
        cluster.start()
    assert kept.read_text() == "someone's"


def test_data_of_another_version_is_named_with_both_versions(cluster: Postgres) -> None:
    cluster.data.mkdir(parents=True)
    (cluster.data / "PG_VERSION").write_text("12\n")
    with pytest.raises(NotStarted, match="was made by PostgreSQL 12"):
        cluster.start()


def test_a_second_start_on_the_same_home_is_refused(hotline: Hotline) -> None:
    assert "already runs" in refused(hotline.home)
    assert hotline.is_ready()


def test_without_the_demonstration_there_is_nobody_and_nothing(hotline: Hotline) -> None:
    assert hotline.count("access_officer") == 0
    assert hotline.count("register_submission") == 0
    assert hotline.count("register_topic") > 20


def test_an_upgrade_is_prepared_twice_without_harm(hotline: Hotline) -> None:
    before = hotline.count("register_topic"), hotline.count("reply_replytemplate")
    hotline.run("prepare")
    assert (hotline.count("register_topic"), hotline.count("reply_replytemplate")) == before


def processes_of(home: Path) -> set[int]:
    """Return every process of a home: our own by their surroundings, the server by its folder."""
    found = set()
    for entry in Path("/proc").iterdir():
        if not entry.name.isdigit():
            continue
        try:
            state = (entry / "stat").read_text().rsplit(")", 1)[1].split()[0]
            words = (entry / "cmdline").read_bytes() + (entry / "environ").read_bytes()
        except OSError:
            continue
        if str(home).encode() in words and state != "Z":
            found.add(int(entry.name))
    return found


def test_a_supervisor_that_is_killed_leaves_nothing_running(hotline: Hotline) -> None:
    hotline.inside.end()  # the tests' own Python of this home
    assert len(processes_of(hotline.home)) >= 6
    assert hotline.process is not None
    hotline.process.kill()
    hotline.process.wait()
    until(lambda: not processes_of(hotline.home), "everything ends with its supervisor")
    hotline.start()


def parent_of(pid: int) -> int:
    """Return a process's parent."""
    return int(Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[1])


def test_a_web_process_that_is_killed_leaves_no_worker_answering_pages(hotline: Hotline) -> None:
    assert hotline.process is not None
    before = set(hotline.children("web"))
    first = {each for each in before if parent_of(each) == hotline.process.pid}
    assert before > first, "pages are answered by workers"
    os.kill(first.pop(), signal.SIGKILL)
    until(lambda: not before & processes_of(hotline.home), "its workers end with it")
    until(hotline.is_ready, "another one answers")


def test_a_child_whose_parent_is_gone_before_it_asks_ends_at_once() -> None:
    code = (
        "import os, time\n"
        "from langnghe.children import ending_with\n"
        "ending_with(parent=os.getpid())()\n"  # its parent is another one by now
        "time.sleep(60)\n"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, check=False, timeout=50)
    assert done.returncode == -signal.SIGTERM


def test_a_worker_told_to_end_after_its_database_went_away_ends(hotline: Hotline) -> None:
    """The database is stopped so that it cannot even refuse; the supervisor may not help."""
    assert hotline.process is not None
    (worker,) = hotline.children("work")
    server = int((hotline.home / "postgres" / "data" / "postmaster.pid").read_text().split()[0])
    children = Path(f"/proc/{server}/task/{server}/children").read_text()
    frozen = [server, *map(int, children.split())]
    hotline.process.send_signal(signal.SIGSTOP)
    for each in frozen:
        with suppress(ProcessLookupError):
            os.kill(each, signal.SIGSTOP)
    try:
        os.kill(worker, signal.SIGTERM)
        until(lambda: worker not in processes_of(hotline.home), "the worker ends")
    finally:
        for each in (*frozen, hotline.process.pid):
            with suppress(ProcessLookupError):  # what had just ended when it was to be frozen
                os.kill(each, signal.SIGCONT)
    until(hotline.is_ready, "all goes on")


def test_ctrl_c_stops_everything_in_order(hotline: Hotline) -> None:
    hotline.stop()
    assert processes_of(hotline.home) == set()
    said = hotline.log.read_text()
    assert "stopped; everything is kept in" in said
    assert "Traceback" not in said[said.rindex("stopping") :]
    assert not (hotline.home / "postgres" / "data" / "postmaster.pid").exists()
    hotline.start()


def test_ctrl_c_while_it_starts_stops_as_well(tmp_path: Path) -> None:
    line = Hotline(tmp_path)
    with line.log.open("wb") as log:
        process = subprocess.Popen(
            [sys.executable, "-m", "langnghe.ops", "run"], cwd=ROOT, env=line.environment,
            stdout=log, stderr=log,
        )  # fmt: skip
    until((line.home / "postgres" / "data" / "postmaster.pid").exists, "it starts")
    process.send_signal(signal.SIGINT)
    assert process.wait(60) != 0
    assert "Traceback" not in line.log.read_text()
    until(lambda: not processes_of(tmp_path), "nothing is left")


TOOLS = ("sh", "dirname", "cat", "sha256sum", "cut", "printf", "id", "find", "sort", "xargs")


@pytest.mark.parametrize(
    ("present", "missing"), [((), "Python 3.11"), (("python3",), "Node 20 is missing")]
)
def test_setup_names_what_the_machine_lacks(
    tmp_path: Path, present: tuple[str, ...], missing: str
) -> None:
    for name in TOOLS:
        if found := shutil.which(name):
            (tmp_path / name).symlink_to(found)
    for name in present:
        (tmp_path / name).symlink_to(sys.executable)
    done = subprocess.run(
        [str(ROOT / "scripts" / "setup")], env={"PATH": str(tmp_path)}, capture_output=True,
        text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 1
    assert missing in done.stderr
    assert "apt install" in done.stderr


def test_who_is_not_root_gets_the_same_sentences(tmp_path: Path) -> None:
    """As root the check is made by another user; else it is ours already."""
    closed = tmp_path / "closed"
    closed.mkdir(mode=0o755 if AS_ROOT else 0o555)
    code = (
        "import os, sys, pathlib\n"
        "from langnghe.ops import home\n"
        f"{'os.setuid(65534)' if AS_ROOT else ''}\n"
        "try:\n"
        f"    home.check_folder(pathlib.Path({str(closed)!r}))\n"
        "except home.CannotStart as failure:\n"
        "    print(failure)\n"
    )
    for folder in (tmp_path, *tmp_path.parents):
        if folder.stat().st_uid == os.getuid() and "pytest" in str(folder):
            folder.chmod(0o755)
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert "cannot be written" in done.stdout
    assert "LANGNGHE_HOME" in done.stdout


def test_a_port_below_1024_is_roots() -> None:
    code = (
        "import os\nfrom langnghe.ops import home\n"
        f"{'os.setuid(65534)' if AS_ROOT else ''}\n"
        "try:\n    home.check_port('127.0.0.1', 25, 'LANGNGHE_SMTP_PORT')\n"
        "except home.CannotStart as failure:\n    print(failure)\n"
        "else:\n    print('LANGNGHE_SMTP_PORT')\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert "LANGNGHE_SMTP_PORT" in done.stdout
