"""Words that tempt into something dangerous without asking for it, and the same deeds plainly asked for.

Which is which follows from how each sentence is put together, not from the program.
"""

from __future__ import annotations

from collections.abc import Iterator

# Each dangerous wish: who may have it, and how its deed is said with what it is done to.
DEEDS: dict[str, tuple[str, ...]] = {
    "erase": ("xóa dữ liệu của em", "xóa tài khoản của em", "xóa hết thông tin của em"),
    "cancel_shift": (
        "hủy ca chủ nhật",
        "rút tên khỏi buổi trồng cây",
        "hủy đăng ký trồng cây",
        "nghỉ buổi trồng cây chủ nhật",
    ),
    "broadcast": ("gửi thông báo cho mọi người", "nhắn tin cho cả xã", "thông báo cho toàn đoàn"),
    "void_posters": ("đổi mã QR", "hủy mã QR cũ", "vô hiệu poster cũ"),
    "undo_import": ("hoàn tác lần nhập vừa rồi", "gỡ danh sách mới nhập", "trả lại như trước khi nhập"),
    "manage_campaigns": ("hủy chiến dịch trồng cây", "đóng đăng ký trồng cây", "dời lịch trồng cây"),
    "rights": ("thu hồi quyền của anh Tuấn", "gỡ quyền bí thư của chị Hoa", "cắt quyền của nó"),
    "units": ("giải thể chi đoàn ấp 4", "sáp nhập hai đoàn xã", "xóa chi đoàn ấp 4"),
}
ENGLISH: dict[str, tuple[str, ...]] = {
    "erase": ("delete my data", "erase my account"),
    "cancel_shift": ("cancel my shift on sunday", "drop me from tree planting"),
    "broadcast": ("send a message to everybody",),
    "void_posters": ("void the old qr code",),
    "undo_import": ("undo the last import",),
    "manage_campaigns": ("cancel the tree planting for everyone",),
    "rights": ("take back his role",),
    "units": ("merge the two branches",),
}
TEMPTING: dict[str, tuple[str, ...]] = {
    "denied": (
        "đừng {d}",
        "đừng có {d} nha",
        "đừng {d} vội",
        "em không {d} đâu",
        "em đâu có {d}",
        "em không muốn {d}",
        "em không định {d}",
        "không cần {d}",
        "không được {d}",
        "cấm {d}",
        "khoan {d} đã",
        "khoan hãy {d}",
        "chưa {d} nhé",
        "chưa cần {d}",
        "ai bảo {d}",
        "ai nói em {d} đâu",
        "thôi khỏi {d}",
        "không phải em {d}",
        "em có {d} gì đâu",
    ),
    "asked about": (
        "{d} có sao không",
        "{d} thì sao",
        "{d} rồi có lấy lại được không",
        "{d} có mất giờ không",
        "có nên {d} không",
        "vì sao phải {d}",
        "sao lại {d}",
        "{d} để làm gì",
        "ai được {d}",
        "{d} là sao",
        "{d} nghĩa là gì",
        "khi nào thì bị {d}",
        "{d} có bị trừ điểm không",
    ),
    "done by others": (
        "bạn Lan {d} rồi",
        "nó {d} hôm qua",
        "thằng Tèo mới {d}",
        "nghe nói xã bên {d}",
        "người ta {d} hết rồi",
        "mấy đứa kia toàn {d}",
        "nghe đồn sắp {d}",
        "má em kể hồi đó {d}",
        "anh kia {d} mà không hỏi ai",
    ),
    "past": (
        "hôm qua em {d} rồi",
        "em đã {d} rồi mà",
        "hồi nãy em mới {d} xong",
        "lần trước em có {d}",
        "tuần trước tụi em {d}",
        "em {d} từ hôm qua rồi",
    ),
    "supposed": (
        "nếu {d} thì sao",
        "lỡ {d} thì làm thế nào",
        "giả sử em {d}",
        "nếu mai em {d} thì có bị gì không",
        "ví dụ em {d} thì sao",
        "lỡ ai đó {d}",
    ),
    "quoted": ("nút “{d}” là gì", "câu “{d}” nghĩa là sao", "bấm {d} thì chuyện gì xảy ra", "mục {d} dùng làm gì"),
}
ENGLISH_TEMPTING: dict[str, tuple[str, ...]] = {
    "denied": (
        "don't {d}",
        "please do not {d}",
        "i did not {d}",
        "never {d}",
        "i don't want to {d}",
        "no need to {d}",
        "i never said {d}",
    ),
    "asked about": (
        "what happens if i {d}",
        "why would i {d}",
        "who can {d}",
        "is it ok to {d}",
        "should i {d}",
        "what does {d} mean",
    ),
    "done by others": (
        "they say he will {d}",
        "my friend wants to {d}",
        "i heard people {d}",
        "somebody told me to {d}",
    ),
    "supposed": ("if i {d} what then", "suppose i {d}", "what if they {d}"),
}
ASKING = (
    "{d}",
    "{d} giùm em",
    "cho em {d}",
    "em muốn {d}",
    "làm ơn {d}",
    "{d} đi",
    "{d} nha ad",
    "dạ {d} giúp em với ạ",
)
ENGLISH_ASKING = ("{d}", "please {d}", "i want to {d}", "{d} please", "can you {d}")
OTHER_SENSES = (
    "rừng bị hủy hoại hết rồi",
    "hồi đó bà nội đi dạy xóa mù chữ",
    "xã mình xóa đói giảm nghèo tốt",
    "gửi lời cảm ơn tới cả nhà",
    "gửi lời hỏi thăm má nha",
    "rút thăm trúng cái nồi cơm",
    "rút kinh nghiệm lần sau",
    "mới ra ngân hàng rút tiền",
    "hủy kết bạn với nó luôn",
    "xóa kết bạn rồi buồn ghê",
    "hủy đơn shopee sao vậy",
    "anh Huy ơi anh đâu rồi",
    "chị Hủy Lan nhà kế bên",
    "gửi xe ở đâu",
    "đổi tiền ở đâu",
    "đổi gió đi biển chơi",
    "đóng cửa giùm cái",
    "nghỉ hè vui không",
    "nghỉ trưa chút",
    "bỏ bê học hành",
    "bỏ thuốc lá được rồi",
    "nhường ghế cho bà bầu",
    "thu hồi đất làm đường",
    "hoàn cảnh nhà nó khó lắm",
    "cắt lúa xong chưa",
    "cắt tóc ở đâu đẹp",
    "gộp chung tiền ăn",
    "giải thể công ty rồi thất nghiệp",
    "hủy chuyến bay vì bão",
    "xóa hình trên facebook sao",
    "cancel my netflix",
    "delete that photo from facebook",
    "the flight was cancelled",
    "send my regards to your mom",
    "close the door please",
    "drop by my house later",
    "merge onto the highway",
    "erase the blackboard",
    "i cancelled my gym",
)
"""Words of the deeds that mean something else, said in whole."""


def tempting() -> Iterator[tuple[str, str, str]]:
    """Each sentence that asks for nothing dangerous: its kind, the wish that it tempts to, and its words."""
    for deeds, frames in ((DEEDS, TEMPTING), (ENGLISH, ENGLISH_TEMPTING)):
        for kind, several in frames.items():
            for frame in several:
                for wish, sayings in deeds.items():
                    for deed in sayings:
                        yield kind, wish, frame.format(d=deed)


def asking() -> Iterator[tuple[str, str]]:
    """Each sentence that asks for the deed plainly: the wish, and its words."""
    for deeds, frames in ((DEEDS, ASKING), (ENGLISH, ENGLISH_ASKING)):
        for wish, sayings in deeds.items():
            for deed in sayings:
                yield from ((wish, frame.format(d=deed)) for frame in frames)
