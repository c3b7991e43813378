"""A small name server of our own, speaking real DNS over UDP on a local port."""

import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager

import dns.flags
import dns.message
import dns.rcode
import dns.rrset

Zone = dict[tuple[str, str], list[str]]  # (name, type) -> values as zone files write them


class NameServer:
    """Answers from `zone`, which may change; `asked` are the questions; while `silent` it answers nothing."""

    def __init__(self, zone: Zone) -> None:
        self.zone = zone
        self.asked: list[tuple[str, str]] = []
        self.silent = False
        server = self

        class Handler(socketserver.BaseRequestHandler):
            def handle(self) -> None:
                data, line = self.request
                answer = server._answer(data)
                if answer:
                    line.sendto(answer, self.client_address)

        self._server = socketserver.ThreadingUDPServer(("127.0.0.1", 0), Handler)
        self.address = f"127.0.0.1:{self._server.server_address[1]}"
        threading.Thread(target=self._server.serve_forever, args=(0.05,), daemon=True).start()

    def _answer(self, data: bytes) -> bytes:
        question = dns.message.from_wire(data)
        asked = question.question[0]
        name, kind = asked.name.to_text(True).lower(), dns.rdatatype.to_text(asked.rdtype)
        self.asked.append((name, kind))
        if self.silent:
            return b""
        answer = dns.message.make_response(question)
        answer.flags |= dns.flags.RA
        values = self.zone.get((name, kind))
        if values:
            answer.answer.append(dns.rrset.from_text_list(asked.name, 60, "IN", kind, values))
        elif not any(known == name for known, _kind in self.zone):
            answer.set_rcode(dns.rcode.NXDOMAIN)
        return answer.to_wire()

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()


@contextmanager
def name_server(zone: Zone) -> Iterator[NameServer]:
    server = NameServer(zone)
    try:
        yield server
    finally:
        server.close()


def txt(text: str) -> list[str]:
    """One TXT record, cut as long ones must be."""
    return [" ".join(f'"{text[at : at + 200]}"' for at in range(0, len(text), 200))]
