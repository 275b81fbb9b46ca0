"""What a q process prints: frames are found in it, one for each request, and the rest is counted."""

import pytest

from qforge.languages.q import harness
from qforge.sandbox.watching import Ending, Over

TAG, OTHER = "a" * 32, "b" * 32
END = f"{TAG}:end:\n".encode()
OK = f"{TAG}:ok:0f01\n".encode()


def read(*parts: bytes, limit: int = 1000) -> harness.Printed:
    printed = harness.Printed(limit)
    printed.expect(TAG, 0)
    for part in parts:
        printed.take(part)
    return printed


def test_a_frame_is_taken_out_of_what_is_printed() -> None:
    printed = read(b"hello" + OK + b"and more\n" + END)
    assert printed.whole
    assert printed.frame == harness.FrameLine("ok", b"\x00\xf1")


def test_it_may_come_in_pieces_of_any_size() -> None:
    data = b"hello\n" + OK + END
    assert read(*(data[at : at + 1] for at in range(len(data)))).frame == harness.FrameLine("ok", b"\x00\xf1")


def test_without_a_frame_there_is_none() -> None:
    assert read(b"'type\n", END).frame is None


def test_a_frame_for_another_request_is_only_output() -> None:
    printed = read(f"{OTHER}:ok:0f01\n".encode(), END)
    assert (printed.whole, printed.frame) == (True, None)


def test_an_echo_of_the_request_is_no_frame() -> None:
    request = harness.call(TAG, "f", ("1",)) + f'\n-1"{TAG}",":end:";\n'
    assert read(request.encode()).whole is False


def test_a_second_frame_is_not_taken() -> None:
    with pytest.raises(Over) as over:
        read(OK + OK + END)
    assert over.value.ending is Ending.GARBLED


def test_a_closed_output_is_told() -> None:
    with pytest.raises(Over) as over:
        read(b"")
    assert over.value.ending is Ending.EXITED


def test_output_is_bounded_over_all_requests() -> None:
    printed = read(b"x" * 600 + b"\n" + END)
    printed.expect(OTHER, 0)
    with pytest.raises(Over) as over:
        printed.take(b"x" * 600)
    assert over.value.ending is Ending.FLOOD


def test_digits_that_are_none_are_no_message() -> None:
    assert read(f"{TAG}:ok:zz\n".encode(), END).frame == harness.FrameLine("ok", b"")


@pytest.mark.parametrize(
    ("literals", "request_line"),
    [
        ((), f'.qforge.call["{TAG}";(f;::)]'),
        (("`a`b!1 2",), f'.qforge.call["{TAG}";(f;`a`b!1 2)]'),
        (("1 2", '"{tag}"'), f'.qforge.call["{TAG}";(f;1 2;"{{tag}}")]'),
    ],
)
def test_a_call_never_puts_dictionaries_alone_into_a_list(literals: tuple[str, ...], request_line: str) -> None:
    assert harness.call(TAG, "f", literals) == request_line
