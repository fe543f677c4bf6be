"""Which wishes are led nowhere although their words were said: denied, put off, asked about, told of others. Pure.

Erasing, giving up, sending, voiding and taking back are begun only by who asks for it in so many words; so is what
leaders do to others: cancelling a campaign, taking a role back, closing a unit, deciding on reports.
"""

from __future__ import annotations

import re

CANCEL_SHIFT, ERASE, BROADCAST = "cancel_shift", "erase", "broadcast"
HARMFUL = frozenset({ERASE, CANCEL_SHIFT, BROADCAST, "void_posters", "undo_import"})
SURE = {ERASE: 0.4, CANCEL_SHIFT: 0.4, BROADCAST: 0.4, "void_posters": 0.4, "undo_import": 0.4}
"""How likely each must be before it is begun."""
UPON_OTHERS = frozenset({"manage_campaigns", "rights", "units", "verify", "new_campaign", "import_table", "plan"})
"""What changes something for others: a denial, a delay or hearsay begins none of it."""
_ACTS = HARMFUL | UPON_OTHERS | {"sign_up", "check_in", "report", "my_shifts", "digest"}
"""What the words of another errand (an order, a flight, a game) do not begin."""
_CLEARLY = 0.8  # one so likely needs no word of giving up, where the person has the shift

_DEED = (
    "(?:huy|xoa|bo|gui|doi|nhan|gach|rut|go|bao|thong bao|duyet|tra lai|hoan|nhap|thu hoi|cat|cap|tuoc|dong|khoa|"
    "ket thuc|ngung|dung|doi|chuyen|gop|sap nhap|giai the|"
    "loai|tru|tha|nhuong|reset|thay|vo hieu|cancel|delete|erase|remove|drop|send|void|change|revoke|merge|close|undo|"
    "approve|reject)"
)
_DENIED = re.compile(
    rf"\bdung(?: co| co ma| ai| voi| vang| vay)? {_DEED}\b|"
    rf"\b(?:chua|khong|khong co|dau co|co)(?: \w+)? {_DEED}\b.{{0,30}}\b(?:dau|het|gi|ca)\b|"
    rf"\bai (?:noi|bao|keu|kiu)\b.*\b{_DEED}\b|\b{_DEED} dau\b|\bchua (?:duoc )?{_DEED}\b|"
    rf"\b(?:don t|do not|never|didn t|dont|not) (?:\w+ )?{_DEED}\b|"
    r"\bvan (?:di|tham gia)\b|\b(?:em|toi|t|minh|tui) di duoc\b|\bhong co (?:huy|bo|xoa)\b|"
    r"\b(?:khong|khong co|dau co|don t) (?:muon|dinh|want to|mean to) "
    r"(?:huy|nghi|bo|xoa|rut|cancel|delete|drop|leave)\b"
)
_UNDECIDED = re.compile(
    r"\b(?:chua|khong|hong) chac\b(?!.* (?:huy|rut|xin nghi))|\b(?:se|mai|toi|lat|chut) bao (?:lai|sau)\b|"
    r"\bwill (?:tell|let) you\b|\b(?:may|might) not\b|\bnot sure\b|\bkhong biet (?:co )?di duoc\b"
)
_ASKED_ABOUT = re.compile(
    rf"\bbi {_DEED}\b|\b(?:roi|chua) (?:ha|phai khong|sao)$|"
    rf"\b{_DEED} (?:\w+ ){{0,2}}(?:roi|chua)(?: (?:vay|do|a|nhi|ta|ha))?$|\bco nen\b"
)
_FORBIDDEN = re.compile(
    r"\b(?:dung|cho co|khoan|khoan hay|khoan hang|khong duoc|khong can|don t|do not|dont|never)"
    rf"(?: (?!lai )\w+){{0,2}}? {_DEED}\b|"
    rf"^(?:da |a |ad oi |bot oi |khoan )?(?:chua|khong)(?: \w+)? {_DEED}\b(?!.*\b(?:thi|nen)\b)|"
    rf"\b{_DEED} (?:dau|cham|tre|voi) nha$"
)
_GREETINGS = r"(?:da |a |ad oi |bot oi |ua |thoi )*"
_PUT_OFF = re.compile(
    rf"^{_GREETINGS}(?:tu tu|khoan|cho chut|doi chut|wait|hold on|not yet)\b|"
    r"\b(?:de|cho|doi) (?:toi|em|minh|tui|t|anh|chi|con|bac|cap tren|lanh dao|sep) .*"
    r"\b(?:da|coi sao|suy nghi|tinh lai)$|"
    r"\b(?:let me|i need to) (?:check|think|read|ask)\b"
)
_HEARSAY = re.compile(r"\bnghe (?:noi|dau|bao|don|ke)\b|\b(?:they|people|someone) (?:say|said|told)\b|\bi heard\b")
_ANOTHER_ERRAND = re.compile(
    r"\b(?:shopee|lazada|tiktok|tik tok|insta|instagram|youtube|netflix|spotify|grab|momo|lien quan|pubg|don hang|"
    r"dat hang|chuyen bay|ve may bay|ve xe|may bay|crush|date|hen ho|hoc phan|tin chi|"
    r"mon hoc|hoc them|hoc lai xe|hoc bu|hoc (?:toan|van|ly|hoa|anh van|vo|dan|nhac|chinh)|tiet \d|goi cuoc|goi data|"
    r"dam cuoi|dam hoi|sinh nhat|hop dong|bao hiem|ngan hang|the tin dung|concert|lich chieu|phim|kham benh|kham rang|"
    r"benh vien hen|thue|doanh thu|tai chinh|"
    r"order|flight|subscription|taxi|hotel|gym|dentist|girlfriend|boyfriend|nguoi yeu|ban trai|ban gai|wedding|"
    r"thuy trieu|tau xe|ket hon|xe may|tam tru|ielts|nghi phep)\b"
)
_FACEBOOK = re.compile(r"\b(?:xoa|huy|delete|remove)\b.*\b(?:facebook|fb|zalo|messenger|gmail|app)\b")
_GIVES_UP_TOO = re.compile(
    r"\b(?:khong di duoc|khong (?:\w+ ){1,4}duoc|huy (?:giup|gium|dum)|xin nghi|xin vang|rut ten|"
    r"hen (?:moi nguoi )?dip khac|"
    r"dung (?:tinh|ghi|xep|cho) (?:em|toi|minh|tui|t)\b)"
)
_GIVES_UP = re.compile(
    r"\b(?:huy|rut|nghi|vang|nhuong|bo (?:gium|giup|dum|ho|em|ten|ca|buoi|cai|keo|het|luon)|xoa ten|gach|"
    r"go (?:ten|ra|gium|giup|em|toi)|bung|te keo|out|kieu|drop|cancel|remove|unregister|withdraw|pull (?:me )?out|"
    r"take (?:me|my name) off|count me out|hoan|dip khac|bua khac|lan khac|lon|tru (?:em|toi|minh|tui)|"
    r"tinh (?:em|toi|minh|tui)|loai (?:em|toi)|nam nha|o nha|swap|another (?:day|shift)|"
    r"nham|nha (?:slot|cho|suat|ca)|"
    r"doi (?:\w+ ){0,4}(?:ca|keo|lich|ngay|buoi)|dua con|mac|huy tham gia|tang ca|ban|ket|benh|om|sot|dau|kham|"
    r"vien|dam|thi|hop|ve que)\b|"
    r"\b(?:khong|k|ko|hk|hok) (?:\w+ ){0,4}(?:duoc|di|toi|noi|tham gia|du|kip)\b|"
    r"\b(?:can t|cannot|won t|not able|not coming|unable|out|sick|busy|something came up|make it|bail)\b"
)
_CALLS = re.compile(
    r"^huy (?:oi|a|dau|co|di)\b|\b(?:anh|chi|thang|ong|co|chu) huy\b(?! (?:ca|dang ky|lich|giup|gium|dum|cho))"
)
_SURELY_GIVES_UP = re.compile(
    r"\b(?:rut ten|xin nghi|xin vang|xin phep vang|nhuong (?:cho|suat|lai)|huy (?:ca|dang ky|lich|cho)|"
    r"hen (?:moi nguoi )?(?:dip|lan|bua|hom) (?:khac|sau)|khong (?:di|toi|tham gia|du|den) (?:\w+ ){0,3}duoc|"
    r"khong the (?:di|tham gia|den)|can t (?:come|make|go)|won t be)\b"
)
_PASSIVE = re.compile(r"\bbi huy\b|\b(?:co huy khong|huy chua|co bi hoan)\b")
_TOLD = re.compile(
    r"\bnghe (?:noi|dau|bao)\b|\bben (?:kia|canh)\b|"
    r"\bxa ben(?: \w+)? (?:huy|hoan|nghi|bi|noi|bao|gui|dang|vua|moi|roi|co)\b|\bxa ben$"
)
_ERASE = re.compile(
    r"\bgi cua (?:em|e|minh|toi|tui|t|tao|con|chau)\b.*\b(?:xoa|boi|bo|go) (?:sach|het|di|luon|trang|giup|gium)\b|"
    r"\b(?:xoa|huy|bo|boi|delete|erase|remove|rut|forget|wipe|go|close|del)\b.*\b(?:du lieu|tai khoan|thong tin|ho so|"
    r"ten tuoi|tk|acc|nick|data|account|sach|het|he thong|info|me|dong y|database|everything|so dien thoai)\b|"
    r"\bra khoi he thong\b|\bquyen duoc quen\b|\b(?:data|account|info)\b.*\b(?:deleted|erased|removed|gone)\b"
)
_IF = re.compile(
    r"\b(?:neu|lo|if|gia su)\b.*\b(?:xoa|huy|delete|erase)\b|"
    r"\b(?:xoa|huy)\b.*\b(?:thi (?:mat|con|co|sao)|co mat|mat (?:diem|gio)|co sao)\b"
)
_WHAT_IF = re.compile(
    r"\b(?:neu|lo|if|gia su|vi du)\b.*\b(?:thi sao|co sao|co bi|bi gi|what happens|is it ok|thi lam sao)\b"
)
_MESSAGE = re.compile(r"\bxoa (?:cai )?(?:tin nhan|tin|anh|hinh|so)\b")
_ASKS_WHAT = re.compile(r"\b(?:bot|ai) (?:se )?(?:gui|nhan|bao)\b|\b(?:gui|nhan) gi\b")
_SEND = re.compile(
    r"\b(?:gui|goi|nhan|bao|noi|nhac|thong bao|soan|tb|dang|phat|loan|send|notify|tell|let|remind|announce\w*|"
    r"broadcast|blast|noti|message|loi moi|hen gio)\b"
)
_VOID = re.compile(
    r"\b(?:doi|thay|lam|huy|vo hieu|thu hoi|bo|cap|reset|refresh|new|void|replace|cancel|invalidate|revoke|regenerate|"
    r"change|stop|make|gen|tao|in)\b"
)
_UNDO = re.compile(
    r"\b(?:hoan|undo|go|huy|xoa|bo|rut|tra|quay (?:lai|ve)|tro (?:lai|ve)|tra ve|thu hoi|revert|reverse|roll|"
    r"rollback|remove|take|cancel|delete|"
    r"nhu cu)\b"
)
_NEEDED = {"void_posters": _VOID, "undo_import": _UNDO, BROADCAST: _SEND, ERASE: _ERASE}


def allowed(intent: str, plain: str, chance: float, *, has: bool = False, named: bool = False) -> bool:
    """Whether a wish, with the words it was typed in (plain), is sure enough to be begun.

    `has` says that the person has the shift that the message speaks of, `named` that it names a campaign.
    """
    if (
        intent in _ACTS
        and intent != BROADCAST
        and (_ANOTHER_ERRAND.search(plain) or _FACEBOOK.search(plain))
        and not (has or (named and chance >= _CLEARLY))
    ):
        return False
    if intent == "my_shifts":
        return re.search(r"\bdung (?:co )?(?:huy|bo|xoa|gach|rut|go)\b", plain) is None
    if intent in UPON_OTHERS or (intent in HARMFUL and intent != CANCEL_SHIFT):
        if _FORBIDDEN.search(plain) or _PUT_OFF.search(plain) or _HEARSAY.search(plain):
            return False
        if intent in {"rights", "manage_campaigns"} and _ASKED_ABOUT.search(plain):
            return False
    return intent not in HARMFUL or _harmful_allowed(intent, plain, chance, has)


def _harmful_allowed(intent: str, plain: str, chance: float, has: bool) -> bool:
    """Whether it is asked for in so many words, and not denied, supposed, or told of others."""
    if chance < SURE[intent] or _WHAT_IF.search(plain):
        return False
    if _DENIED.search(plain) and not (intent == CANCEL_SHIFT and _GIVES_UP_TOO.search(plain)):
        return False
    if intent == CANCEL_SHIFT:
        meant = _GIVES_UP.search(plain) is not None or (has and chance >= _CLEARLY)
        return meant and not (
            _CALLS.search(plain)
            or _PASSIVE.search(plain)
            or _TOLD.search(plain)
            or _PUT_OFF.search(plain)
            or _UNDECIDED.search(plain)
        )
    if intent == ERASE and (_IF.search(plain) or _MESSAGE.search(plain)):
        return False
    if intent == BROADCAST and (_TOLD.search(plain) or _ASKS_WHAT.search(plain)):
        return False
    return _NEEDED[intent].search(plain) is not None


def gives_up(plain: str) -> bool:
    """Whether a message says in so many words that one does not come; then nothing else is begun by it unasked."""
    return (
        _SURELY_GIVES_UP.search(plain) is not None
        and not _DENIED.search(plain)
        and not _PASSIVE.search(plain)
        and not _TOLD.search(plain)
    )
