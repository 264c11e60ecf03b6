"""Break the example case at random and tell what comes of it: `make fuzz`, or `fuzz.py FIRST LAST`.

Exit status 1 where a mutant ends in a traceback, hangs, leaves results behind or changes the answer in
silence.
"""

from __future__ import annotations

import sys
from collections import Counter
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

MUTANTS = 2000


def main(words: list[str]) -> int:
    """Judge the mutants of some seeds; print the wrong ones as they come and a count of all outcomes."""
    from tests.fuzz.judge import outcomes

    first, last = (int(words[0]), int(words[1])) if words else (0, MUTANTS)
    counts: Counter[str] = Counter()
    wrong = 0
    for done, one in enumerate(outcomes(range(first, last)), start=1):
        counts[one.came] += 1
        if one.fault:
            wrong += 1
            print(f"{one.mutant or one.seed}: {one.came}\n{one.fault}\n", flush=True)
        if done % 100 == 0:
            print(f"{done} of {last - first}: {dict(counts)}", flush=True)
    print(f"{last - first} mutants, {wrong} wrong: {dict(counts)}")
    return 1 if wrong else 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
