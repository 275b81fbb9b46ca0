"""What licences ask, and how expressions of several are judged."""

import pytest

from qforge.errors import DataError
from qforge.stages.licences import Condition, conditions, objections


@pytest.mark.parametrize(
    ("licence", "asked"),
    [
        ("MIT", {Condition.PERMISSIVE}),
        ("apache-2.0", {Condition.PERMISSIVE}),
        ("CC-BY-4.0", {Condition.PERMISSIVE}),
        ("CC-BY-SA-4.0", {Condition.SHARE_ALIKE}),
        ("GPL-3.0-or-later", {Condition.SHARE_ALIKE}),
        ("GPL-2.0+", {Condition.SHARE_ALIKE}),
        ("LGPL-2.1-only", {Condition.SHARE_ALIKE}),
        ("AGPL-3.0-only", {Condition.SHARE_ALIKE}),
        ("MPL-2.0", {Condition.SHARE_ALIKE}),
        ("CC-BY-NC-4.0", {Condition.NON_COMMERCIAL}),
        ("CC-BY-NC-SA-4.0", {Condition.NON_COMMERCIAL, Condition.SHARE_ALIKE}),
        ("CC-BY-NC-ND-4.0", {Condition.NON_COMMERCIAL, Condition.NO_DERIVATIVES}),
        ("CC-BY-ND-4.0", {Condition.NO_DERIVATIVES}),
        ("BigCode-OpenRAIL-M", {Condition.RESTRICTED_LEARNING}),
        ("openrail", {Condition.RESTRICTED_LEARNING}),
        ("LicenseRef-Example-No-AI", {Condition.RESTRICTED_LEARNING}),
        ("LicenseRef-Example", {Condition.UNKNOWN}),
        ("MIT-Modern-Variant-Of-Mine", {Condition.UNKNOWN}),
    ],
)
def test_what_a_licence_asks(licence: str, asked: set[Condition]) -> None:
    assert conditions(licence) == asked


@pytest.mark.parametrize(
    "expression",
    ["MIT", "MIT OR GPL-3.0-only", "GPL-3.0-only or mit", "(MIT AND ISC) OR Unknown", "Apache-2.0 WITH LLVM-exception"],
)
def test_what_a_permissive_policy_allows(expression: str) -> None:
    assert objections(expression, ("permissive",)) == []


@pytest.mark.parametrize(
    ("expression", "found"),
    [
        ("GPL-3.0-only", ["GPL-3.0-only is share-alike"]),
        ("MIT AND GPL-3.0-only", ["GPL-3.0-only is share-alike"]),
        ("MIT AND (GPL-3.0-only OR CC-BY-NC-4.0)", ["GPL-3.0-only is share-alike", "CC-BY-NC-4.0 is non-commercial"]),
        ("CC-BY-NC-SA-4.0", ["CC-BY-NC-SA-4.0 is non-commercial and share-alike"]),
        ("GPL-2.0-only WITH Classpath-exception-2.0", ["GPL-2.0-only is share-alike"]),
        ("Proprietary", ["Proprietary is unknown"]),
    ],
)
def test_what_a_permissive_policy_refuses(expression: str, found: list[str]) -> None:
    assert objections(expression, ("permissive",)) == found


def test_a_policy_that_names_the_licence_or_all_that_it_asks_allows_it() -> None:
    assert objections("cc-by-sa-4.0", ("CC-BY-SA-4.0",)) == []
    assert objections("CC-BY-NC-SA-4.0", ("share-alike", "non-commercial")) == []
    assert objections("CC-BY-NC-SA-4.0", ("share-alike",)) == ["CC-BY-NC-SA-4.0 is non-commercial"]
    assert objections("MIT", ("CC-BY-SA-4.0",)) == ["MIT is permissive"]


@pytest.mark.parametrize("expression", ["", "MIT OR", "AND MIT", "(MIT", "MIT)", "MIT GPL-3.0-only", "()"])
def test_what_is_no_expression_is_told(expression: str) -> None:
    with pytest.raises(DataError, match="no SPDX licence expression"):
        objections(expression, ("permissive",))
