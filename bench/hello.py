"""The least that our server can do: the same granian, bridge and threads, and a handler that says hello.

`python -m bench.hello PORT` serves until it is ended.
"""

import asyncio
import sys
from collections.abc import Callable, Iterable
from typing import Any

from accord.project.asgi import Application
from accord.project.lifelines import Lifeline
from accord.project.web_process import SWITCH_S, Serving, listen


def hello(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
    """A WSGI application that knows one word."""
    start_response("200 OK", [("Content-Type", "text/plain"), ("Content-Length", "5")])
    return [b"hello"]


def main() -> int:
    """Serve it as the web process serves Accord."""
    sys.setswitchinterval(SWITCH_S)
    application = Application(handler=lambda: hello, at_end=lambda: None)
    return asyncio.run(listen(application, Serving(port=int(sys.argv[1])), Lifeline()))


if __name__ == "__main__":
    sys.exit(main())
