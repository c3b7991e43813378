"""bin/accord on a bare checkout: it makes .venv, keeps it whole, and says what to do where it cannot.

The tests that install the real lock need a package index, so they are `long`. The others use a lock without packages,
for which an installer that does nothing is a true one, and fast.
"""

import os
import shutil
import subprocess
import sys
import threading
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
CLI = "import sys\nimport accord\nprint('ran', *sys.argv[1:], accord.__file__)\n"
CATALOGS = "print('compiled')\n"


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """A checkout with the real bootstrap, an empty lock and a command that says that it ran."""
    root = tmp_path / "checkout"
    for folder in ("bin", "accord/project", "accord/translation"):
        (root / folder).mkdir(parents=True)
    for name in ("accord", "bootstrap.sh"):
        shutil.copy2(ROOT / "bin" / name, root / "bin" / name)
    for name in ("__init__", "project/__init__", "translation/__init__"):
        (root / "accord" / f"{name}.py").touch()
    (root / "accord/project/cli.py").write_text(CLI)
    (root / "accord/translation/catalogs.py").write_text(CATALOGS)
    (root / "requirements.lock").write_text("# nothing\n")
    executable(root / "installer" / "uv", "exit 0")
    return root


def executable(path: Path, script: str) -> None:
    path.parent.mkdir(exist_ok=True)
    path.write_text(f"#!/bin/sh\n{script}\n")
    path.chmod(0o755)


def run(root: Path, *arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """bin/accord in a clean environment, from another folder."""
    path = f"{root}/installer:{os.environ['PATH']}"
    return subprocess.run(
        [root / "bin" / "accord", *arguments],
        cwd="/",
        env={**_outside(), "ACCORD_PYTHON": sys.executable, "PATH": path, **environment},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


def _outside() -> dict[str, str]:
    return {
        k: v
        for k, v in os.environ.items()
        if not k.startswith(("ACCORD_", "PYTHON", "VIRTUAL_ENV", "DJANGO_"))
    }


def prepared(run: subprocess.CompletedProcess[str]) -> bool:
    """Whether .venv was prepared in that run. It must have gone well in any case."""
    assert run.returncode == 0, run.stderr
    assert run.stdout.startswith("ran"), run.stdout
    return "preparing .venv" in run.stderr


def pretend_package(root: Path, name: str) -> Path:
    """A package's record in .venv, as installers leave it."""
    (site,) = (root / ".venv").glob("lib/python3*/site-packages")
    (site / f"{name}-1.dist-info").mkdir()
    (site / f"{name}-1.dist-info" / "METADATA").touch()
    return site / f"{name}-1.dist-info"


def test_the_first_run_prepares_and_the_second_does_not(checkout: Path) -> None:
    first = run(checkout, "hello", "you and me")
    assert prepared(first)
    assert first.stdout == f"ran hello you and me {checkout}/accord/__init__.py\n"
    assert not prepared(run(checkout))


def test_a_changed_lock_prepares_anew(checkout: Path) -> None:
    run(checkout)
    (checkout / "requirements.lock").write_text("# nothing, but otherwise\n")
    assert prepared(run(checkout))
    assert not prepared(run(checkout))


def test_an_interpreter_that_is_gone_is_mended(checkout: Path) -> None:
    run(checkout)
    for link in (checkout / ".venv" / "bin").glob("python*"):
        link.unlink()
        link.symlink_to("/nowhere/python3")
    assert prepared(run(checkout))


def test_an_interrupted_preparation_is_mended(checkout: Path) -> None:
    run(checkout)
    (checkout / ".venv" / "stamp-requirements.lock").unlink()
    assert prepared(run(checkout))


def test_libraries_that_are_gone_are_mended(checkout: Path) -> None:
    run(checkout)
    shutil.rmtree(checkout / ".venv" / "lib")
    (checkout / ".venv" / "stamp-requirements.lock").write_text(
        (checkout / ".venv" / "stamp-requirements.lock").read_text().split()[0] + " 1\n"
    )
    assert prepared(run(checkout))


def test_a_package_that_vanished_is_noticed(checkout: Path) -> None:
    run(checkout)
    record = pretend_package(checkout, "some")
    (checkout / ".venv" / "stamp-requirements.lock").unlink()
    shutil.copytree(record, record.with_name("django-1.dist-info"))
    (record.parent / "django.py").touch()
    assert prepared(run(checkout))
    assert not prepared(run(checkout))
    shutil.rmtree(record)
    assert prepared(run(checkout))


def test_half_deleted_packages_begin_anew(checkout: Path) -> None:
    run(checkout)
    record = pretend_package(checkout, "django")  # a record without its modules: installers would believe it
    (checkout / ".venv" / "stamp-requirements.lock").unlink()
    assert prepared(run(checkout))
    assert not record.exists()


def test_a_checkout_that_moved_finds_itself(checkout: Path) -> None:
    run(checkout)
    moved = checkout.rename(checkout.with_name("elsewhere"))
    again = run(moved)
    assert not prepared(again)
    assert again.stdout == f"ran {moved}/accord/__init__.py\n"


def test_translations_are_compiled_when_a_catalogue_is_newer(checkout: Path) -> None:
    run(checkout)
    po = checkout / "locale/et/LC_MESSAGES/django.po"
    po.parent.mkdir(parents=True)
    po.touch()
    assert "compiled" in run(checkout).stderr
    po.with_suffix(".mo").touch()
    assert "compiled" not in run(checkout).stderr
    os.utime(po.with_suffix(".mo"), (1, 1))
    assert "compiled" in run(checkout).stderr


def test_interpreters_are_judged_by_running_them(checkout: Path, tmp_path: Path) -> None:
    """A version shim that answers 127, an old Python and one without SQLite are passed by."""
    shims = checkout / "installer"
    executable(shims / "python3.13", "echo 'command not found' >&2; exit 127")
    executable(shims / "python3.12", "echo 'pip /usr/bin/false'; exit 1")
    executable(shims / "python3.11", f'exec "{sys.executable}" "$@"')
    assert prepared(run(checkout, ACCORD_PYTHON="", PATH=f"{shims}:/usr/bin:/bin"))
    target = (checkout / ".venv/bin/python").resolve()
    assert target == Path(sys.executable).resolve()


def only(tmp_path: Path, **scripts: str) -> str:
    """A PATH with plain tools and, as Pythons, nothing but `scripts` (name with _ for . to body)."""
    folder = tmp_path / "path"
    folder.mkdir()
    for tool in ("sh", "dirname", "sha256sum", "flock", "rm", "mv", "cat", "mkdir", "nice", "uname"):
        (folder / tool).symlink_to(str(shutil.which(tool)))
    for name in ("python3.13", "python3.12", "python3.11", "python3", "python"):
        executable(folder / name, scripts.get(name.replace(".", "_"), "exit 127"))
    return str(folder)


def test_without_venv_the_one_line_is_said(checkout: Path, tmp_path: Path) -> None:
    # /usr/bin/python3 is tried last by its full name; here it is hidden so that the message can be seen.
    bootstrap = checkout / "bin" / "bootstrap.sh"
    bootstrap.write_text(bootstrap.read_text().replace("python /usr/bin/python3;", "python;"))
    said = run(checkout, ACCORD_PYTHON="", PATH=only(tmp_path, python3="echo none /usr/bin/python3.11"))
    assert said.returncode != 0
    assert "sudo apt-get install -y python3-venv\n" in said.stderr
    assert not (checkout / ".venv").exists()


def test_without_python_the_one_line_is_said(checkout: Path, tmp_path: Path) -> None:
    bootstrap = checkout / "bin" / "bootstrap.sh"
    bootstrap.write_text(bootstrap.read_text().replace("python /usr/bin/python3;", "python;"))
    said = run(checkout, ACCORD_PYTHON="", PATH=only(tmp_path))
    assert said.returncode != 0
    assert "sudo apt-get install -y python3 python3-venv\n" in said.stderr


def test_a_uv_that_does_not_work_is_passed_by(checkout: Path) -> None:
    executable(checkout / "installer" / "uv", 'test "$1" = --version || { echo "no index" >&2; exit 2; }')
    result = run(checkout)
    assert prepared(result)
    assert "trying pip" in result.stderr


def test_a_lock_that_cannot_be_installed_leaves_no_stamp(checkout: Path) -> None:
    (checkout / "requirements.lock").write_text("./nowhere.whl --hash=sha256:" + "0" * 64 + "\n")
    result = run(checkout, ACCORD_INSTALLER="pip")
    assert result.returncode != 0
    assert "could not be installed" in result.stderr
    assert not list((checkout / ".venv").glob("stamp-*"))
    (checkout / "requirements.lock").write_text("# nothing\n")
    assert prepared(run(checkout))


@pytest.mark.parametrize("locking", ["flock", "mkdir"])
def test_two_at_once_prepare_once(checkout: Path, locking: str) -> None:
    if locking == "mkdir":
        bootstrap = checkout / "bin" / "bootstrap.sh"
        bootstrap.write_text(bootstrap.read_text().replace("command -v flock", "command -v no-such-flock"))
        (checkout / ".bootstrap.lock.d").mkdir()
        (checkout / ".bootstrap.lock.d" / "pid").write_text("999999999")  # whoever held it is dead
    results: list[subprocess.CompletedProcess[str]] = []
    threads = [threading.Thread(target=lambda: results.append(run(checkout))) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(prepared(result) for result in results) == [False, False, True]


@pytest.mark.long
@pytest.mark.parametrize("installer", ["uv", "pip"])
def test_a_fresh_clone_installs_the_real_lock(tmp_path: Path, installer: str) -> None:
    if installer == "uv" and (
        not shutil.which("uv") or subprocess.run(["uv", "--version"], check=False).returncode
    ):
        pytest.skip("uv is not installed here; pip is what is tried then")
    root = tmp_path / "clone"
    subprocess.run(["git", "clone", "--quiet", "--no-hardlinks", ROOT, root], check=True)
    real = {"ACCORD_INSTALLER": installer, "PATH": os.environ["PATH"]}
    first = run(root, "--help", **real)
    assert first.returncode == 0, first.stderr
    assert "demo" in first.stdout
    again = run(root, "--help", **real)
    assert again.stderr == ""
    status = subprocess.run(
        ["git", "-C", root, "status", "--short"], check=True, capture_output=True, text=True
    )
    assert status.stdout == "", "preparing leaves nothing that git would see"
