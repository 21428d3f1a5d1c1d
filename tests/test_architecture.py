"""
The house rules that import-linter cannot see.

A foreign key written as a string, and an import in a room's __init__.py, are both invisible to the
import graph; each has its test here.
"""

import ast
import subprocess
import sys
import tomllib
from pathlib import Path

from django.apps import apps

HOUSE = Path(__file__).parent.parent
ROOMS = HOUSE / "src/wayhome"
ALONE = {"door.py", "journal.py", "seal.py"}  # parts that only accounts has


def test_a_foreign_key_points_only_to_an_earlier_room():
    floors = _floors()
    backward = [
        f"{model._meta.label}.{field.name} points to {field.related_model._meta.label}"
        for model in apps.get_models()
        if model._meta.app_label in floors
        for field in model._meta.get_fields()
        if field.is_relation and field.concrete
        if (there := field.related_model._meta.app_label) != model._meta.app_label
        if floors.get(there, 0) >= floors[model._meta.app_label]
    ]

    assert not backward


def test_the_engines_run_where_django_is_not_installed():
    engines = sorted(path.parent.name for path in ROOMS.glob("*/engine"))
    program = "import importlib, sys; sys.modules['django'] = None\n" + "\n".join(
        f"importlib.import_module('wayhome.{room}.engine')" for room in engines
    )

    subprocess.run([sys.executable, "-c", program], cwd=HOUSE, check=True)


def test_every_room_that_stands_is_held_to_the_shape():
    rooms = {f"wayhome.{path.parent.name}" for path in ROOMS.glob("*/__init__.py")}

    assert set(_contract("shape")["containers"]) == rooms - {"wayhome.kernel", "wayhome.site"}


def test_a_room_that_stands_has_lost_its_parentheses():
    planned = {room.strip("()") for room in _layers() if room.startswith("(")}

    assert not {room for room in planned if (ROOMS / room).exists()}


def test_door_journal_and_seal_stand_in_accounts_alone():
    elsewhere = [path for part in ALONE for path in ROOMS.glob(f"*/{part}") if path.parent.name != "accounts"]

    assert not elsewhere


def test_an_engine_is_handed_its_clock_and_its_dice():
    """Ruff bans the calls by their full names; this finds `.now()` and `.today()` under any name."""
    found = [
        f"{path.relative_to(HOUSE)}:{node.lineno}"
        for path in [*ROOMS.glob("*/engine/**/*.py"), *ROOMS.glob("kernel/**/*.py")]
        if "tests" not in path.parts
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.Attribute) and node.attr in {"now", "utcnow", "today"}
    ]

    assert not found


def test_a_room_introduces_itself_and_imports_nothing():
    imports = [
        path
        for path in ROOMS.glob("*/__init__.py")
        for tree in [ast.parse(path.read_text())]
        if not ast.get_docstring(tree) or len(tree.body) != 1
    ]

    assert not imports


def _contract(name):
    contracts = tomllib.loads((HOUSE / "pyproject.toml").read_text())["tool"]["importlinter"]["contracts"]
    return next(contract for contract in contracts if contract["id"] == name)


def _layers():
    return [room for layer in _contract("journey")["layers"] for room in layer.split(" | ")]


def _floors():
    """Number the floors from the ground up, as the journey contract lists them."""
    return {
        room.strip("()"): floor
        for floor, layer in enumerate(reversed(_contract("journey")["layers"]), start=1)
        for room in layer.split(" | ")
    }
