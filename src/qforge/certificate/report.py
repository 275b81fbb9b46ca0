"""Tells what came of a check: the faults as an error, or what is certified."""

from __future__ import annotations

from qforge.certificate.check import Checked
from qforge.errors import CertificateError
from qforge.value import Json


def complain(name: str, checked: Checked) -> None:
    """Raise what does not hold.

    Raises:
        CertificateError: there are faults; one line for each, and one for all of them.
    """
    if checked.faults:
        lines = [f"{fault.kind}: {fault.message}" for fault in checked.faults]
        raise CertificateError("\n".join([*lines, f"{name}: the certificate does not hold"]))


def text(name: str, checked: Checked) -> str:
    """Say what a certificate without faults proves."""
    claims = checked.certificate
    lines = [f"{name}: the certificate holds"]
    if not any(counts["rows"] for counts in claims["splits"].values()):
        lines.append("  warning: there is no row, so that nothing is proved")
    for split, counts in claims["splits"].items():
        rows, problems, groups = counts["rows"], counts["problems"], counts["groups"]
        lines.append(f"  {split}: {rows} rows, {problems} problems, {groups} groups, root {counts['merkle_root']}")
    for aspect, entry in claims["likeness"]["aspects"].items():
        sides = claims["joins"][aspect]
        lines.append(
            f"  {aspect}s: none of {sides['train']} in train reaches a Jaccard index of {entry['threshold']} "
            f"with any of {sides['eval']} in eval, over runs of {entry['shingle_tokens']} tokens"
        )
    lines.append(f"  files: {len(claims['files'])}, each as certified; made by qforge {claims['qforge']}")
    return "\n".join(lines)


def summary(checked: Checked) -> dict[str, Json]:
    """Give the outcome for machines."""
    faults: list[Json] = [{"kind": fault.kind, "message": fault.message} for fault in checked.faults]
    claims = checked.certificate
    told: dict[str, Json] = {key: claims.get(key) for key in ("splits", "joins", "digest")}
    return {"holds": not faults, "faults": faults, **told}
