"""What setWebhook says of Zalo's own look at the address, in words for whoever runs the bot. Pure.

The address is saved even where that look failed, so it has to be told.
"""

from __future__ import annotations

CLOUDFLARE = (
    "Zalo's client calls itself Java, which Cloudflare's “Browser Integrity Check” refuses: switch that off for "
    "/webhooks/ (a configuration rule), or let the name bypass Cloudflare."
)
HINTS = {
    "webhook.http.403": f"something before the bot refuses it (403). {CLOUDFLARE}",
    "webhook.http.404": "the proxy does not pass /webhooks/ on to the public door (404).",
    "webhook.http.5xx": "the proxy does not reach the public door (5xx): let it pass on to DIEMDANH_PUBLIC_HOST and "
    "DIEMDANH_PUBLIC_PORT, and see that the bot runs.",
    "webhook.http.4xx": "something before the bot refuses it (4xx): see the proxy's log.",
    "webhook.http.3xx": "it is sent on to another address (3xx), where it does not follow: set DIEMDANH_PUBLIC_URL to "
    "that one.",
    "webhook.err.tls": "the certificate is not one that it trusts: let the proxy get one from a public authority.",
    "webhook.err.dns": "the name is not known: see its DNS record.",
    "webhook.err.timeout": "no answer came in time: see the firewall, and that the bot runs.",
    "webhook.err.conn": "the connection is refused: see that the proxy runs and that port 443 is open.",
    "webhook.err.proxy": "a proxy on the way does not let it through.",
    "webhook.err.blocked": "it takes no address of that kind: a public name over https is wanted.",
}


def problem(told: object) -> str | None:
    """What is wrong, in words; None where all is well, or nothing is said."""
    looked = told.get("verification") if isinstance(told, dict) else None
    if not isinstance(looked, dict) or looked.get("ok") is not False:
        return None
    outcome, status, hint = looked.get("outcome"), looked.get("status_code"), looked.get("hint")
    name = outcome if isinstance(outcome, str) and outcome else f"webhook.http.{status}"
    known = HINTS.get(name) or (HINTS.get(f"{name[:14]}xx") if name.startswith("webhook.http.") else None)
    said = f" (Zalo says: {hint.strip()})" if isinstance(hint, str) and hint.strip() else ""
    return f"{known or f'it says {name}.'}{said}"
