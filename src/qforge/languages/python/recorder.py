"""Keeps what a function was called with and what it gave, each as it was at that moment.

Arguments are written down before the call and results right after it, so that neither a function that changes
its arguments nor a test that changes a result alters what was recorded.
"""

from __future__ import annotations

from collections.abc import Callable
from types import ModuleType
from typing import Any

from qforge.value import Json, NotEncodableError, canonical, decode, encode

LIMIT, NOT_REPRESENTABLE, NOT_DETERMINISTIC = "reference_limit", "not_representable", "not_deterministic"
"""Values of `qforge.record.Reason`, which takes longer to import than most references take to run."""


class Recorder:
    """The distinct calls of one function, in the order in which their arguments first came.

    `finding` is the first thing about the calls that makes the function unfit: a reason's value and a message.
    """

    def __init__(self, module: ModuleType, name: str, parameters: int) -> None:
        self.finding: tuple[str, str] | None = None
        self._module, self._name, self._parameters = module, name, parameters
        self._function: Callable[..., Any] = getattr(module, name)
        self._outcomes: dict[str, str] = {}

    def wrap(self) -> None:
        """Put a function in its place that records the calls made from outside of it."""

        def recorded(*positional: Any, **named: Any) -> Any:
            arguments = self._written(positional, named)
            # In place again while it runs: its own recursion costs no frame more and is not recorded.
            self.unwrap()
            try:
                result = self._function(*positional, **named)
            except BaseException as error:
                self._raised(arguments, error)
                raise
            finally:
                setattr(self._module, self._name, recorded)
            self._gave(arguments, result)
            return result

        recorded.__name__, recorded.__doc__ = self._name, self._function.__doc__
        recorded.__dict__.update(getattr(self._function, "__dict__", {}), __wrapped__=self._function)
        setattr(self._module, self._name, recorded)

    def unwrap(self) -> None:
        """Put the function itself in its place again."""
        setattr(self._module, self._name, self._function)

    def call(self, arguments: list[Json]) -> BaseException | None:
        """Call the function on fresh copies; give what it raised."""
        try:
            result = self._function(*[decode(argument) for argument in arguments])
        except BaseException as error:
            self._raised(canonical(arguments), error)
            return error
        self._gave(canonical(arguments), result)
        return None

    def recorded(self) -> list[str]:
        """Give the arguments of all calls, each as canonical JSON."""
        return list(self._outcomes)

    def texts(self) -> list[str]:
        """Write each call as JSON: an object with `arguments` and either `result` or `raises`."""
        return [f'{{"arguments":{arguments},{outcome}}}' for arguments, outcome in self._outcomes.items()]

    def _raised(self, arguments: str | None, error: BaseException) -> None:
        if isinstance(error, (MemoryError, RecursionError)):
            self._find(LIMIT, f"a call ends in {type(error).__name__}")
        self._note(arguments, f'"raises":{canonical(type(error).__name__)}')

    def _gave(self, arguments: str | None, result: Any) -> None:
        try:
            self._note(arguments, f'"result":{canonical(encode(result))}')
        except (NotEncodableError, ValueError, RecursionError) as error:
            self._find(NOT_REPRESENTABLE, f"a result can't be written: {error}")

    def _note(self, arguments: str | None, outcome: str) -> None:
        if arguments is not None and self._outcomes.setdefault(arguments, outcome) != outcome:
            self._find(NOT_DETERMINISTIC, f"it answers otherwise when it is called again on {arguments[:200]}")

    def _written(self, positional: tuple[Any, ...], named: dict[str, Any]) -> str | None:
        if named or len(positional) != self._parameters:
            positional = self._bound(positional, named)
        if len(positional) != self._parameters:
            wanted = f"{self._parameters} argument(s), and a test gives {len(positional)}"
            self._find(NOT_REPRESENTABLE, f"the signature has {wanted}")
            return None
        try:
            return canonical([encode(argument) for argument in positional])
        except (NotEncodableError, ValueError, RecursionError) as error:
            self._find(NOT_REPRESENTABLE, f"an argument can't be written: {error}")
            return None

    def _bound(self, positional: tuple[Any, ...], named: dict[str, Any]) -> tuple[Any, ...]:
        """Give all arguments by position, with defaults as far as the signature goes."""
        import inspect  # a third of what it takes to start a process, and few tests need it

        try:
            bound = inspect.signature(self._function).bind(*positional, **named)
        except (TypeError, ValueError):
            return positional
        given = len(bound.args)
        bound.apply_defaults()
        return bound.args[: max(given, self._parameters)]

    def _find(self, reason: str, message: str) -> None:
        if self.finding is None:
            self.finding = reason, message
