"""The child process of `bounded`: one mail on standard input, its ParsedMail pickled on standard output."""

import pickle
import resource
import sys

from accord.channels.email.bounded import CHILD_LIMIT_S, CHILD_MEMORY_BYTES
from accord.channels.email.parsing import parse


def main() -> None:
    """Parse within limits of memory and processor time that the kernel keeps."""
    resource.setrlimit(resource.RLIMIT_AS, (CHILD_MEMORY_BYTES, CHILD_MEMORY_BYTES))
    seconds = int(CHILD_LIMIT_S) + 1
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
    pickle.dump(parse(sys.stdin.buffer.read()), sys.stdout.buffer, protocol=pickle.HIGHEST_PROTOCOL)


if __name__ == "__main__":
    main()
