"""The alarms: what each says, with what to do, and that it is logged once when it begins and once when it ends.

docs/operate.md has a paragraph for each name.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

log = logging.getLogger(__name__)

SENTENCES = {
    "receiving": "Nothing is received over {channel} since {minutes} min: {why}",
    "sending": "Messages over {channel} have been due for {minutes} min and are not sent. The log says why: see that "
    "this machine reaches the vendor, and that the token is right.",
    "committing": "The database takes nothing since {minutes} min: {why}. Nothing is confirmed meanwhile, and "
    "nothing is lost: what people wrote comes again. Make room on its disk, or see what locks it.",
    "disk": "No block can be written in {folder}, where the database is: {why}. Make room on that disk, or let the "
    "bot's user write there.",
    "photos": "No block can be written in {folder}, where photos are kept: {why}. Check-ins go on; photos wait until "
    "there is room: make some, or let the bot's user write there.",
    "database_gone": "The database {path} is not there any more: somebody moved or removed it under the running bot. "
    "Nothing is confirmed. Put it back and the bot goes on; if it was removed, stop the bot, move {rescued} there, and "
    "start it.",
    "database_replaced": "Another file was put in the place of the database {path}, or its end was cut off, under the "
    "running bot. Nothing is confirmed; the bot ends, so that the next start begins with what is there now.",
    "database_log_gone": "{path}-wal or {path}-shm was removed or replaced under the running bot. Nothing is "
    "confirmed; the bot writes what they held into the database, where it can, and ends: start it again.",
    "database_unreadable": "The database {path} cannot be read: {why}. See whether its disk works; if it is damaged, "
    "stop the bot and put the newest backup in its place.",
    "clock": "This machine's clock is behind by {minutes} min, as the dates of messages prove; the bot goes by theirs. "
    "Put the clock right (timedatectl set-ntp true), and see why it was wrong.",
    "clock_jumped": "This machine's clock jumped by {minutes} min, or the machine slept. See that it is right now: "
    "timedatectl.",
    "ticking": "No minute has begun for {minutes} min: reminders are late. If that goes on, restart the bot.",
    "zalo_oa_tokens": "The Zalo Official Account will not be able to speak any more: {why}",
    "zalo_oa_account": "Zalo does not send what the Official Account says: {why}",
    "parts": "These parts failed in the last minutes and begin again by themselves: {parts}. The log has the reason.",
}


@dataclass(frozen=True, slots=True)
class Alarm:
    """Something that whoever runs the bot should look at: its name, and a sentence that says what to do."""

    name: str
    about: str  # which channel, say: the same alarm of another one is another
    say: str


def alarm(name: str, about: str = "", **facts: Any) -> Alarm:
    """The alarm of this name, with its facts put into its sentence."""
    return Alarm(name, about, SENTENCES[name].format(**facts))


class Journal:
    """Logs each alarm when it begins and when it ends, however often it is looked at in between."""

    def __init__(self) -> None:
        self._up: dict[tuple[str, str], Alarm] = {}

    def note(self, alarms: Iterable[Alarm]) -> None:
        """These alarms are up now, and no others."""
        now = {(one.name, one.about): one for one in alarms}
        for key in now.keys() - self._up.keys():
            log.error("Alarm “%s”: %s", now[key].name, now[key].say)
        for name, about in self._up.keys() - now.keys():
            log.warning("The alarm “%s” is over%s.", name, f" ({about})" if about else "")
        self._up = now
