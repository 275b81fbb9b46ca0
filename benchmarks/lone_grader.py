"""Runs a grader in one file where nothing but numpy can be imported, within the memory of a fine-tuning service.

    python -I lone_grader.py GRADER < LINES

Each line of standard input is a JSON list of an item and an answer's text; for each a line comes out: the reward, or
null where the grader raises, which is how it says that there is no verdict.
"""

import importlib.abc
import importlib.util
import json
import resource
import sys

ADDRESS_SPACE_BYTES = 2 << 30


class _Refuse(importlib.abc.MetaPathFinder):
    def find_spec(self, name, path, target=None):
        top = name.partition(".")[0]
        if top not in {"numpy", *sys.stdlib_module_names} and not top.startswith("_qforge"):
            raise ModuleNotFoundError(name)


def main() -> None:
    """Grade each line."""
    resource.setrlimit(resource.RLIMIT_AS, (ADDRESS_SPACE_BYTES, ADDRESS_SPACE_BYTES))
    sys.meta_path.insert(0, _Refuse())
    spec = importlib.util.spec_from_file_location("_qforge_grader", sys.argv[1])
    grader = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(grader)
    answers = sys.stdout
    sys.stdout = sys.stderr  # what programs print is no answer
    for line in sys.stdin:
        item, text = json.loads(line)
        try:
            reward = grader.grade({"output_text": text}, item)
        except RuntimeError:
            reward = None
        print(json.dumps(reward), file=answers, flush=True)


if __name__ == "__main__":
    main()
