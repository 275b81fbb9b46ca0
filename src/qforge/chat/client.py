"""One HTTP client for one server: sends, reads to the last byte, and turns what went wrong into a fault."""

from __future__ import annotations

import json
import os
from types import TracebackType
from typing import TYPE_CHECKING, Any, NamedTuple
from urllib.request import getproxies

from qforge.chat.faults import FaultError, error_for
from qforge.chat.model import Model

if TYPE_CHECKING:
    import aiohttp


class Response(NamedTuple):
    """A success, read whole."""

    headers: dict[str, str]
    body: bytes


class Client:
    """Connections to a model's server; used inside an `async with`, in one event loop."""

    def __init__(self, model: Model, key: str) -> None:
        self._model = model
        self._key = key
        self._base = model.base_url.rstrip("/")
        self._session: aiohttp.ClientSession | None = None

    async def __aenter__(self) -> Client:
        import aiohttp

        headers = {"User-Agent": "qforge", "Accept": "application/json"}
        self._session = aiohttp.ClientSession(
            connector=aiohttp.TCPConnector(limit=0, ttl_dns_cache=300),
            headers=headers | ({"Authorization": f"Bearer {self._key}"} if self._key else {}),
            timeout=aiohttp.ClientTimeout(total=self._model.timeout_seconds),
            # Only where the environment names a proxy: aiohttp then reads it, and netrc, in a thread for each request.
            trust_env=bool(getproxies()),
        )
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._session is not None:
            await self._session.close()

    async def post(self, path: str, document: Any) -> Response:
        """Send JSON, and give the response.

        Raises:
            FaultError: there was no answer, but another try may bring one.
            RefusedError, DeclinedError, AllRefusedError: the server refuses.
        """
        body = json.dumps(document, ensure_ascii=False).encode("utf-8", "replace")
        return await self.send("POST", path, data=body, headers={"Content-Type": "application/json"})

    async def send(self, method: str, path: str, **arguments: Any) -> Response:
        """Send a request, and give the response; errors are those of `post`."""
        import aiohttp

        assert self._session is not None, "used outside of its block"
        try:
            address = f"{self._base}{path}"
            async with self._session.request(method, address, allow_redirects=False, **arguments) as response:
                body = await response.read()
                headers = {name.lower(): value for name, value in response.headers.items()}
                status = response.status
        except TimeoutError as error:
            raise FaultError(f"gave no answer within {self._model.timeout_seconds:g} seconds", overload=True) from error
        except aiohttp.ClientConnectorError as error:
            raise FaultError(f"can't be reached: {_cause(error)}; is the server up, and base_url right?") from error
        except (aiohttp.ClientError, OSError) as error:
            raise FaultError(f"broke off: {_cause(error)}") from error
        if 200 <= status < 300:
            return Response(headers, body)
        raise error_for(status, headers, body.replace(self._key.encode(), b"[key]") if self._key else body)


def _cause(error: BaseException) -> str:
    found: BaseException | None = error
    while found is not None:
        number = getattr(found, "errno", None)
        if isinstance(found, OSError) and isinstance(number, int) and number > 0:
            return os.strerror(number)
        found = found.__cause__ or found.__context__
    return " ".join(str(error).split()) or type(error).__name__
