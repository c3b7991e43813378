"""What proves that a mail answers one of ours."""

import base64

from hypothesis import given
from hypothesis import strategies as st

from accord.channels.email import proofs


@given(st.integers(0, 2**63 - 1))
def test_a_thread_index_and_a_reply_address_name_their_ticket(number: int) -> None:
    assert proofs.ticket_of_thread_index(proofs.thread_index(number)) == number
    address = proofs.reply_address("support@example.com", number)
    assert proofs.ticket_of_address(address.upper()) == ("support@example.com", number)


@given(st.text(max_size=80), st.binary(max_size=60))
def test_anything_else_names_none(text: str, data: bytes) -> None:
    assert proofs.ticket_of_thread_index(text) is None
    assert proofs.ticket_of_thread_index(base64.b64encode(data).decode()) is None
    assert proofs.ticket_of_address(text) is None


def test_one_wrong_bit_is_no_proof() -> None:
    data = bytearray(base64.b64decode(proofs.thread_index(7)))
    for place in range(6, 22):
        wrong = bytes(data[:place]) + bytes([data[place] ^ 1]) + bytes(data[place + 1 :])
        assert proofs.ticket_of_thread_index(base64.b64encode(wrong).decode()) is None
    reply = base64.b64encode(bytes(data) + b"12345").decode()
    assert proofs.ticket_of_thread_index(reply) == 7
