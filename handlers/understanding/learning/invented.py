"""What the phrases are filled in with and put between: campaigns, days, words of politeness. Invented."""

from __future__ import annotations


def _parted(text: str) -> tuple[str, ...]:
    return tuple(text.split("|"))


def _titles(text: str) -> tuple[tuple[str, str], ...]:
    """Titles and what people call them, from lines like "Thả cá giống về sông = thả cá"."""
    titles = (line.strip().partition(" = ") for line in text.strip().splitlines())
    return tuple((title, short) for title, _sign, short in titles)


CAMPAIGNS = _titles("""
    Ngày Chủ nhật xanh = chủ nhật xanh
    Xuân tình nguyện = xuân tình nguyện
    Vệ sinh nghĩa trang liệt sĩ = vệ sinh nghĩa trang
    Thắp nến tri ân = thắp nến
    Sơn lại cầu treo ấp Phú Hòa = sơn cầu
    Lớp bơi miễn phí cho thiếu nhi = lớp bơi
    Tặng quà Trung thu cho em = trung thu
    Phiên chợ không đồng = phiên chợ không đồng
    Sửa đường ấp Tân Lập = sửa đường
    Nạo vét kênh thủy lợi = nạo vét kênh
    Thăm mẹ Việt Nam anh hùng = thăm mẹ
    Bếp ăn từ thiện bệnh viện = bếp ăn từ thiện
    Tiếp sức mùa thi = tiếp sức mùa thi
    Thu gom rác nhựa ven sông = thu gom rác nhựa
    Trồng mắm, đước chắn sóng = trồng đước
    Hiến máu nhân đạo = hiến máu
    Ngày hội thanh niên khỏe = ngày hội thanh niên
    Trồng hoa đường nông thôn mới = trồng hoa
    Hướng dẫn dịch vụ công trực tuyến = dịch vụ công
    Trồng cây đầu xuân = trồng cây
    Dọn rác bãi biển Mỏ Ó = dọn biển
    Đổi rác lấy quà = đổi rác
    Bê tông hóa đường ấp 4 = đổ bê tông
    Đắp đê phòng sạt lở = đắp đê
    Sửa xe đạp tặng học sinh nghèo = sửa xe đạp
    Tư vấn hướng nghiệp cho học sinh lớp 12 = hướng nghiệp
    Số hóa di tích lịch sử = số hóa
    Câu lạc bộ tiếng Anh mùa hè = tiếng anh hè
    Đón tân sinh viên = đón tân sinh viên
    Sơn tường rào trường mẫu giáo = sơn tường rào
    Nấu cháo cho bệnh nhân = nấu cháo
    Gói bánh chưng ngày Tết = gói bánh chưng
    Chợ quê cuối năm = chợ quê
    Tủ sách cho em = tủ sách
    Cắt tóc miễn phí = cắt tóc
    Khám bệnh phát thuốc vùng sâu = khám bệnh phát thuốc
    Dựng nhà tình bạn = dựng nhà
    Gặt lúa giúp dân = gặt lúa
    Giải chạy vì cộng đồng = giải chạy
    Phân luồng giao thông lễ hội = phân luồng
    Thắp sáng đường quê = thắp sáng đường quê
    Thả cá giống về sông = thả cá
    Mùa hè xanh = mùa hè xanh
    Ngày thứ Bảy tình nguyện = thứ bảy tình nguyện
    Dạy lập trình cho thiếu nhi = dạy lập trình
    Diễn văn nghệ 26/3 = văn nghệ
""")
DAYS = _parted(
    "mai|ngày mai|chủ nhật|chủ nhật này|thứ bảy|thứ 7 tuần sau|cuối tuần|cn|t7 này|sáng mai|hôm nay|22/12|"
    "thứ năm tuần sau|ngày 20|chiều nay|tuần sau|chiều mai|tối nay|mốt|ngày kia|thứ hai|thứ 3|t6|cn tuần sau|"
    "sáng chủ nhật|chiều thứ bảy|hôm 15|mùng 8|ngày 5/4|12/3|ngày 9 tháng 1|tháng sau|tháng này|rằm này|"
    "cuối tháng|trưa mai|sáng thứ hai|tuần tới|cuối tuần này"
)
ENGLISH_DAYS = _parted(
    "tomorrow|on sunday|this saturday|next thursday|today|on the 27th|on friday morning|next week|this weekend|"
    "on monday"
)
OPENERS = _parted(
    "dạ |ad ơi |bot ơi |chào bạn, |cho em hỏi |em chào anh chị ạ, |dạ cho mình hỏi |ê bot |anh ơi |"
    "chị ơi cho em hỏi tí |ủa |alo ad |bạn ơi, |xin lỗi làm phiền, |à mà |thôi thì |nè |kính gửi ban tổ chức, |"
    "cháu ơi |con ơi |em là học sinh lớp 11, |tôi là giáo viên, |nói thiệt là nãy giờ bận quá, giờ mới rảnh, |"
    "hồi sáng tới giờ loay hoay hoài, |tui nói cái này nghe, |mi ơi |o ơi "
)
ENDS = _parted(
    " ạ| nha| với| giùm em| giúp tôi| hí| hỉ| nghen| nghe bot| ad ơi| đi| đi ạ| vậy| nhé| nhé bạn| cảm ơn|"
    ", cảm ơn nhiều| vs ạ| z ad|!!| 🙏| hè"
)
ENGLISH_OPENERS = _parted("hi, |hello, |hey |please |excuse me, |good morning, |sorry, |um |dear team, ")
ENGLISH_ENDS = _parted(" please| pls| thanks|, thank you| asap|!| ok?")
