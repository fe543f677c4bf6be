"""Where the web chat and the public door listen, and the address that people are told. Loads no web server."""

from __future__ import annotations

import errno
import socket

from bot.errors import OperatorError


def listening(host: str, port: int, setting: str = "WEB") -> socket.socket:
    """A socket that listens there; with port 0 on any free port, which `getsockname()[1]` tells.

    `setting` is the part of the settings' names that say where.

    Raises:
        OperatorError: the port is in use, or the address is none of this machine's.
    """
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        return socket.create_server((host, port), family=family)
    except OSError as error:
        if error.errno == errno.EADDRINUSE:
            why = f"Port {port} is in use, perhaps by a bot still running: stop it, or set DIEMDANH_{setting}_PORT."
        elif error.errno == errno.EACCES:
            why = f"Port {port} needs more rights than this user has: set DIEMDANH_{setting}_PORT to one above 1023."
        else:
            why = f"Nothing can listen on {host}, port {port} ({error.strerror}): check DIEMDANH_{setting}_HOST."
        raise OperatorError(why) from error


def address_of(host: str, port: int) -> str:
    """The address of the page, for links and for people: an IPv6 host in brackets, "any" as this machine."""
    shown = {"0.0.0.0": "127.0.0.1", "::": "[::1]"}.get(host, f"[{host}]" if ":" in host else host)  # noqa: S104
    return f"http://{shown}:{port}/"
