"""The dangerous deeds, each as it is said: its verbs, and what it is done to. Tables, pure."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import NamedTuple


class Deed(NamedTuple):
    """How a deed is said, and what it is done to."""

    verb: re.Pattern[str]
    thing: re.Pattern[str]


def _deed(verbs: str, things: str) -> Deed:
    one = "|".join(part.strip() for part in verbs.replace("\n", " ").split("|"))
    other = "|".join(part.strip() for part in things.replace("\n", " ").split("|"))
    return Deed(re.compile(rf"\b(?:{one})\b"), re.compile(rf"\b(?:{other})\b"))


DEEDS: Mapping[str, Deed] = {
    "erase": _deed(
        "xoa|huy|bo|boi|quen|rut|dong|go|delete|erase|remove|wipe|close|forget|del|deleted|erased|removed|ra khoi",
        """
        du lieu|tai khoan|thong tin|ho so|tk|acc|nick|he thong|moi thu|ten tuoi|ten|dong y|data|account|info|
        everything|system|me|so dien thoai|ve (?:em|toi|minh|tui)|gi cua (?:em|e|toi|minh|tui|t|tao)|profile
        """,
    ),
    "cancel_shift": _deed(
        """
        huy|rut|bo|nghi|vang|nhuong|nha(?= (?:slot|cho|suat|ca))|pass|
        gach|go|xoa|tra|out|doi|kieu|bung|te|lui|cancel|drop|remove|withdraw|unregister|
        pull|take (?:me|my)|count me out|swap|give|bail|loai|tru|tach|khong (?:di|tham gia|toi|den)
        """,
        r"""
        ca|buoi|bua|keo|dk|class|cho|suat|slot|ten|dang ky|lich|tham gia|vu|hom|ngay|shift|spot|seat|place|sign up|
        me|booking|danh sach|di|em|toi|minh|tui|ra|thu|chu nhat|cn|mai|mot|nay|\d[\d/]*
        """,
    ),
    "broadcast": _deed(
        """
        gui|goi|nhan|thong bao|bao|soan|phat|dang|loan|nhac|noi|viet|tb|len|send|notify|tell|announce|broadcast|
        message|blast|remind|write|let|post|schedule|hen
        """,
        """
        moi nguoi|tat ca|ca|toan|cac|nhung|chi doan|doan|xa|huyen|tinh|thanh vien|anh em|hoi vien|tin|thong bao|
        loi moi|nguoi|ban|everyone|everybody|all|members|team|group|people|announcement|notice|message|them|
        volunteers
        """,
    ),
    "void_posters": _deed(
        """
        doi|huy|vo hieu|thu hoi|het han|in|thay|lam moi|lam lai|cap|tao|bo|xoa|in lai|ngung|khoa|void|replace|
        cancel|change|reset|revoke|regenerate|refresh|invalidate|make|new|stop|gen
        """,
        "ma|qr|poster|ap phich|to|code|codes|posters|link",
    ),
    "undo_import": _deed(
        """
        hoan|hoan tac|undo|go|huy|xoa|tra|rut|quay lai|quay ve|tro ve|thu hoi|revert|rollback|roll|
        reverse|take|cancel|bo|remove|delete|nhu cu
        """,
        "nhap|import|imported|file|ban truoc|danh sach|excel|ds|du lieu|lan|dot|truoc|list|upload|last",
    ),
    "manage_campaigns": _deed(
        "huy|xoa|dong|hoan|ket thuc|ngung|dung|bo|doi|cancel|close|end|postpone|delete|call off|stop|move",
        r"""
        chien dich|hoat dong|ca|buoi|dang ky|su kien|chuong trinh|campaign|event|shift|sign up|signups|cho|ngay|
        lich|everyone|registration|\#campaign
        """,
    ),
    "rights": _deed(
        "thu hoi|go|cat|rut|tuoc|huy|xoa|bo|lay lai|ha|cach|revoke|remove|take|strip|withdraw|demote",
        "quyen|vai tro|chuc|chuc vu|role|rights|access|permission|bi thu|pho|leader",
    ),
    "units": _deed(
        "giai the|gop|sap nhap|xoa|dong|khep|bo|nhap|ket thuc|ngung|cho nghi|merge|close|dissolve|delete|remove",
        "chi doan|doan|don vi|xa|phuong|branch|branches|unit|units|lien chi|truong|ap",
    ),
}
TAKING = frozenset({"manage_campaigns", "rights", "units"})
"""What is guarded only where a verb that takes away is in the message: it also shows and changes."""
