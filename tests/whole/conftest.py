"""One Chromium for all of a process's tests: a fixture that modules import is started anew for each of them."""

from tests.support.chromium import the_browser  # noqa: F401 - a fixture
