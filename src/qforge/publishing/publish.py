"""Publish a run: put its files together, say what would be sent, send it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path

from qforge.errors import UserError
from qforge.publishing import hub, manifest
from qforge.publishing.package import File, Package, pack, publish_folder
from qforge.store import Store
from qforge.value import Json

STAGED = "publication"
"""The folder in the run where a publication for the Hub is put together; it stays, to be looked at."""


@dataclass(frozen=True, slots=True)
class Published:
    """What was published, or would be.

    Attributes:
        target: the folder, or the repository.
        package: all files.
        plan: what is sent of them; None for a folder, and where the Hub was not asked for want of a token.
        commit: the Hub's; "" where nothing was sent.
        dry: whether it was only said.
    """

    target: str
    package: Package
    plan: hub.Plan | None
    commit: str
    dry: bool


def is_folder(target: str) -> bool:
    """Tell folders from repositories: a folder begins with ./, ../, / or ~, or is one of these."""
    return target in (".", "..", "~") or target.startswith(("./", "../", "/", "~/"))


def publish(
    run: Path, wishes: hub.Wishes, *, with_rejections: bool, dry: bool, sent: Callable[[File], None]
) -> Published:
    """Publish the run into the folder or repository that the wishes name.

    Raises:
        RunError: the run is not as its build left it, or a build goes on in it.
        UserError: the target does not allow it.
        InfrastructureError: the disk or the Hub failed; the same command goes on.
    """
    target = wishes.repository
    if not is_folder(target):
        hub.check_names(wishes)
    manifest.check(run)
    with Store(run):
        if is_folder(target) and not dry:
            _only_for_the_hub(wishes)
            package = publish_folder(run, Path(target).expanduser(), with_rejections=with_rejections)
            return Published(target, package, None, "", dry=False)
        package = pack(run, run / STAGED, name=target, with_rejections=with_rejections)
        if is_folder(target):
            _only_for_the_hub(wishes)
            return Published(target, package, None, "", dry=True)
        if dry and not hub.has_token():
            return Published(target, package, None, "", dry=True)
        api = hub.connect()
        plan = hub.plan(api, package, wishes)
        commit = "" if dry else hub.send(api, plan, sent)
        return Published(target, package, plan, commit, dry)


def _only_for_the_hub(wishes: hub.Wishes) -> None:
    given = [
        name
        for name, is_given in (
            ("--revision", wishes.revision != "main"),
            ("--tag", bool(wishes.tag)),
            ("--private", wishes.private is not None),
            ("--gated", wishes.gated is not None),
        )
        if is_given
    ]
    if given:
        raise UserError(f"{', '.join(given)}: of no meaning to a folder; name ORG/NAME to publish on the Hub")


def lines(done: Published) -> list[str]:
    """Tell what was published for people."""
    plan = done.plan
    told = []
    if plan is None:
        told += [_line("write", file) for file in done.package.files]
        if not is_folder(done.target):
            return [
                *told,
                f"{len(done.package.files)} files would be sent to {done.target}; nothing was sent, and for want of a "
                "token (HF_TOKEN, or `hf auth login`) the Hub was not asked which of them it has",
            ]
        verb = "would be written to" if done.dry else "written to"
        return [*told, f"{len(done.package.files)} files {verb} {done.target}"]
    wishes = plan.wishes
    for verb, files in (("add", plan.added), ("replace", plan.replaced), ("keep", plan.kept)):
        told += [_line(verb, file) for file in files]
    told += [f"{'remove':8} {'':>12}  {'':64}  {path}" for path in plan.removed]
    access = "" if plan.exists else (", private" if wishes.private else ", public")
    made = "is there already" if plan.exists else f"is made{access}"
    told.append(f"repository: {wishes.repository} {made}" + (f", gated: {wishes.gated}" if wishes.gated else ""))
    told.append(f"branch: {wishes.revision}, on top of {plan.head or plan.base or 'its first commit'}")
    if wishes.tag:
        told.append(f"tag: {wishes.tag}")
    told.append(f"message: {wishes.message}")
    if done.dry:
        told.append(f"nothing was sent; the files lie in {done.package.folder}")
    elif plan.sent or plan.removed:
        told.append(f"commit: {done.commit}")
    else:
        told.append(f"all of it is there already, at {done.commit}")
    return told


def _line(verb: str, file: File) -> str:
    return f"{verb:8} {file.size:>12,}  {file.sha256}  {file.path}"


def summary(done: Published) -> dict[str, Json]:
    """Give the same for machines."""
    plan = done.plan
    told: dict[str, Json] = {
        "target": done.target,
        "dry_run": done.dry,
        "commit": done.commit,
        "files": [_file(file) for file in done.package.files],
    }
    if plan is not None:
        told["wishes"] = asdict(plan.wishes)
        told["exists"], told["head"] = plan.exists, plan.head
        for key in ("added", "replaced", "kept"):
            told[key] = [file.path for file in getattr(plan, key)]
        told["removed"] = list(plan.removed)
    return told


def _file(file: File) -> dict[str, Json]:
    return {"path": file.path, "bytes": file.size, "sha256": file.sha256}
