"""Names an invented owner of the sample dossiers whose paper is still valid, or has expired, on a day.

It looks into the truth beside the samples, as the clerk of the demonstration looks at the citizen's card: what the
archive answers comes from what was read.
"""

from __future__ import annotations

import json
import sys
from datetime import date
from pathlib import Path

TRUTH = Path("demo/samples/truth.jsonl")


def main() -> None:
    """Prints the result type and the owner's number."""
    wanted, as_of = sys.argv[1], date.fromisoformat(sys.argv[2])
    for dossier in map(json.loads, TRUTH.read_text(encoding="utf-8").splitlines()):
        for document in dossier["documents"]:
            fields = document["fields"]
            until = fields.get("valid_until")
            if document["kind"] != "result" or not until or until == "unlimited" or not fields.get("owner_id"):
                continue
            if document["result_type"] and (date.fromisoformat(until) >= as_of) == (wanted == "valid"):
                sys.stdout.write(f"{document['result_type']} {fields['owner_id']}\n")
                return
    sys.exit(f"no {wanted} paper among the samples")


if __name__ == "__main__":
    main()
