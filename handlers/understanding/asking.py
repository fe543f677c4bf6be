"""Whether a dangerous deed is plainly asked for: by its verb and what it is done to; not denied, supposed, told. Pure.

What erases, gives up, sends, voids, undoes, or takes from others begins by such words alone, however likely it seems.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from handlers.understanding.deeds import DEEDS, TAKING, Deed
from handlers.understanding.tables import every
from handlers.understanding.words import read

_MINE = every("em e minh toi tui t tao ngo con chau toi tau i me my we tụi")
_FILLERS = _MINE | every("""
    da a ah ad bot oi anh chi ban chu bac co thay nha nhe nhen nghen ne di voi vay thoi luon gio bay roi xong u ok
    oke cho xin muon nho giup gium dum ho lam on vui long can phai hay de nghi yeu cau chac dinh tinh thi la ma
    nen ua alo tam chao kinh quy vien quan tri please pls can could would you like to want need have gotta let just hi
    hello hey so ok um sorry and the mai mot nay hom ngay buoi bua ca chieu sang trua toi dem cuoi tuan thang thu
    hai ba tu nam sau bay chu nhat cn t2 t3 t4 t5 t6 t7 on this next sunday monday tuesday wednesday thursday
    friday saturday tomorrow today morning het toan bo tat nua lai van cung do nay cai viec het em's dear team
    khong the bi nguoi khac that su
""")
_REQUEST = re.compile(
    r"\b(?:muon|xin|nho|lam on|vui long|giup|gium|dum|can|de nghi|yeu cau|hay|please|pls|want|would like|d like|need|"
    r"can you|could you|let me|phai|have to|must|cho (?:em|e|minh|toi|tui|t|con|chau|ngo|phep)|lam sao|"
    r"cach nao|how)\b"
)
_REQUEST_BEHIND = re.compile(
    r"\b(?:giup|gium|dum|ho|voi|di|nhe|nha|nghen|nhen|please|pls|lien|ngay|cho (?:em|e|minh|toi|tui|t|con|chau|ngo)|"
    r"duoc khong|duoc chua)\b"
)
_OTHERS = (
    r"(?:no|ho|nguoi ta|ai do|may dua|tui no|bon no|thang \w+|"
    r"(?:(?:con|ban|ong|ba|di|cau) (?!oi\b|a\b|bi\b|to\b)(?:\w+ ){0,2}?|"
    r"(?:chi|anh|co|chu|bac|nho) (?!oi\b|a\b|nhat\b|em\b|doan\b|gui\b|goi\b|nhan\b|bao\b|thong\b|anh\b|ad\b|bot\b)"
    r"(?:\w+ ){1,2}?)(?=(?:muon|dinh|doi|bao|keu|bat|moi|da|vua)\b)|sep|they|he|she|somebody|someone|people|my \w+)"
)
_OTHERS_WANT = re.compile(rf"\b{_OTHERS} ?(?:muon|dinh|doi|bao|keu|bat|wants?|told|said|will|asked)\b")
_NOT = re.compile(
    r"\b(?:dung|khong|chua|khoi|khoan|cho co|cam|dau|hong|chang|not|never|don t|dont|didn t|no|without)"
    r"(?: (?!(?:nua|duoc|noi|kip|roi|the|di|xai)\b)\w+){0,3} ?$"
)
_WHO_SAID = re.compile(r"\b(?:ai|who) (?:noi|bao|keu|kiu|biet|da|said|told)\b|\b(?:tu nhien|to dung) (?:bi )?$")
_DONE = re.compile(r"(?<=\w )da$|\b(?:moi|vua|tung|lo|vua moi|bi|duoc|lo tay|already|just)$")
_BEFORE_TODAY = re.compile(
    r"\b(?:hom qua|hoi nay|hoi sang|hoi trua|hoi do|hoi truoc|hoi xua|"
    r"(?:lan|tuan|thang|bua|hom|nam|dot) (?:truoc|roi|kia)|bua do|yesterday|last (?:week|time|month|year))\b"
)
_DONE_BEHIND = re.compile(
    r"^ roi ra\b|\btu (?:hom qua|hom truoc|lau|sang|hoi)\b|"
    r"(?<!vua )(?<!nay )(?<!lan )(?<!tuan )(?<!bua )(?<!thang )(?<!dot )\b(?:roi|mat roi|xong)(?: (?:ma|do|a|"
    r"nha|nhe|day|ne))?$"
)
_DENIED_BEHIND = re.compile(r"\b(?:gi )?dau(?: (?:nha|nhe|a|ma|nghen|ad))?$|\b(?:gi|j) (?:het|ca|dau)\b")
_SUPPOSED = re.compile(
    r"\b(?:neu|lo (?=ai|ma|mai|nhu|dau)|lo (?!bam|dang|nhan|chon|ghi|an )(?=.* thi )|"
    r"gia su|vi du|gia nhu|phong khi|nho (?:mai|dau|lo)|if|"
    r"suppose|imagine|in case)\b"
)
_HEARSAY = re.compile(
    r"\b(?:nghe (?:noi|dau|bao|don|ke|tin)|nguoi ta|(?:theo|tren) bao|tin don|ke (?:la|hoi|lai)|don la|"
    r"they say|i heard|"
    r"people say|told me|hom bua ke)\b"
)
_ASKED = re.compile(
    r"\bthi (?:chuyen|bi|co|mat|ra sao)\b|^(?!.*\b(?:muon|xin|cho (?:em|minh|toi))\b).*\bthi (?:sao|the nao)\b|"
    r"\bco (?:sao|mat|bi|nen|anh huong|lay lai|duoc lay|phuc hoi|phat)\b|"
    r"\b(?:la|nghia la) (?:gi|sao|j)\b|\bde (?:lam )?gi\b|\bdung (?:de )?lam gi\b|\b(?:vi|tai) sao\b|"
    r"\bsao (?:lai|phai|ma)\b|"
    r"\b(?:khi nao|bao gio)(?= (?:thi|moi|duoc|co|huy|xoa|rut|gui|nhan)\b|(?: \w+)?$)|\bai (?:duoc|co quyen|moi|"
    r"la nguoi)\b|\bchuyen gi\b|\bmoi (?:duoc|bi)\b|"
    r"\b(?:what|why|who|when|should|mean|means|happens)\b|\bis it ok\b|\bok to\b|\bok if\b|\bcan they\b|"
    r"\bphai khong$|\bha$"
)
_STRONG = re.compile(r"\b(?:huy|rut|xoa|gach|cancel|remove|withdraw|unregister)\b")  # which its own words are read for
_KEEPS = re.compile(
    r"\bvan\b(?! (?:khong|chua|bi|con (?:benh|om|sot|dau))\b)|\bbinh thuong\b|\b(?:di|toi|ra) duoc (?:roi|ma|nha|"
    r"nhe)\b|"
    r"\b(?:kip|het (?:sot|benh|om|dau|mua)|khoe(?: lai)?) (?:roi|het)\b|\bgiu (?:cho|slot|suat|ten)\b|"
    r"\bdung (?:cho|de|xep|lay) \w+ (?:the|thay|vo)\b|\bstill (?:coming|going|in)\b|\bhay (?:khong|hong|chua|sao)\b|"
    r"\b(?:tre|muon|den sau|toi sau|late)\b(?! (?:huy|nghi|rut))"
)
_COMES = re.compile(
    r"\b(?:em|e|minh|toi|tui|t|con|chau|i) (?:thi )?(?:van|se van|still) (?!khong|chua|bi|con|om|benh|sot|dau)|"
    r"\b(?:het (?:sot|benh|om)|khoe lai|kip|di duoc) roi\b|\bi m still (?:coming|going|in)\b"
)
_EITHER = re.compile(r"\b(?:hay|hay la|or) (?:da |bi |duoc |is |was )?(?:huy|hoan|nghi|bo|xoa|doi|cancel\w*|off)\b")
_NAMED = re.compile(r"\b(?:nut|cau|muc|chu|lenh|tu|phan|bam|chuc nang|button|word|command) $")
_QUOTED = re.compile(r"[“\"«‘'](?P<what>[^“\"«‘'”»’]{3,60})[”\"»’']")
_CLAUSE = re.compile(
    r"[,.;!?\n…]+|\s[-–]\s|\s(?=(?:nên|nen|nhưng|nhung|thôi thì|vì vậy|so|but|because)\s)", re.IGNORECASE
)
_BIDS_BEHIND = re.compile(r"\b(?:di|giup|gium|dum|lien|please|pls|cho (?:em|e|minh|toi|tui|t|con|chau))(?: \w+)?$")
_OF_OTHERS = re.compile(
    r"\b(?:no|ho|nguoi ta|may dua|thang|he|she|they|ai|who|(?:con|ban|chi|anh|co|chu|bac|ong|ba|di|cau) "
    r"(?!oi\b|a\b|nhat\b|em\b|doan\b|bi\b|to\b)\w+)\b"
)
_THAT_ONE = re.compile(r"\b(?:anh|chi|ban|co|chu|bac|thay|nguoi) (?:ay|kia|do|khac)\b|\bnguoi khac\b")
_WITHIN = 60  # characters between a verb and what it is done to


def plainly(intent: str, text: str, known: frozenset[str]) -> bool:
    """Whether a text asks for the deed of an intent; `known` are the words of a campaign that it names."""
    deed = DEEDS.get(intent)
    if deed is None:
        return True
    whole = read(text).told
    if intent == "cancel_shift" and (_COMES.search(whole) or _EITHER.search(whole)):
        return False
    if intent in TAKING and deed.verb.search(whole) is None:
        return True
    if _is_only_spoken_of(whole):
        return False
    if any(deed.verb.search(read(quoted["what"]).told) for quoted in _QUOTED.finditer(text)):
        return False
    named = deed.thing.search(whole) is not None or not known.isdisjoint(whole.split())
    return any(_asks(clause, deed, known, named=named) for clause in _clauses(text))


def _is_only_spoken_of(whole: str) -> bool:
    """Whether a deed is supposed, told, asked about, or what others want."""
    return any(sign.search(whole) for sign in (_SUPPOSED, _HEARSAY, _ASKED, _OTHERS_WANT))


def _is_of_others(whole: str) -> bool:
    """Whether it is others alone who do not come."""
    return _OTHER_ABSENT.search(whole) is not None and not _MINE.intersection(_OTHER_ABSENT.sub(" ", whole).split())


def spoken_against(intent: str, text: str) -> bool:
    """Whether anything in a text speaks against the deed of an intent: it is denied, supposed, asked about, told.

    Where nothing does, what is very likely may be begun also by words that no table has.
    """
    deed = DEEDS[intent]
    whole = read(text).told
    if _is_only_spoken_of(whole):
        return True
    if any(sign.search(whole) for sign in (_WHO_SAID, _STAYS, _EITHER, _KEEPS)) or _STRONG.search(whole):
        return True
    if _is_of_others(whole):
        return True
    return any(
        _is_denied(clause[: verb.start()], clause[verb.end() :]) or _BEFORE_TODAY.search(clause) is not None
        for clause in _clauses(text)
        for verb in deed.verb.finditer(clause)
    )


def _clauses(text: str) -> Iterator[str]:
    for clause in _CLAUSE.split(text):
        if clause and (plain := read(clause).told):
            yield plain


def _asks(clause: str, deed: Deed, known: frozenset[str], *, named: bool) -> bool:
    """Whether a clause asks for the deed; one word that denies it is enough against all that asks for it.

    `named` says that another clause may have named what it is done to: "nhập nhầm file rồi, hoàn tác giúp tôi".
    """
    verbs = [verb for verb in deed.verb.finditer(clause) if not known.issuperset(verb[0].split())]
    around = [(clause[: verb.start()], clause[verb.end() :]) for verb in verbs]
    if any(_is_denied(before, behind) for before, behind in around):
        return False
    return any(
        _is_ones_own(*sides, known)
        and (_names(clause, verb, deed, known) or (named and (_wants(*sides) or not sides[0].strip())))
        for verb, sides in zip(verbs, around, strict=True)
    )


def _wants(before: str, behind: str) -> bool:
    """Whether a word of asking stands beside a verb."""
    return _REQUEST.search(before) is not None or _REQUEST_BEHIND.search(behind) is not None


def _is_denied(before: str, behind: str) -> bool:
    """Whether a verb is denied, or spoken of."""
    pattern = _NOT.search(before) or _WHO_SAID.search(before) or _NAMED.search(before)
    return pattern is not None or _DENIED_BEHIND.search(behind) is not None


def _is_ones_own(before: str, behind: str, known: frozenset[str]) -> bool:
    """Whether what stands around a verb makes it a request of its writer, and of nothing that is done."""
    requested = _REQUEST.search(before) is not None
    if (_DONE.search(before.strip()) or _BEFORE_TODAY.search(before)) and not requested:
        return False
    if _DONE_BEHIND.search(behind) and not _wants(before, behind):
        return False
    if _BIDS_BEHIND.search(behind) is not None and _THAT_ONE.search(before) is None:
        requested = requested or _OF_OTHERS.search(before) is None
    own = all(word in _FILLERS or word in known or word.isdigit() for word in before.split())
    return requested or (own and _THAT_ONE.search(before) is None)


def _names(clause: str, verb: re.Match[str], deed: Deed, known: frozenset[str]) -> bool:
    """Whether what the deed is done to is named near its verb."""
    behind, before = clause[verb.end() : verb.end() + _WITHIN], clause[max(0, verb.start() - _WITHIN) : verb.start()]
    if deed.thing.search(behind) or deed.thing.search(before) or deed.thing.search(verb[0]):
        return True
    return not known.isdisjoint(f"{before} {behind}".split())


_ABSENT = re.compile(
    r"\b(?:khong|k|ko|hk|hok|chang|hong|het) (?:(?!huy|rut|nghi|bo|vang|xoa|muon huy)\w+ ){0,4}?"
    r"(?:di|toi|den|tham gia|du|ra|kip|noi|co mat|duoc)\b|"
    r"\b(?:ban|benh|om|sot|dau|mac|ket|met|tang ca|dam|gio|thi|kham|cap cuu|ve que|di lam|hop|hu xe|xe hu|nhuc|"
    r"tai nan)\b|"
    r"\b(?:can t|cannot|can not|won t|will not|not able|not coming|unable|sick|busy|ill|make it|came up|bail|"
    r"no longer)\b|"
    r"\b(?:nhuong|hen (?:\w+ ){0,2}(?:dip|lan|bua|hom) (?:khac|sau)|de (?:cho|suat|danh|lai) |tra (?:cho|slot|suat)|"
    r"xin (?:nghi|vang|kieu|phep))\b"
)
_OTHER_ABSENT = re.compile(
    r"\b(?:no|ho|nguoi ta|thang \w+|may dua|(?:con|nho|ban|chi|anh|co|chu|bac|ong|ba|di|cau) (?!oi\b|a\b|"
    r"em\b|nhat\b|minh\b|toi\b)\w+|he|she|they|"
    r"my \w+) (?:\w+ ){0,2}?(?:khong|chua|benh|ban|om|nghi|can t|won t|is sick)\b"
)
_CANNOT = re.compile(
    r"\b(?:khong|hong|chang) (?:\w+ ){0,4}?(?:di|toi|den|ra|noi|kip|duoc)\b.* dau\b"
)  # "đâu" but stresses it
_STAYS = re.compile(
    r"\b(?:van|se) (?:di|tham gia|toi)\b|\b(?:em|toi|minh|tui|t|e) di duoc\b|\bkhong (?:\w+ )?(?:huy|nghi|rut|bo) \w+"
)


def stays_away(text: str) -> bool:
    """Whether a text says of its writer that they do not come: that is giving up, without a verb of it."""
    whole = read(text).told
    if _is_only_spoken_of(whole):
        return False
    if _COMES.search(whole):
        return False
    if _is_of_others(whole):
        return False
    return any(
        _ABSENT.search(clause) is not None
        and not (
            _STAYS.search(clause)
            or _BEFORE_TODAY.search(clause)
            or (_STRONG.search(clause) and _DONE_BEHIND.search(clause))
            or (_DENIED_BEHIND.search(clause) and not _CANNOT.search(clause))
            or _DENIED_DEED.search(clause)
        )
        for clause in _clauses(text)
    )


_DENIED_DEED = re.compile(
    r"\b(?:dung|khong|chua|khoi|khoan|cam|dau co|don t|not|never|no)\b(?: \w+){0,3} (?:huy|rut|nghi|bo|vang|xoa|go|"
    r"gach|cancel|drop)\b"
)
