# Makes .venv from a lock file and keeps it whole. Sourced by the commands in bin/; plain POSIX sh.
# Needs Python >= 3.11 and a package index; no root, no compiler, no Node.
# shellcheck shell=sh

# Images of containers forbid byte code for their own size's sake: each process of a desk would then compile all of
# Accord anew, half a second of a core. What is kept is checked against the source's time and size.
unset PYTHONDONTWRITEBYTECODE

# ---- what is already there (no Python is started here: every command pays for this part) ----

# sum_of FILE: a hash that changes with the file's content.
sum_of() {
    if command -v sha256sum >/dev/null 2>&1; then sum=$(sha256sum <"$1"); else sum=$(cksum <"$1"); fi
    printf '%s\n' "${sum%% *}"
}

# packages: how many packages lie in .venv (0 when its libraries are gone).
packages() {
    set -- "$root"/.venv/lib/python3*/site-packages/*.dist-info/METADATA
    if [ -e "$1" ]; then printf '%s\n' $#; else printf '0\n'; fi
}

# venv_is_current LOCK: the interpreter runs, the stamp names this very lock, and no package has vanished since.
venv_is_current() {
    [ -x "$root/.venv/bin/python" ] && [ -f "$root/.venv/stamp-$1" ] || return 1
    read -r stamped_sum stamped_packages <"$root/.venv/stamp-$1" || return 1
    [ "$stamped_sum" = "$(sum_of "$root/$1")" ] && [ "$(packages)" -ge "${stamped_packages:-1}" ]
}

translations_are_current() {
    for po in "$root"/locale/*/LC_MESSAGES/django.po; do
        [ -e "$po" ] || continue
        mo="${po%.po}.mo"
        if [ ! -f "$mo" ] || [ "$po" -nt "$mo" ]; then return 1; fi
    done
}

# ---- choosing an interpreter ----

# A name on the PATH proves nothing (version shims answer 127), so each candidate is run.
# Prints the interpreter's real path, so that a later upgrade of `python3` cannot change a .venv under its libraries.
probe='
import os, sqlite3, ssl, sys, venv
if sys.version_info < (3, 11):
    sys.exit(1)
sqlite3.connect(":memory:").execute("CREATE VIRTUAL TABLE probe USING fts5(body)")
try:
    import ensurepip
    means = "pip"
except ImportError:
    means = "none"
try:
    shared = "libpython" in open("/proc/self/maps").read()
except OSError:
    shared = False
print(means, "slow" if shared else "quick", os.path.realpath(sys.executable))
'

# find_python pip|none: sets $python to an interpreter that can make an environment with what is at hand. One with
# the interpreter in the program itself is preferred: as a shared library it runs Accord's pages a quarter slower.
find_python() {
    python='' without_pip=''
    for candidate in ${ACCORD_PYTHON:-} python3.13 python3.12 python3.11 python3 python /usr/bin/python3; do
        found=$("$candidate" -c "$probe" 2>/dev/null </dev/null) || continue
        means=${found%% *} rest=${found#* }
        if [ "$means" = pip ] || [ "$1" = none ]; then
            if [ "${rest%% *}" = quick ] || [ "$candidate" = "${ACCORD_PYTHON:-}" ]; then
                python=${rest#* }
                return 0
            fi
            python=${python:-${rest#* }}
        else
            without_pip=${rest#* }
        fi
    done
    if [ -n "$python" ]; then return 0; fi
    if [ -n "$without_pip" ]; then
        echo "accord: $without_pip cannot make a virtual environment. On Debian and Ubuntu this cures it:" >&2
        echo "    sudo apt-get install -y python3-venv" >&2
    else
        echo "accord: no Python 3.11 or newer with SQLite's full-text search was found." >&2
        echo "On Debian 12 or newer, and Ubuntu 24.04 or newer, this cures it:" >&2
        echo "    sudo apt-get install -y python3 python3-venv" >&2
    fi
    return 1
}

uv_works() {
    [ "${ACCORD_INSTALLER:-uv}" = uv ] && uv --version >/dev/null 2>&1 </dev/null
}

# ---- installing ----

# The lock is complete and hashed, so nothing is resolved. Both installers take a wheel where the index has one for this
# machine, and build from source what has none (dkimpy has none anywhere; it is plain Python and needs no compiler).
install_with_uv() {
    uv pip install --quiet --python "$root/.venv/bin/python" --require-hashes --no-deps \
        --requirement "$root/$1" </dev/null
}

# pip is run from the wheel that Python carries, which spares unpacking it into .venv first (about 5 s).
find_pip() {
    "$python" -c '
import ensurepip, glob, os
places = [os.path.join(os.path.dirname(ensurepip.__file__), "_bundled"), "/usr/share/python-wheels"]
print([w for p in places for w in sorted(glob.glob(os.path.join(p, "pip-*.whl")))][-1] + "/pip")
' 2>/dev/null
}

install_with_pip() {
    if ! pip=$(find_pip); then
        "$python" -m ensurepip --version >/dev/null && "$root/.venv/bin/python" -m ensurepip >/dev/null || return 1
        pip="-m pip"
    fi
    # shellcheck disable=SC2086
    "$root/.venv/bin/python" $pip install --quiet --disable-pip-version-check --no-input --no-compile \
        --no-warn-script-location --require-hashes --no-deps --requirement "$root/$1" </dev/null
}

install_lock() {
    if uv_works; then
        install_with_uv "$1" && return 0
        echo "accord: uv could not install the packages; trying pip" >&2
        find_python pip || return 1
    fi
    install_with_pip "$1"
}

# is_sound: .venv can be added to. Half-deleted packages keep their records, which installers believe, so one is tried.
is_sound() {
    "$root/.venv/bin/python" -c '
import os, sys, sysconfig
sys.exit(sys.version_info < (3, 11) or not os.path.isdir(sysconfig.get_path("purelib")))' 2>/dev/null || return 1
    [ "$(packages)" = 0 ] || "$root/.venv/bin/python" -c 'import django' 2>/dev/null
}

fresh_venv() {
    # A byte compiler of an earlier call may still be writing there.
    rm -rf "$root/.venv" 2>/dev/null || { sleep 2 && rm -rf "$root/.venv"; } || return 1
    "$python" -m venv --without-pip "$root/.venv"
}

# make_venv LOCK: called with the lock held.
make_venv() {
    echo "accord: preparing .venv from $1 (once, and again when that file changes)" >&2
    if uv_works; then find_python none || return 1; else find_python pip || return 1; fi
    rm -f "$root"/.venv/stamp-*
    if ! is_sound; then fresh_venv || return 1; fi
    install_lock "$1" || {
        echo "accord: the packages of $1 could not be installed; the lines above say why" >&2
        return 1
    }
    for site in "$root"/.venv/lib/python3*/site-packages; do
        echo '../../../..' >"$site/accord-checkout.pth" # relative: a checkout that is moved still finds itself
    done
    stamp="$(sum_of "$root/$1") $(packages)"
    printf '%s\n' "$stamp" >"$root/.venv/stamp-$1.new"
    mv "$root/.venv/stamp-$1.new" "$root/.venv/stamp-$1"
    if [ "$1" = requirements-dev.lock ]; then # it holds every line of requirements.lock; a test says so
        printf '%s\n' "$(sum_of "$root/requirements.lock") $(packages)" >"$root/.venv/stamp-requirements.lock"
    fi
    # Byte code makes the next start faster; nobody has to wait for it.
    (nice "$root/.venv/bin/python" -m compileall -qq "$root"/.venv/lib </dev/null >/dev/null 2>&1 9>&- &)
}

# ---- one at a time ----

holder_is_dead() {
    holder=$(cat "$root/.bootstrap.lock.d/pid" 2>/dev/null) && [ -n "$holder" ] && ! kill -0 "$holder" 2>/dev/null
}

hold_lock() {
    if command -v flock >/dev/null 2>&1; then
        exec 9>"$root/.bootstrap.lock"
        flock 9
        return
    fi
    until mkdir "$root/.bootstrap.lock.d" 2>/dev/null; do
        if holder_is_dead && mkdir "$root/.bootstrap.lock.break" 2>/dev/null; then
            # Asked again inside, since another caller may have taken the lock over meanwhile.
            if holder_is_dead; then rm -rf "$root/.bootstrap.lock.d"; fi
            rmdir "$root/.bootstrap.lock.break"
        else
            sleep 1
        fi
    done
    echo $$ >"$root/.bootstrap.lock.d/pid"
    trap 'rm -rf "$root/.bootstrap.lock.d"' EXIT
    trap 'exit 130' INT TERM HUP
}

drop_lock() {
    if command -v flock >/dev/null 2>&1; then exec 9>&-; else
        rm -rf "$root/.bootstrap.lock.d"
        trap - EXIT INT TERM HUP
    fi
}

# bootstrap LOCK: afterwards .venv holds what LOCK names and the translations are compiled.
bootstrap() {
    if venv_is_current "$1" && translations_are_current; then return 0; fi
    hold_lock
    done_well=0
    if ! venv_is_current "$1"; then make_venv "$1" || done_well=1; fi
    if [ $done_well = 0 ] && ! translations_are_current; then
        "$root/.venv/bin/python" -m accord.translation.catalogs compile >&2 || done_well=1
    fi
    drop_lock
    return $done_well
}
