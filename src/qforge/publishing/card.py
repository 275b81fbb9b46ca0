"""The card of a publication: the build's own, with the name under which the data is loaded and all configurations."""

from __future__ import annotations

from typing import Any

import yaml

from qforge.errors import RunError
from qforge.publishing import rejected

PLACEHOLDER = "path/to/this/folder"
FENCE = "---\n"


def published_card(text: str, name: str, rejections: int) -> str:
    """Adapt a build's card.

    Args:
        text: the build's card.
        name: what `load_dataset` is given.
        rejections: how many there are in the configuration `rejected`; it is published where there are any.

    Raises:
        RunError: the card has no front matter.
    """
    opening, front, body = text.split(FENCE, 2) if text.count(FENCE) >= 2 else ("", "", "")
    if opening or not front:
        raise RunError("the run's card has no front matter; build again")
    data: dict[str, Any] = yaml.safe_load(front)
    body = body.replace(PLACEHOLDER, name)
    if rejections:
        data["configs"][0]["default"] = True
        files = [{"split": "rejected", "path": rejected.PATH}]
        data["configs"].append({"config_name": "rejected", "data_files": files})
        body += _rejected(name, rejections)
    return f"{FENCE}{yaml.safe_dump(data, sort_keys=False, allow_unicode=True)}{FENCE}{body}"


def _rejected(name: str, count: int) -> str:
    columns = "".join(f"| `{column}` | {words} |\n" for column, words in rejected.DESCRIPTIONS.items())
    return f"""
## Rejections

The configuration `rejected` holds the {count} records that left, with the reason and the evidence; of problems that are
a benchmark's it has no text.

```python
load_dataset("{name}", "rejected")["rejected"]
```

| column | what it holds |
| --- | --- |
{columns}"""
