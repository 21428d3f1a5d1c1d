"""The root key is made once, whole, for its owner alone, and never anew beside what an older one sealed."""

import stat
from concurrent.futures import ThreadPoolExecutor

import pytest

from wayhome.kernel.errors import SettingsWrong
from wayhome.site.keys import DATABASE, derived, root_key


@pytest.fixture
def path(tmp_path):
    return tmp_path / "home" / "keys" / "root.key"


def test_a_new_installation_gets_a_key_of_32_bytes_that_its_owner_alone_can_read(path):
    key = root_key(path)

    assert len(key) == 32
    assert stat.S_IMODE(path.stat().st_mode) == 0o400
    assert [stat.S_IMODE(folder.stat().st_mode) for folder in (path.parent, path.parent.parent)] == [0o700, 0o700]


def test_the_key_stays_the_same(path):
    assert root_key(path) == root_key(path)
    assert list(path.parent.iterdir()) == [path]


def test_no_two_installations_have_the_same_key(tmp_path):
    keys = {root_key(tmp_path / str(number) / "keys" / "root.key") for number in range(10)}

    assert len(keys) == 10


def test_many_at_once_agree_on_one_key(path):
    with ThreadPoolExecutor(16) as many:
        keys = set(many.map(root_key, [path] * 64))

    assert len(keys) == 1


def test_a_lost_key_is_not_replaced_beside_a_database(path):
    root_key(path)
    path.unlink()
    (path.parent.parent / DATABASE).touch()

    with pytest.raises(SettingsWrong, match="put back the saved copy of the key"):
        root_key(path)
    assert not path.exists()


def test_a_damaged_key_is_refused(path):
    path.parent.mkdir(parents=True)
    path.write_bytes(b"short")

    with pytest.raises(SettingsWrong, match="holds 5 bytes, but a root key has 32"):
        root_key(path)


def test_what_is_derived_never_changes(path):
    """A change here would sign everybody out; worked by hand from RFC 5869 with HMAC alone."""
    path.parent.mkdir(parents=True)
    path.write_bytes(bytes(range(32)))

    assert derived(path, "wayhome django secret") == "aMU_DlDIQsMO6uLSN7VkEsGESEjDstUJ971Gz-Fs5aU="


def test_one_purpose_does_not_know_the_secret_of_another(path):
    assert derived(path, "one") != derived(path, "another")
