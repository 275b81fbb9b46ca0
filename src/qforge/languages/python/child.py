"""Runs one reference in its confined process: its tests with every call recorded, its cases, its generator.

Everything that it reports comes from a process in which untrusted code has run, and is checked again outside.
"""

from __future__ import annotations

import io
import json
import sys
from types import ModuleType
from typing import Any

from qforge.languages.python.recorder import LIMIT, NOT_DETERMINISTIC, NOT_REPRESENTABLE, Recorder
from qforge.sandbox.channel import Channel
from qforge.value import Json, NotEncodableError, canonical, encode

FAILED, GENERATOR = "reference_failed", "generator_failed"
"""Values of `qforge.record.Reason`, as in `recorder`."""


class Failure(Exception):  # noqa: N818 - a finding about the reference
    """The reference is unfit: a reason's value, and what happened."""

    def __init__(self, reason: str, message: str) -> None:
        super().__init__(message)
        self.reason = reason


class OutputExceeded(BaseException):
    """More was printed than allowed; no `except Exception` of a program stops it."""


def serve(channel: Channel, settings: Json) -> None:
    """Answer one request: what `Session` reads, and `output_bytes`, how much may be printed."""
    request: Any = channel.receive()
    output = Output(request["output_bytes"])
    sys.stdout = sys.stderr = io.TextIOWrapper(io.BufferedWriter(output, 1), "utf-8", "replace", write_through=True)
    session = Session(request)
    failure: tuple[str, str] | None = None
    try:
        session.run()
    except Failure as error:
        failure = error.reason, str(error)
    except (MemoryError, RecursionError) as error:
        failure = LIMIT, f"it ends in {type(error).__name__}"
    except BaseException as error:
        failure = FAILED, describe(error)
    calls = session.recorder.texts() if session.recorder else []
    if output.exceeded:
        failure = LIMIT, f"it prints more than {output.limit} bytes"
    channel.send_text(f'{{"failure":{canonical(list(failure) if failure else None)},"calls":[{",".join(calls)}]}}')


class Session:
    """A reference with its tests, cases and generator, from loading to the last call.

    The request has `code`, `tests`, `name` and `parameters` (their number); `cases`: lists of arguments with
    `raises` (true, false, or null where either will do); `generator` with `draws`, each a seed and a size; `reverse`;
    `twice`: make the inputs and call on them once more, in the other order, and find what differs.
    """

    def __init__(self, request: Any) -> None:
        self.request = request
        self.module = new_module("reference")
        self.recorder: Recorder | None = None

    def run(self) -> None:
        """Do all that the request asks for; the calls are in the recorder.

        Raises:
            Failure: the reference is unfit.
        """
        name = self.request["name"]
        self._execute("code", "the reference does not load")
        if not callable(getattr(self.module, name, None)):
            raise Failure(FAILED, f"the reference does not define the function {name}")
        self.recorder = recorder = Recorder(self.module, name, self.request["parameters"])
        recorder.wrap()
        self._seed_tests()
        self._execute("tests", "its tests fail")
        recorder.unwrap()
        waiting = [(case["arguments"], case["raises"], f"case {at}") for at, case in enumerate(self.request["cases"])]
        generated = self._generated()
        waiting += [(arguments, False, f"generated input {size}") for size, arguments in enumerate(generated)]
        if not self.request["reverse"]:
            self._call(waiting)
        if self.request["twice"] and self._generated() != generated:
            raise Failure(NOT_DETERMINISTIC, "the generator gives other inputs when it is called again")
        if self.request["reverse"] or self.request["twice"]:
            # A function that keeps state between calls gives itself away in another order.
            if "random" in sys.modules:
                sys.modules["random"].seed()
            waiting += [(json.loads(arguments), None, "a test's input") for arguments in recorder.recorded()]
            self._call(waiting[::-1])
        if recorder.finding:
            raise Failure(*recorder.finding)

    def _call(self, waiting: list[tuple[list[Json], bool | None, str]]) -> None:
        assert self.recorder is not None
        for arguments, raises, what in waiting:
            _judge(self.recorder.call(arguments), raises, what)

    def _seed_tests(self) -> None:
        """Have tests that draw random inputs draw the same ones in every run.

        A reference that draws them itself is still found out: in the second run it is called again, unseeded.
        """
        if "random" in self.request["tests"]:
            import random

            random.seed(self.request["name"])

    def _execute(self, part: str, complaint: str) -> None:
        """Run source in the reference's module."""
        source = self.request[part]
        try:
            exec(compile(source, f"{part}.py", "exec", dont_inherit=True), self.module.__dict__)
        except (MemoryError, RecursionError, OutputExceeded):
            raise
        except SystemExit as error:
            raise Failure(FAILED, f"{complaint}: it ends its process (exit {error.code!r:.20})") from error
        except BaseException as error:
            raise Failure(FAILED, f"{complaint}: {describe(error)}{_line(error, source, f'{part}.py')}") from error

    def _generated(self) -> list[list[Json]]:
        """Make the generated inputs, each from a generator of random numbers of its own."""
        if not self.request["generator"]:
            return []
        import random

        module = new_module("generator")
        try:
            exec(compile(self.request["generator"], "generator.py", "exec", dont_inherit=True), module.__dict__)
            generate = module.__dict__["generate"]
        except Exception as error:
            raise Failure(GENERATOR, f"the generator does not load: {describe(error)}") from error
        inputs = []
        for seed, size in self.request["draws"]:
            try:
                arguments = generate(random.Random(seed), size)
            except (MemoryError, RecursionError):
                raise
            except Exception as error:
                raise Failure(GENERATOR, f"the generator raises at size {size}: {describe(error)}") from error
            if not isinstance(arguments, (list, tuple)) or len(arguments) != self.request["parameters"]:
                wanted = self.request["parameters"]
                raise Failure(GENERATOR, f"the generator gives no list of {wanted} argument(s) at size {size}")
            try:
                inputs.append([encode(argument) for argument in arguments])
            except NotEncodableError as error:
                raise Failure(NOT_REPRESENTABLE, f"generated input {len(inputs)}: {error}") from error
        return inputs


def _judge(error: BaseException | None, raises: bool | None, what: str) -> None:
    if isinstance(error, (MemoryError, OutputExceeded)):
        raise error
    if error is not None and not isinstance(error, Exception):
        raise Failure(FAILED, f"on {what} it ends in {describe(error)}")
    if error is not None and raises is False:
        reason = LIMIT if isinstance(error, RecursionError) else FAILED
        raise Failure(reason, f"on {what} it raises {describe(error)}")
    if error is None and raises:
        raise Failure(FAILED, f"on {what} it should raise an error, and gives a value")


def describe(error: BaseException) -> str:
    """Give type and message in one line of at most some hundred characters, whatever the error's own text does."""
    try:
        text = " ".join(str(error).split())
    except BaseException:
        text = ""
    return f"{type(error).__name__}: {text[:300]}" if text else type(error).__name__


class Output(io.RawIOBase):
    """Counts what is printed, and keeps nothing of it."""

    def __init__(self, limit: int) -> None:
        super().__init__()
        self.limit, self.count, self.exceeded = limit, 0, False

    def writable(self) -> bool:
        return True

    def write(self, data: Any) -> int:
        size = len(data)
        self.count += size
        if self.count > self.limit:
            self.exceeded = True
            raise OutputExceeded
        return size


def new_module(name: str) -> ModuleType:
    """Make a module that is found by name, as dataclasses and pickling want it."""
    module = ModuleType(name)
    sys.modules[name] = module
    return module


def _line(error: BaseException, source: str, filename: str) -> str:
    """Quote the line of the source that the error came through, outermost."""
    trace = error.__traceback__
    while trace is not None:
        if trace.tb_frame.f_code.co_filename == filename:
            lines = source.splitlines()
            if 0 < trace.tb_lineno <= len(lines):
                return f" in {lines[trace.tb_lineno - 1].strip()[:200]}"
        trace = trace.tb_next
    return ""
