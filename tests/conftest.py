"""One draw of random examples for every run of the suite, so that red and green repeat.

`pytest --hypothesis-profile=explore` draws others each time: part of `make campaign`.
"""

from hypothesis import settings

# No deadlines: a first call may compile a kernel or import another library.
settings.register_profile("repeatable", deadline=None, derandomize=True)
settings.register_profile("explore", deadline=None)
settings.load_profile("repeatable")
