"""Which wishes are led nowhere although their words were said: denied, asked about, told of others. Pure.

Erasing, giving up, sending, voiding and taking back are begun only by who asks for it in so many words.
"""

from __future__ import annotations

import re

HARMFUL = frozenset({"erase", "cancel_shift", "broadcast", "void_posters", "undo_import"})
SURE = {"erase": 0.55, "cancel_shift": 0.45, "broadcast": 0.4, "void_posters": 0.45, "undo_import": 0.45}
"""How likely each must be before it is begun."""

_DEED = "(?:huy|xoa|bo|gui|doi|nhan|gach|rut|go|bao|cancel|delete|erase|remove|send|void|change)"
_DENIED = re.compile(
    rf"\bdung(?: co| co ma| ai)? {_DEED}\b|\b(?:chua|khong|khong co|dau co|co)(?: \w+)? {_DEED}\b.{{0,30}}\b(?:dau|het|gi|ca)\b|"
    rf"\bai (?:noi|bao|keu|kiu)\b.*\b{_DEED}\b|\b{_DEED} dau\b|\bchua (?:duoc )?{_DEED}\b|\b(?:don t|do not|never|didn t) {_DEED}\b|"
    r"\bvan (?:di|tham gia)\b|\b(?:em|toi|t|minh|tui) di duoc\b|\bhong co (?:huy|bo|xoa)\b"
)
_GIVES_UP_TOO = re.compile(r"\b(?:khong di duoc|huy (?:giup|gium|dum)|xin nghi|rut ten|hen (?:moi nguoi )?dip khac)\b")
_GIVES_UP = re.compile(
    r"\b(?:huy|rut|nghi|vang|nhuong|bo (?:gium|giup|dum|ten|ca|buoi|cai|keo)|xoa ten|gach|go ten|bung|te keo|out|kieu|drop|cancel|remove|unregister|take me off|count me out|hoan|dip khac|bua khac|lan khac|"
    r"nham|doi (?:ca|keo|lich|ngay|buoi)|huy tham gia|tang ca|ban|ket|mac|benh|om|sot|dau|kham|vien|dam|thi|hop|ve que)\b|"
    r"\bkhong (?:\w+ ){0,4}(?:duoc|di|toi|noi|tham gia|du)\b|\b(?:can t|cannot|won t|not able|unable|out|sick|busy|something came up)\b"
)
_CALLS = re.compile(
    r"^huy (?:oi|a|dau|co|di)\b|\b(?:anh|chi|thang|ong|co|chu) huy\b(?! (?:ca|dang ky|lich|giup|gium|dum|cho))"
)
_SURELY_GIVES_UP = re.compile(
    r"\b(?:rut ten|xin nghi|xin vang|xin phep vang|nhuong (?:cho|suat|lai)|huy (?:ca|dang ky|lich|cho)|hen (?:moi nguoi )?(?:dip|lan|bua|hom) (?:khac|sau)|khong (?:di|toi|tham gia|du|den) (?:\w+ ){0,3}duoc|khong the (?:di|tham gia|den)|can t (?:come|make|go)|won t be)\b"
)
_PASSIVE = re.compile(r"\bbi huy\b|\b(?:co huy khong|huy chua|co bi hoan)\b")
_TOLD = re.compile(r"\bnghe (?:noi|dau|bao)\b|\bben (?:kia|canh)\b|\bxa ben\b")
_ERASE = re.compile(
    r"\b(?:xoa|huy|delete|erase|remove|rut|forget|wipe|go)\b.*\b(?:du lieu|tai khoan|thong tin|ho so|ten tuoi|tk|acc|data|account|sach|het|he thong|info|me|dong y)\b|\bra khoi he thong\b|\bquyen duoc quen\b|\b(?:data|account|info)\b.*\b(?:deleted|erased|removed|gone)\b"
)
_IF = re.compile(
    r"\b(?:neu|lo|if|gia su)\b.*\b(?:xoa|huy|delete|erase)\b|\b(?:xoa|huy)\b.*\b(?:thi (?:mat|con|co)|co mat|mat (?:diem|gio)|co sao)\b"
)
_MESSAGE = re.compile(r"\bxoa (?:cai )?(?:tin nhan|tin|anh|hinh)\b")
_ASKS_WHAT = re.compile(r"\b(?:bot|ai) (?:se )?(?:gui|nhan|bao)\b|\b(?:gui|nhan) gi\b")
_SEND = re.compile(
    r"\b(?:gui|nhan|bao|thong bao|soan|tb|dang|phat|send|notify|announce\w*|broadcast|message|loi moi|hen gio)\b"
)


def allowed(intent: str, plain: str, chance: float) -> bool:
    """Whether a wish, with the words it was typed in (plain), is sure enough to be begun."""
    if intent not in HARMFUL:
        return True
    if chance < SURE[intent]:
        return False
    if _DENIED.search(plain) and not (intent == "cancel_shift" and _GIVES_UP_TOO.search(plain)):
        return False
    if intent == "cancel_shift":
        return (
            _GIVES_UP.search(plain) is not None
            and not _CALLS.search(plain)
            and not (_PASSIVE.search(plain) or _TOLD.search(plain))
        )
    if intent == "erase":
        return _ERASE.search(plain) is not None and not _IF.search(plain) and not _MESSAGE.search(plain)
    if intent == "broadcast":
        return _SEND.search(plain) is not None and not _TOLD.search(plain) and not _ASKS_WHAT.search(plain)
    return True


def gives_up(plain: str) -> bool:
    """Whether a message says in so many words that one does not come; then nothing else is begun by it unasked."""
    return (
        _SURELY_GIVES_UP.search(plain) is not None
        and not _DENIED.search(plain)
        and not _PASSIVE.search(plain)
        and not _TOLD.search(plain)
    )
