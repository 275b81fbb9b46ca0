"""Runs a grader in one file as a fine-tuning service does: numpy alone, its limits, and no network.

    python -I lone_grader.py GRADER < LINES

Each line of standard input is a JSON list of an item and an answer's text. For each a line comes out, a JSON list: the
reward (null where the grader raises, which is how it says that there is no verdict), the seconds it took, and the most
memory that the process has held so far, in MB. A grade that passes the service's time ends the process.
"""

import importlib.util
import json
import os
import resource
import signal
import sys
import time

# OpenAI's limits of a Python grader; of processors Azure gives one.
SECONDS = 120
ADDRESS_SPACE_BYTES = 2 << 30
FILE_BYTES = 1 << 30


def confine() -> None:
    """Bound this process as the service does, and refuse what it has not."""
    resource.setrlimit(resource.RLIMIT_AS, (ADDRESS_SPACE_BYTES, ADDRESS_SPACE_BYTES))
    resource.setrlimit(resource.RLIMIT_FSIZE, (FILE_BYTES, FILE_BYTES))
    os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})

    def refuse(event: str, arguments: tuple[object, ...]) -> None:
        if event.startswith(("socket.", "subprocess.", "os.system", "os.exec", "os.posix_spawn", "os.fork")):
            raise PermissionError(f"the service has no {event}")

    sys.addaudithook(refuse)


def main() -> None:
    """Grade each line."""
    confine()
    spec = importlib.util.spec_from_file_location("_qforge_grader", sys.argv[1])
    grader = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(grader)
    answers = sys.stdout
    sys.stdout = sys.stderr  # what programs print is no answer
    for line in sys.stdin:
        item, text = json.loads(line)
        signal.setitimer(signal.ITIMER_REAL, SECONDS)
        begun = time.perf_counter()
        try:
            reward = grader.grade({"output_text": text}, item)
        except RuntimeError:
            reward = None
        seconds = time.perf_counter() - begun
        signal.setitimer(signal.ITIMER_REAL, 0)
        most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        print(json.dumps([reward, seconds, most]), file=answers, flush=True)


if __name__ == "__main__":
    main()
