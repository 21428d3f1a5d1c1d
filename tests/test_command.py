"""The shell script that is the one command: what it says where something is missing."""

import os
import shutil
import subprocess
from pathlib import Path

import pytest

SCRIPT = Path(__file__).parent.parent / "wayhome"
NEEDED = ("sh", "dirname", "cat", "rm", "mv")  # what any machine has
OLD_PYTHON = """#!/bin/sh
case "$2" in
*ensurepip*) exit 0 ;;
*version_info*) exit 1 ;;
*) echo 3.9.2 ;;
esac
"""


@pytest.fixture
def machine(tmp_path):
    """Give a machine with nothing on it but what a test puts there."""
    tools = tmp_path / "bin"
    tools.mkdir()
    for name in NEEDED:
        (tools / name).symlink_to(shutil.which(name))
    shutil.copy(SCRIPT, tmp_path)

    class Machine:
        def put(self, name, text):
            (tools / name).write_text(text)
            (tools / name).chmod(0o755)

        def run(self, *arguments):
            return subprocess.run(
                [tmp_path / "wayhome", *arguments],
                env={"PATH": str(tools)},
                capture_output=True,
                text=True,
                check=False,
            )

    return Machine()


def test_an_ordinary_user_without_python_is_told_what_to_install(machine):
    machine.put("id", "#!/bin/sh\necho 1000\n")
    told = machine.run()

    assert told.returncode == 1
    assert told.stderr == (
        "Wayhome needs Python 3.11 or newer, with venv. "
        "On Debian or Ubuntu: sudo apt-get install python3 python3-venv\n"
    )


def test_root_without_python_gets_it_from_the_distribution(machine, tmp_path):
    machine.put("id", "#!/bin/sh\necho 0\n")
    machine.put("apt-get", f'#!/bin/sh\necho "$@" >> {tmp_path}/asked\n')
    machine.run()

    assert (tmp_path / "asked").read_text().splitlines() == ["update -qq", "install -y -qq python3 python3-venv"]


def test_an_old_python_is_told_by_its_version(machine):
    machine.put("python3", OLD_PYTHON)
    told = machine.run("--help")

    assert told.returncode == 1
    assert told.stderr == "Wayhome needs Python 3.11 or newer; python3 here is 3.9.2.\n"


def test_an_old_uv_is_not_used(machine):
    machine.put("uv", "#!/bin/sh\necho uv 0.7.22\n")
    machine.put("python3", OLD_PYTHON)

    assert "Wayhome needs Python 3.11" in machine.run().stderr


@pytest.mark.parametrize(
    ("command", "home"), [("start", ".wayhome"), ("demo", ".wayhome-demo"), ("tips", ".wayhome"), ("", ".wayhome")]
)
def test_the_data_lies_beside_the_command_wherever_it_is_called_from(machine, tmp_path, command, home):
    machine.put("uv", '#!/bin/sh\n[ "$1" != --version ] || echo uv 0.13.9\n')
    python = tmp_path / ".venv/bin/python"
    python.parent.mkdir(parents=True)
    python.write_text('#!/bin/sh\necho "$WAYHOME_HOME" "$@"\n')
    python.chmod(0o755)

    arguments = [command] if command else []
    assert machine.run(*arguments).stdout.split() == [str(tmp_path / home), "-m", "wayhome", *arguments]


def test_the_command_can_be_run():
    assert os.access(SCRIPT, os.X_OK)
