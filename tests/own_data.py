"""A data folder of its own for each test process, so that no test touches a real workspace.

Loaded as a plugin (`-p` in pyproject.toml): pytest-django reads the settings before any conftest.py runs.
"""

import atexit
import os
import shutil
import tempfile

FOLDER = tempfile.mkdtemp(prefix=f"accord-tests-{os.environ.get('PYTEST_XDIST_WORKER', 'main')}-")
atexit.register(shutil.rmtree, FOLDER, ignore_errors=True)
os.environ["ACCORD_DATA"] = FOLDER
os.environ.setdefault("ACCORD_BASE_URL", "http://testserver")
