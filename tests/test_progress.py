"""What the bars say: counts, tokens, and money spent and to be expected."""

import io

from rich.console import Console

from qforge.progress import Bars
from qforge.record import Stage


def note(bars: Bars) -> str:
    return str(bars.display.tasks[-1].fields["note"])


def test_the_cost_so_far_and_in_all_stands_beside_the_tokens() -> None:
    bars = Bars()
    bars.begin(Stage.TRANSLATE, 12, 0)
    for _ in range(2):
        bars.found()
    for _ in range(4):
        bars.spend(0.25, "EUR")
        bars.advance(accepted=True, tokens=1500)
    assert note(bars).endswith("100% accepted, 6,000 tokens, 1.00 of about 2.50 EUR")
    assert note(bars).startswith("2 stored, ")


def test_without_prices_no_cost_is_guessed() -> None:
    bars = Bars()
    bars.begin(Stage.TRANSLATE, 2, 0)
    bars.advance(accepted=False, tokens=10)
    assert note(bars).endswith("0% accepted, 10 tokens")


def test_the_first_retry_is_told_with_its_reason_and_all_are_counted() -> None:
    console = Console(file=io.StringIO(), width=200)
    bars = Bars(console)
    bars.begin(Stage.TRANSLATE, 2, 0)
    bars.retry("http://a/v1 can't be reached: Connection refused")
    bars.retry("http://a/v1 can't be reached: Connection refused")
    assert console.file.getvalue() == (  # type: ignore[attr-defined]
        "http://a/v1 can't be reached: Connection refused; trying again\n"
    )
    assert note(bars) == "2 retries"
