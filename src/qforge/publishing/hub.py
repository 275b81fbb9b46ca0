"""Publishes a package on the Hub: planned first, then sent in one commit on top of the head that the plan was made for.

What others may have pinned (commits, tags, other branches) is never touched: history only grows, and where it grew by
somebody else's hand since the plan was made, nothing is committed. Large files are uploaded before the commit; those
that arrived are not sent again.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

from qforge.errors import InfrastructureError, UserError
from qforge.publishing.package import File, Package

if TYPE_CHECKING:
    from huggingface_hub import HfApi

KIND = "dataset"
REPOSITORY = re.compile(r"[A-Za-z0-9][\w.-]*/[A-Za-z0-9][\w.-]*")
COMMIT = re.compile(r"[0-9a-f]{40}")
OURS = re.compile(r"(data/(train|eval)|rejected/rejected)-\d{5}-of-\d{5}\.parquet|decontamination\.json|certificate.*")
"""Files that an earlier publication of ours may have left, and that go where this one has none of the name."""


@dataclass(frozen=True, slots=True)
class Wishes:
    """How a dataset is to be published.

    Attributes:
        repository: ORG/NAME.
        revision: the branch; made where it is missing.
        tag: a name for the new state, which must be new; "" for none.
        private: whether a repository that is made is private; None leaves an existing one as it is.
        gated: how access to it is granted; None leaves that as it is.
        message: the commit's first line.
    """

    repository: str
    revision: str = "main"
    tag: str = ""
    private: bool | None = None
    gated: Literal["auto", "manual"] | None = None
    message: str = "Publish a verified dataset"


@dataclass(frozen=True, slots=True)
class Plan:
    """What would be sent.

    Attributes:
        exists: whether the repository is there.
        head: the commit on top of which the new one will stand; "" where the branch is still to be made.
        base: the commit that a new branch begins at; "" where the repository is still to be made.
        added, replaced, kept: files that are new, of other content there, and there already.
        removed: paths of an earlier publication that this one has no more.
    """

    wishes: Wishes
    exists: bool
    head: str
    base: str
    added: tuple[File, ...]
    replaced: tuple[File, ...]
    kept: tuple[File, ...]
    removed: tuple[str, ...]

    @property
    def sent(self) -> tuple[File, ...]:
        """The files that the commit holds."""
        return self.added + self.replaced


def connect() -> HfApi:
    """Make a client with the user's token, from HF_TOKEN or the stored login.

    Raises:
        UserError: there is none.
    """
    from huggingface_hub import HfApi, get_token
    from huggingface_hub.utils.tqdm import disable_progress_bars

    disable_progress_bars()  # only the command line prints
    token = get_token()
    if token is None:
        raise UserError("no token for the Hub: set HF_TOKEN, or log in once with `hf auth login`")
    return HfApi(token=token, library_name="qforge")


def has_token() -> bool:
    """Tell whether the user has a token."""
    from huggingface_hub import get_token

    return get_token() is not None


def plan(api: HfApi, package: Package, wishes: Wishes) -> Plan:
    """Look at the repository, and say what has to be sent; nothing is written.

    Raises:
        UserError: the wishes can't be met there.
        InfrastructureError: the Hub can't be reached.
    """
    with _errors(wishes.repository):
        if not api.repo_exists(wishes.repository, repo_type=KIND):
            api.whoami()  # whether the token is good, which a repository that is not there does not tell
            return Plan(wishes, False, "", "", package.files, (), (), ())
        info = api.repo_info(wishes.repository, repo_type=KIND)
        if wishes.private and not info.private:
            raise UserError(f"{wishes.repository} is there already and public; name another, or leave --private out")
        refs = api.list_repo_refs(wishes.repository, repo_type=KIND)
        tags = {ref.name: ref.target_commit for ref in refs.tags}
        heads = {ref.name: ref.target_commit for ref in refs.branches}
        for option, name in (("--tag", wishes.tag), ("--revision", wishes.revision)):
            if name in tags:
                told = f"is a tag of {wishes.repository} already, at {tags[name][:12]}, and a tag is never moved"
                raise UserError(f"{option} {name}: {told}; choose another name")
        base = heads.get(wishes.revision) or heads.get("main", "")
        there = _there(api, wishes.repository, base) if base else {}
    return _compared(package, wishes, heads.get(wishes.revision, ""), base, there)


def send(api: HfApi, made: Plan, sent: Callable[[File], None]) -> str:
    """Carry a plan out; `sent` is told each file that has arrived. Give the commit.

    Raises:
        UserError: somebody committed since the plan was made, or the token does not allow it.
        InfrastructureError: the connection broke; the same command goes on with what is missing.
    """
    from huggingface_hub import CommitOperationAdd, CommitOperationDelete

    wishes = made.wishes
    where: dict[str, Any] = {"repo_id": wishes.repository, "repo_type": KIND}
    with _errors(wishes.repository):
        if not made.exists:
            api.create_repo(**where, private=wishes.private)
        if wishes.gated is not None:
            api.update_repo_settings(**where, gated=wishes.gated)
        if not made.head and wishes.revision != "main":
            api.create_branch(**where, branch=wishes.revision, revision=made.base or None)
        head = made.head or api.repo_info(**where, revision=wishes.revision).sha
        operations: list[Any] = []
        for file in made.sent:
            addition = CommitOperationAdd(path_in_repo=file.path, path_or_fileobj=file.source)
            api.preupload_lfs_files(**where, additions=[addition], revision=wishes.revision, free_memory=False)
            operations.append(addition)
            sent(file)
        operations += [CommitOperationDelete(path_in_repo=path) for path in made.removed]
        commit: str = head or ""
        if operations:
            commit = api.create_commit(
                **where,
                operations=operations,
                commit_message=wishes.message,
                revision=wishes.revision,
                parent_commit=head,
            ).oid
        if wishes.tag:
            api.create_tag(**where, tag=wishes.tag, revision=commit)
    return commit


def check_names(wishes: Wishes) -> None:
    """Make sure that repository and revision can be published to.

    Raises:
        UserError: the one is no ORG/NAME, or the other a commit.
    """
    if not REPOSITORY.fullmatch(wishes.repository):
        raise UserError(
            f"--to {wishes.repository}: expected ORG/NAME for the Hub, or a folder that begins with ./, ../, / or ~, "
            f"such as ./{wishes.repository.strip('/').split('/')[-1] or 'NAME'}"
        )
    if COMMIT.fullmatch(wishes.revision):
        raise UserError(f"--revision {wishes.revision}: is a commit, and commits are never changed; name a branch")


def _there(api: HfApi, repository: str, revision: str) -> dict[str, str]:
    """Give the digests of a revision's files: SHA-256 of large ones, git's own of others."""
    from huggingface_hub.hf_api import RepoFile

    entries = api.list_repo_tree(repository, recursive=True, revision=revision, repo_type=KIND)
    files = [entry for entry in entries if isinstance(entry, RepoFile)]
    return {file.path: file.lfs.sha256 if file.lfs else file.blob_id for file in files}


def _compared(package: Package, wishes: Wishes, head: str, base: str, there: dict[str, str]) -> Plan:
    added, replaced, kept = [], [], []
    for file in package.files:
        if file.path not in there:
            added.append(file)
        elif there[file.path] in (file.sha256, _git_digest(file)):
            kept.append(file)
        else:
            replaced.append(file)
    paths = {file.path for file in package.files}
    removed = sorted(path for path in there if OURS.fullmatch(path) and path not in paths)
    return Plan(wishes, True, head, base, tuple(added), tuple(replaced), tuple(kept), tuple(removed))


def _git_digest(file: File) -> str:
    from huggingface_hub.utils.sha import git_hash

    return "" if file.size > 10_000_000 else str(git_hash(file.source.read_bytes()))


@contextmanager
def _errors(repository: str) -> Iterator[None]:
    """Turn the client's errors into ours, in one line without any secret."""
    import httpx2
    from huggingface_hub.errors import HfHubHTTPError, OfflineModeIsEnabled, RepositoryNotFoundError

    try:
        yield
    except HfHubHTTPError as error:
        raise _refused(repository, error, isinstance(error, RepositoryNotFoundError)) from error
    except OfflineModeIsEnabled as error:
        raise UserError("the Hub can't be asked: HF_HUB_OFFLINE is set; unset it to publish") from error
    except (httpx2.HTTPError, OSError) as error:
        told = " ".join(str(error).split()) or type(error).__name__
        raise InfrastructureError(
            f"the connection to the Hub broke: {told}; the same command sends what is still missing"
        ) from error


def _refused(repository: str, error: Any, missing: bool) -> UserError | InfrastructureError:
    status = error.response.status_code
    words = " ".join((error.server_message or "").split())
    if status == 401 or (status == 404 and missing):
        return UserError(
            f"the Hub does not take the token for {repository} ({status}): expected one that may write there, in "
            "HF_TOKEN or from `hf auth login`"
        )
    if status == 403:
        return UserError(f"the token may not write to {repository} (403): {words}")
    if status in (409, 412):
        return UserError(
            f"{repository} has changed since this publication was planned, and nothing was committed ({status}); "
            "look at what came in between, then run the same command again"
        )
    if status >= 500 or status == 429:
        return InfrastructureError(f"the Hub fails ({status}): {words}; the same command sends what is still missing")
    return UserError(f"the Hub refuses ({status}): {words}")
