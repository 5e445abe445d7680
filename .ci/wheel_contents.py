"""Fail unless a wheel holds ``gametheory``, ``models``, their metadata and nothing else."""

import sys
import zipfile

names = zipfile.ZipFile(sys.argv[1]).namelist()
tops = {name.split("/")[0] for name in names}
unexpected = sorted(t for t in tops if t not in {"gametheory", "models"} and ".dist-info" not in t)
needed = {"gametheory/py.typed", "gametheory/__init__.pyi", "models/py.typed", "models/claims.json"}
needed |= {"models/absolute_security/__init__.py", "models/absolute_security/model.py"}
missing = sorted(needed - set(names))
if unexpected or missing:
    sys.exit(f"wheel: unexpected {unexpected}, missing {missing}")
print(f"wheel: {len(names)} files in {sorted(tops)}")
