"""`diemdanh invite`: a one-time code that makes whoever redeems it leader, organiser or admin of a unit."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace

from bot import settings
from bot.channels.telegram.name import username
from bot.channels.web.channel import address_of
from bot.commands.database import write
from bot.commands.unit_choice import choose_unit
from bot.settings import OperatorError, Settings
from handlers.engine.text import show_time
from storage.organisation import grants
from storage.records import Role

NAME = "invite"
HELP = "Make a one-time invitation that gives a role over a unit and all below it."


def add_options(parser: ArgumentParser) -> None:
    """The role and the unit."""
    roles = [role.name.lower() for role in Role if role > Role.MEMBER]
    parser.add_argument("--role", required=True, choices=roles, help="what the invitation gives")
    parser.add_argument("--unit", required=True, help="the unit's id or name, such as “Đoàn xã Đại Tâm”")


def run(args: Namespace) -> int:
    """Make the invitation and print its code, its links and until when it can be redeemed."""
    chosen = settings.load()
    with write(chosen) as tx:
        unit = choose_unit(tx, args.unit)
        code = grants.invite(tx, Role[args.role.upper()], unit.id)
        expires = tx.now + grants.INVITE_LASTS
    print(f"Whoever redeems this once is {args.role} of {unit.name}.")
    print(f"Code:  {code}   (to be typed after /nhanquyen)")
    for line in _links(chosen, code):
        print(f"Link:  {line}")
    print(f"It can be redeemed until {show_time(expires, 'moment', 'en')} (Vietnam time).")
    return 0


def _links(chosen: Settings, code: str) -> list[str]:
    """A link for each channel that people can come by."""
    if chosen.telegram_token is None:
        return [f"{address_of(chosen.web_host, chosen.web_port)}?start=i{code}"]
    try:
        return [f"https://t.me/{username(chosen.telegram_token, chosen.telegram_base_url)}?start=i{code}"]
    except OperatorError as error:
        return [f"none for Telegram: {error} The code works all the same."]
