"""`diemdanh invite`: a one-time code that makes whoever redeems it leader, organiser or admin of a unit."""

from __future__ import annotations

from argparse import Namespace

from bot import environment
from bot.commands.database import write
from bot.commands.unit_choice import choose_unit
from bot.errors import OperatorError
from bot.listening import address_of
from bot.settings import Settings
from handlers.engine.text import show_time
from storage import codes
from storage.organisation import grants
from storage.records import Role


def run(args: Namespace) -> int:
    """Make the invitation and print its code, its links and until when it can be redeemed."""
    chosen = environment.load()
    with write(chosen) as tx:
        unit = choose_unit(tx, args.unit)
        code = grants.invite(tx, Role[args.role.upper()], unit.id)
        expires = tx.now + grants.INVITE_LASTS
    print(f"Whoever redeems this once is {args.role} of {unit.name}.")
    print(f"Code:  {codes.shown(code)}   (to be typed in the chat, in any app)")
    for line in _links(chosen, code):
        print(f"Link:  {line}")
    print(f"It can be redeemed until {show_time(expires, 'moment', 'en')} (Vietnam time).")
    return 0


def _links(chosen: Settings, code: str) -> list[str]:
    """What opens it: its page, which offers each messenger; or a link for each channel that people can come by."""
    if chosen.public_url:
        return [f"{chosen.public_url}/i/{code}"]
    if chosen.telegram_token is None:
        return [f"{address_of(chosen.web_host, chosen.web_port)}?start=i{code}"]
    from bot.channels.telegram.name import username  # noqa: PLC0415 - an HTTP client, for this question alone

    try:
        return [f"https://t.me/{username(chosen.telegram_token, chosen.telegram_base_url)}?start=i{code}"]
    except OperatorError as error:
        return [f"none for Telegram: {error} The code works all the same."]
