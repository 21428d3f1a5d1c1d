"""What is installed is pinned, and comes from public registries alone."""

import json
import re
import subprocess
from pathlib import Path
from urllib.parse import urlsplit

import pytest

ROOT = Path(__file__).parent.parent
PUBLIC = {"pypi.org", "files.pythonhosted.org"}
NPM_LOCKS = ["frontend/package-lock.json", "tests/browser/package-lock.json"]


@pytest.mark.parametrize("name", ["uv.lock", *NPM_LOCKS])
def test_a_lock_file_names_public_registries_only(name):
    hosts = {urlsplit(url).hostname for url in re.findall(r'https?://[^"\s]+', (ROOT / name).read_text())}

    assert hosts <= PUBLIC


@pytest.mark.parametrize("name", NPM_LOCKS)
def test_an_npm_package_is_pinned_by_its_hash_and_not_by_its_address(name):
    packages = json.loads((ROOT / name).read_text())["packages"]
    fetched = {place: package for place, package in packages.items() if place}

    assert fetched
    assert all(package["integrity"].startswith("sha512-") for package in fetched.values())
    assert not [place for place, package in fetched.items() if "resolved" in package]


@pytest.mark.parametrize("name", NPM_LOCKS)
def test_an_npm_package_is_asked_for_in_one_exact_version(name):
    asked = json.loads((ROOT / name).with_name("package.json").read_text())
    versions = asked.get("dependencies", {}) | asked.get("devDependencies", {})

    assert versions
    assert all(re.fullmatch(r"\d+\.\d+\.\d+", version) for version in versions.values())


def test_uv_finds_its_lock_file_up_to_date(uv):
    done = subprocess.run(
        [uv, "lock", "--check", "--offline", "--no-config", "--default-index", "https://pypi.org/simple"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )

    assert done.returncode == 0, done.stderr
