"""A server that speaks the Hub's protocol over loopback, as far as the clients `datasets` and `huggingface_hub` use it.

Repositories with branches, tags and a history of commits; large files by LFS; private repositories and tokens; the
refusals that clients must understand (401, 404 with its code, 409, 412). It forgets everything at its end. What breaks
on purpose is told by `cut` and `before_commit`.
"""

from __future__ import annotations

import base64
import hashlib
import itertools
import json
import re
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

TOKEN = "hf_test_token_that_must_not_be_shown"
DATE = "2026-11-23T00:00:00.000Z"
LARGE = (".parquet", ".bin")


@dataclass(frozen=True)
class Blob:
    """One file's content; a large one is known by its SHA-256, another by git's digest."""

    content: bytes
    large: bool

    @property
    def sha256(self) -> str:
        return hashlib.sha256(self.content).hexdigest()

    @property
    def oid(self) -> str:
        return hashlib.sha1(b"blob %d\0" % len(self.content) + self.content).hexdigest()

    @property
    def etag(self) -> str:
        return self.sha256 if self.large else self.oid


@dataclass(frozen=True)
class Commit:
    """A state of a repository."""

    oid: str
    parent: str
    title: str
    files: dict[str, Blob]


@dataclass
class Repository:
    """A dataset: its commits, and what branches and tags name."""

    name: str
    private: bool
    gated: Any = False
    commits: dict[str, Commit] = field(default_factory=dict)
    branches: dict[str, str] = field(default_factory=dict)
    tags: dict[str, str] = field(default_factory=dict)
    numbers: Any = field(default_factory=itertools.count)

    def commit(self, branch: str, title: str, files: dict[str, Blob]) -> Commit:
        parent = self.branches.get(branch, "")
        oid = hashlib.sha1(f"{self.name} {branch} {next(self.numbers)}".encode()).hexdigest()
        self.commits[oid] = Commit(oid, parent, title, files)
        self.branches[branch] = oid
        return self.commits[oid]

    def at(self, revision: str) -> Commit | None:
        return self.commits.get(self.branches.get(revision) or self.tags.get(revision) or revision)


class RefusedError(Exception):
    """An answer that is an error, with the code by which clients tell it."""

    def __init__(self, status: int, code: str, message: str) -> None:
        super().__init__(message)
        self.status, self.code = status, code


class HubServer:
    """The server, running while its context is open.

    Attributes:
        requests: method and path of all there were.
        received: bytes of large files that arrived, by SHA-256.
        cut: whether the upload of a large file, the first being 1, is cut off in its middle.
        puts: how many such uploads have begun.
        before_commit: called once before the next commit is judged, for someone else's commit.
    """

    def __init__(self) -> None:
        self.repositories: dict[str, Repository] = {}
        self.requests: list[str] = []
        self.received: dict[str, int] = {}
        self.uploaded: dict[str, bytes] = {}
        self.cut: Callable[[int], bool] = lambda number: False
        self.puts = 0
        self.before_commit: Callable[[], None] | None = None
        self.mutex = threading.RLock()
        self._http = ThreadingHTTPServer(("127.0.0.1", 0), type("Handler", (_Handler,), {"hub": self}))
        self.url = f"http://127.0.0.1:{self._http.server_port}"

    def __enter__(self) -> HubServer:
        threading.Thread(target=self._http.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._http.shutdown()
        self._http.server_close()

    def count(self, pattern: str) -> int:
        """Count the requests that match."""
        return sum(re.search(pattern, request) is not None for request in self.requests)


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    hub: HubServer

    def log_message(self, format: str, *arguments: Any) -> None:  # noqa: A002 - the base class's name
        pass

    def do_GET(self) -> None:
        self._serve()

    do_POST = do_PUT = do_HEAD = do_DELETE = do_GET  # noqa: N815

    def _serve(self) -> None:
        url = urlsplit(self.path)
        parts = [unquote(part) for part in url.path.strip("/").split("/")]
        self.hub.requests.append(f"{self.command} {url.path}")
        try:
            if self.command == "PUT" and parts[0] == "lfs":
                return self._receive(parts[1])
            body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            with self.hub.mutex:
                self._route(parts, parse_qs(url.query), body)
        except RefusedError as refusal:
            headers = {"X-Error-Code": refusal.code, "X-Error-Message": str(refusal)}
            self._send(refusal.status, json.dumps({"error": str(refusal)}).encode(), headers)
        return None

    @property
    def _authorised(self) -> bool:
        return self.headers.get("Authorization") == f"Bearer {TOKEN}"

    def _route(self, parts: list[str], query: dict[str, list[str]], body: bytes) -> None:
        given = self.headers.get("Authorization")
        if given is not None and not self._authorised:
            raise RefusedError(401, "", "Invalid credentials in Authorization header")
        if self.command in ("POST", "PUT", "DELETE") and parts[0] != "lfs" and not self._authorised:
            raise RefusedError(401, "", "Invalid username or password.")
        if parts[:2] == ["api", "whoami-v2"]:
            if not self._authorised:
                raise RefusedError(401, "", "Invalid username or password.")
            return self._json({"type": "user", "name": "me", "orgs": [{"name": "org"}]})
        if parts[:3] == ["api", "repos", "create"]:
            return self._create(json.loads(body))
        if parts[:2] == ["api", "validate-yaml"]:
            return self._json({"errors": [], "warnings": []})
        if parts[0] == "lfs":
            found = json.loads(body)["oid"] in self.hub.uploaded
            return self._send(200 if found else 404, b"{}")
        if parts[0] == "datasets" and parts[3:] == ["info", "lfs", "objects", "batch"]:
            return self._batch(json.loads(body))
        if parts[0] == "datasets" and "resolve" in parts:
            at = parts.index("resolve")
            return self._resolve(self._repository("/".join(parts[1:at])), parts[at + 1], "/".join(parts[at + 2 :]))
        if parts[:2] == ["api", "datasets"] and len(parts) >= 4:
            return self._dataset(self._repository("/".join(parts[2:4])), parts[4:], query, body)
        raise RefusedError(404, "", f"no route {self.command} {self.path}")

    def _repository(self, name: str) -> Repository:
        found = self.hub.repositories.get(name.removesuffix(".git"))
        if found is None or (found.private and not self._authorised):
            raise RefusedError(404 if self._authorised else 401, "RepoNotFound", "Repository not found")
        return found

    def _create(self, wanted: dict[str, Any]) -> None:
        name = f"{wanted.get('organization') or 'me'}/{wanted['name']}"
        url = f"{self.hub.url}/datasets/{name}"
        if name in self.hub.repositories:
            return self._json({"error": "You already created this dataset repo", "url": url}, 409)
        private = bool(wanted.get("private")) or wanted.get("visibility") == "private"
        made = self.hub.repositories[name] = Repository(name, private)
        made.commit("main", "initial commit", {".gitattributes": Blob(b"*.parquet filter=lfs\n", large=False)})
        return self._json({"url": url, "name": name, "id": "0" * 24})

    def _batch(self, wanted: dict[str, Any]) -> None:
        objects = []
        for item in wanted["objects"]:
            here = f"{self.hub.url}/lfs/{item['oid']}"
            actions = {"upload": {"href": here, "header": {}}, "verify": {"href": here, "header": {}}}
            missing = item["oid"] not in self.hub.uploaded
            objects.append({"oid": item["oid"], "size": item["size"], **({"actions": actions} if missing else {})})
        self._json({"transfer": "basic", "objects": objects})

    def _receive(self, oid: str) -> None:
        """Take a large file in; or break the connection in its middle."""
        length = int(self.headers["Content-Length"])
        self.hub.puts += 1
        if self.hub.cut(self.hub.puts):
            self.rfile.read(length // 2)
            self.close_connection = True
            self.connection.close()
            return
        content = self.rfile.read(length)
        if hashlib.sha256(content).hexdigest() != oid:
            raise RefusedError(400, "", "the content has another SHA-256")
        with self.hub.mutex:
            self.hub.uploaded[oid] = content
            self.hub.received[oid] = self.hub.received.get(oid, 0) + length
        self._send(200, b"", {"ETag": '"x"'})

    def _dataset(self, repository: Repository, rest: list[str], query: dict[str, list[str]], body: bytes) -> None:
        operation, revision = [*rest, ""][0], rest[1] if len(rest) > 1 else "main"
        if operation == "settings":
            repository.gated = json.loads(body).get("gated", repository.gated)
            return self._json({})
        if operation == "refs":
            return self._json({"branches": _refs(repository.branches, "heads"), "tags": _refs(repository.tags, "tags"),
                               "converts": []})  # fmt: skip
        if operation == "branch":
            start = json.loads(body or b"{}").get("startingPoint") or "main"
            return self._name(repository, repository.branches, revision, start)
        if operation == "tag":
            return self._name(repository, repository.tags, json.loads(body)["tag"], revision)
        commit = repository.at(revision)
        if commit is None:
            raise RefusedError(404, "RevisionNotFound", f"Invalid rev id: {revision}")
        if operation in ("", "revision"):
            return self._json(_info(repository, commit))
        if operation == "preupload":
            return self._preupload(commit, json.loads(body))
        if operation == "commit":
            return self._commit(repository, revision, body)
        if operation == "tree":
            return self._tree(commit, "/".join(rest[2:]), recursive=query.get("recursive", [""])[0].lower() == "true")
        if operation == "paths-info":
            wanted = json.loads(body)["paths"] if body[:1] == b"{" else parse_qs(body.decode())["paths"]
            return self._json([_entry(path, commit.files[path]) for path in wanted if path in commit.files])
        raise RefusedError(404, "", f"no route {self.command} {self.path}")

    def _name(self, repository: Repository, names: dict[str, str], name: str, revision: str) -> None:
        commit = repository.at(revision)
        if name in names:
            raise RefusedError(409, "", "Reference already exists")
        if commit is None:
            raise RefusedError(404, "RevisionNotFound", f"Invalid rev id: {revision}")
        names[name] = commit.oid
        self._json({})

    def _preupload(self, commit: Commit, wanted: dict[str, Any]) -> None:
        files = []
        for file in wanted["files"]:
            there = commit.files.get(file["path"])
            mode = "lfs" if file["path"].endswith(LARGE) else "regular"
            files.append({"path": file["path"], "uploadMode": mode, "shouldIgnore": False,
                          "oid": there.etag if there else None})  # fmt: skip
        self._json({"commitOid": commit.oid, "files": files})

    def _commit(self, repository: Repository, branch: str, body: bytes) -> None:
        if self.hub.before_commit is not None:
            act, self.hub.before_commit = self.hub.before_commit, None
            act()
        if branch not in repository.branches:
            raise RefusedError(404, "RevisionNotFound", f"no branch {branch}")
        lines = [json.loads(line) for line in body.splitlines() if line.strip()]
        header = next(line["value"] for line in lines if line["key"] == "header")
        head = repository.at(branch)
        assert head is not None
        if header.get("parentCommit") not in (None, head.oid):
            raise RefusedError(412, "", "A commit has happened since. Please refresh and try again.")
        files = dict(head.files)
        for line in lines:
            self._apply(line["key"], line["value"], files)
        made = repository.commit(branch, header["summary"], files)
        url = f"{self.hub.url}/datasets/{repository.name}/commit/{made.oid}"
        self._json({"success": True, "commitOid": made.oid, "commitUrl": url, "hookOutput": ""})

    def _apply(self, key: str, value: dict[str, Any], files: dict[str, Blob]) -> None:
        if key == "file":
            files[value["path"]] = Blob(base64.b64decode(value["content"]), large=False)
        elif key == "lfsFile":
            if value["oid"] not in self.hub.uploaded:
                raise RefusedError(400, "", f"LFS object {value['oid']} was never uploaded")
            files[value["path"]] = Blob(self.hub.uploaded[value["oid"]], large=True)
        elif key == "deletedFile":
            del files[value["path"]]

    def _tree(self, commit: Commit, folder: str, *, recursive: bool) -> None:
        inside = {path: blob for path, blob in commit.files.items() if not folder or path.startswith(f"{folder}/")}
        if folder and not inside:
            raise RefusedError(404, "EntryNotFound", "Entry not found")
        entries: dict[str, dict[str, Any]] = {}
        for path, blob in sorted(inside.items()):
            below = path[len(folder) + 1 if folder else 0 :].split("/")
            if recursive or len(below) == 1:
                entries[path] = _entry(path, blob)
            else:
                top = "/".join(filter(None, (folder, below[0])))
                entries[top] = {"type": "directory", "path": top, "oid": "0" * 40, "size": 0}
        self._json(list(entries.values()), headers={"X-Repo-Commit": commit.oid})

    def _resolve(self, repository: Repository, revision: str, path: str) -> None:
        commit = repository.at(revision)
        if commit is None:
            raise RefusedError(404, "RevisionNotFound", f"Invalid rev id: {revision}")
        if path not in commit.files:
            raise RefusedError(404, "EntryNotFound", "Entry not found")
        blob = commit.files[path]
        headers = {"X-Repo-Commit": commit.oid, "ETag": f'"{blob.etag}"', "Accept-Ranges": "bytes"}
        if blob.large:
            headers |= {"X-Linked-Size": str(len(blob.content)), "X-Linked-ETag": f'"{blob.etag}"'}
        asked = re.fullmatch(r"bytes=(\d+)-(\d*)", self.headers.get("Range") or "")
        if asked and self.command == "GET":
            first, last = int(asked[1]), min(int(asked[2] or len(blob.content)), len(blob.content) - 1)
            headers["Content-Range"] = f"bytes {first}-{last}/{len(blob.content)}"
            return self._send(206, blob.content[first : last + 1], headers)
        return self._send(200, blob.content, headers)

    def _json(self, content: Any, status: int = 200, headers: dict[str, str] | None = None) -> None:
        self._send(status, json.dumps(content).encode(), {"Content-Type": "application/json", **(headers or {})})

    def _send(self, status: int, content: bytes, headers: dict[str, str] | None = None) -> None:
        self.send_response(status)
        for name, value in (headers or {}).items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(content)


def _refs(names: dict[str, str], kind: str) -> list[dict[str, str]]:
    return [{"name": name, "ref": f"refs/{kind}/{name}", "targetCommit": oid} for name, oid in names.items()]


def _entry(path: str, blob: Blob) -> dict[str, Any]:
    entry: dict[str, Any] = {"type": "file", "path": path, "oid": blob.oid, "size": len(blob.content)}
    if blob.large:
        entry["lfs"] = {"oid": blob.sha256, "size": len(blob.content), "pointerSize": 134}
    return entry


def _info(repository: Repository, commit: Commit) -> dict[str, Any]:
    return {
        "_id": "0" * 24, "id": repository.name, "author": repository.name.split("/")[0], "sha": commit.oid,
        "lastModified": DATE, "createdAt": DATE, "private": repository.private, "gated": repository.gated,
        "disabled": False, "tags": [], "downloads": 0, "likes": 0,
        "siblings": [{"rfilename": path} for path in sorted(commit.files)],
    }  # fmt: skip
