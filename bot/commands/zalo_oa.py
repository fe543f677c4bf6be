"""`diemdanh zalo-oa connect`: have whoever manages a Zalo Official Account consent, and keep the first tokens."""

from __future__ import annotations

from argparse import Namespace

from bot import environment
from bot.channels.zalo_oa.asking import begin_consent, finish_consent, name_of
from bot.channels.zalo_oa.consent import PATH
from bot.commands.database import make_folder
from bot.errors import OperatorError
from storage.database_file import connect
from storage.schema import migrate

SETTINGS = "Set DIEMDANH_ZALO_OA_APP_ID, DIEMDANH_ZALO_OA_APP_SECRET and DIEMDANH_ZALO_OA_SECRET_KEY first."
NO_CALLBACK = (
    "Zalo sends whoever consents on to an address that stands in the app's settings as its callback: set "
    "DIEMDANH_PUBLIC_URL, or say that address with --callback."
)


def run(args: Namespace) -> int:
    """Show where to consent, then wait for the address to which Zalo has sent them."""
    chosen = environment.load()
    if not chosen.zalo_oa:
        raise OperatorError(SETTINGS)
    callback = args.callback or (chosen.public_url and f"{chosen.public_url}{PATH}")
    if not callback:
        raise OperatorError(NO_CALLBACK)
    make_folder(chosen)
    connection = connect(chosen.database)
    migrate(connection)
    connection.close()
    print(f"The app's callback at developers.zalo.me must be {callback}. Then open, as whoever manages the account:\n")
    print(f"{begin_consent(chosen, callback)}\n")
    print("Afterwards paste the address of the page that Zalo sent you to; or press its button there, then Enter here.")
    address = input("> ").strip()
    if address:
        finish_consent(chosen, address)
    print(f"{name_of(chosen)} is connected. Restart the bot if it was not served before.")
    return 0
