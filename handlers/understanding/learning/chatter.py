"""Chatter, put together from parts: what people type that asks nothing of us, also in the words of our errands.

`FAMILIES` are ways to say nothing of ours; each has frames whose braces are filled from tables. Invented.
"""

from __future__ import annotations

import random
import re
from collections.abc import Iterator, Mapping

EACH = 240  # of each family
_GAP = re.compile(r"\{(\w+)\}")


def _parted(text: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in text.replace("\n", " ").split("|") if part.strip())


WORDS: Mapping[str, tuple[str, ...]] = {
    "foreign": _parted("""
        lịch cúp điện|lịch cúp nước|lịch thi học kỳ|lịch chiếu phim|lịch học thêm|lịch khám bệnh|lịch tiêm ngừa|
        lịch tàu chạy|lịch bay|lịch bóng đá|lịch âm|lịch trực nhật|lịch phát sóng|lịch nghỉ tết|lịch thủy triều|
        lịch xe buýt|lịch học lái xe|lịch cưới|báo cáo thực tập|báo cáo tài chính|báo cáo thuế|báo cáo doanh thu|
        báo cáo môn học|báo cáo tốt nghiệp|báo cáo cuối kỳ của lớp|danh sách đi chợ|danh sách khách mời đám cưới|
        danh sách bài hát|danh sách hộ nghèo|danh sách lớp 10a2|danh sách trúng tuyển|đăng ký kết hôn|đăng ký xe máy|
        đăng ký gói cước|đăng ký học thêm|đăng ký tạm trú|đăng ký thi bằng lái|đăng ký kinh doanh|đăng ký internet|
        đăng ký học phần|đăng ký kênh youtube|đăng ký thẻ tín dụng|đăng ký nguyện vọng đại học|đăng ký khai sinh|
        mã giảm giá|mã otp|mã vận đơn|mã bưu điện|mã sinh viên|mã số thuế|mã khuyến mãi|hồ sơ vay vốn|hồ sơ xin việc|
        hồ sơ du học|hồ sơ nhập học|hồ sơ bệnh án|hồ sơ nhà đất|điểm danh lớp|điểm danh nhận quà game|điểm danh đầu giờ|
        kế hoạch bài dạy|kế hoạch kinh doanh|kế hoạch du lịch|kế hoạch đám cưới|chiến dịch quảng cáo|
        chiến dịch tiêm phòng|chiến dịch bầu cử|chiến dịch trong game|thông báo lương|thông báo tuyển sinh|
        thông báo nghỉ học|thông báo cúp nước|thông báo họp phụ huynh|đơn duyệt vay|đơn nghỉ phép|giấy phép xây dựng|
        quyền nuôi con|quyền sử dụng đất|quyền lợi bảo hiểm|đơn vị bộ đội|đơn vị đo|thành tích học tập|
        thành tích bóng đá|tiến độ công trình|tiến độ luận văn|bản tin thời tiết|bản tin thời sự|dữ liệu di động|
        tài khoản ngân hàng|tài khoản facebook|mật khẩu zalo|mật khẩu wifi|ca phẫu thuật|ca trực bệnh viện|
        ca đêm ở công ty|ca sĩ|giờ học|giờ làm việc ngân hàng|giờ bay|nhóm zalo phụ huynh|quỹ lớp|học bổng|
        lương tháng này|tiền điện|sổ hộ nghèo|bằng lái xe|thẻ căn cước|bảo hiểm y tế|visa|hộ chiếu
    """),
    "frame": _parted("""
        {x} ở đâu vậy|{x} khi nào có|{x} bao giờ có nhỉ|{x} cần giấy tờ gì|{x} sao chưa thấy|{x} làm ở đâu|cho hỏi {x}|
        {x} tuần này|{x} mai có không|{x} viết mở đầu thế nào|{x} của trường mình|{x} nộp trễ có sao không|
        {x} của con tui|quên {x} rồi|mất {x} rồi làm sao|làm sao để có {x}|{x} của em bị khóa|{x} bị hủy rồi|
        gửi {x} cho sếp rồi|đang làm {x} mệt quá|xem {x}|{x} năm nay khó quá|{x} tới hạn chưa|hủy {x} sao vậy|
        xóa {x} giùm|đổi {x} ở đâu|có ai biết {x} không|{x} bao nhiêu tiền|tháng sau mới có {x}|chị ơi {x} đâu rồi
    """),
    "who": _parted("""
        má|ba|ông nội|bà ngoại|con bé nhà tui|thằng út|chị hai|anh ba|bà năm kế bên|cô giáo|thầy chủ nhiệm|sếp|
        đứa bạn thân|crush|chồng em|vợ mình|hàng xóm|bác tư|chú sáu|nhỏ bạn|thằng em|bạn cùng phòng|ông chủ trọ|con mèo|
        chó nhà em|bà chủ quán
    """),
    "did": _parted("""
        mới mua xe|đi chợ chưa về|bị cảm ba bữa nay|cãi nhau hoài|nấu canh chua ngon lắm|đi Sài Gòn rồi|hủy hẹn với em|
        xóa kết bạn em|gửi đồ lên rồi|rút hết tiền ngân hàng|rút thăm trúng xe đạp|bỏ thuốc được một tuần|bỏ học rồi|
        nghỉ việc hôm qua|đổi số điện thoại|đổi xe mới|dừng xe giữa đường|chuyển nhà|thu hồi miếng đất|
        bị hủy chuyến bay|bị xóa tên khỏi hộ nghèo|đóng cửa tiệm|gửi lời hỏi thăm|gửi lời cảm ơn mọi người|
        xóa mù chữ cho bà con hồi đó|đi đám cưới|nói chuyện suốt|thi rớt|thi đậu đại học|bị ong chích|xem phim cả đêm|
        bán trái cây ngoài chợ|khóc hoài|không rep tin nhắn|trúng số|nợ lương hai tháng|la em quá trời|
        đăng hình lên facebook|chụp hình cưới|báo cáo công an rồi
    """),
    "weather": _parted("""
        nắng|mưa|lạnh|nóng|oi bức|gió|âm u|ngập|mù sương|nước lớn
    """),
    "goods": _parted("""
        xe máy cũ|sim số đẹp|đất nền|nhà trọ|kem trộn|sữa bột|tôm giống|phân bón|quần áo si|nồi chiên|điện thoại|
        gạo thơm|cây giống|khóa học tiếng anh|bảo hiểm nhân thọ|trà sữa|bánh tráng|vé số|máy bơm|ống nước|bình nước|
        đồ cúng|hoa tươi|lốp xe
    """),
    "ad": _parted("""
        giảm giá 50%|ib giá tốt|liên hệ zalo 0900 000 000|đăng ký ngay nhận quà|khai trương tưng bừng|số lượng có hạn|
        giao hàng tận nơi|duyệt hồ sơ trong 5 phút|lãi suất 0%|bấm link nhận 500k|mua 1 tặng 1|
        tuyển cộng tác viên online lương cao|nhập mã nhận ưu đãi|hoàn tiền 100%|chốt đơn liền tay|
        đăng ký hôm nay giảm thêm
    """),
    "task": _parted("""
        giải bài toán này|dịch câu này sang tiếng Anh|viết bài văn tả mẹ|làm thơ về quê hương|chỉ cách nấu phở|
        kể chuyện cười|hát một bài|mở nhạc|đặt xe ôm|đặt cơm trưa|tính tiền điện|tìm phòng trọ|mua vé xe|
        tra nghĩa từ này|chọn số đề|xem bói|viết đơn xin nghỉ học|sửa điện thoại|kiếm việc làm|cho mượn 500k|
        nạp thẻ điện thoại|gọi xe cấp cứu|chỉ đường ra chợ|vẽ con mèo|đặt tên cho con|soi cầu lô|mở đèn|bật quạt|
        hẹn giờ báo thức|làm bài tập về nhà
    """),
    "insult": _parted("""
        ngu|khùng|dở hơi|vô duyên|xàm|điên|rác rưởi|chán ngắt|lừa đảo|nhảm nhí|đồ bỏ|phiền phức
    """),
    "place": _parted("""
        Cà Mau|Bến Tre|Hà Nội|Sài Gòn|Huế|Nghệ An|Vĩnh Long|Trà Vinh|Bạc Liêu|Cần Thơ|Đà Nẵng|Đồng Tháp|Kiên Giang|
        Long An
    """),
    "event": _parted("""
        bão số 9 sắp vào bờ|giá xăng tăng mạnh|xe tải lật trên quốc lộ|học sinh được nghỉ học|giá lúa giảm|
        khánh thành cầu mới|cháy chợ trong đêm|bắt nhóm lừa đảo qua mạng|phát động chiến dịch tiêm phòng chó mèo|
        đội tuyển thắng 3-0|hàng trăm chuyến bay bị hủy|công nhân đình công|kêu gọi bà con đăng ký tiêm ngừa|
        thu hồi lô thuốc kém chất lượng|sáp nhập hai phường|bế mạc hội nghị trung ương|xóa bỏ lò gạch thủ công|
        hủy kết quả đấu thầu|dừng dự án điện gió|công bố danh sách trúng tuyển|hủy hoại rừng phòng hộ|khai mạc hội chợ
    """),
    "source": _parted("""
        Theo báo|Tin nóng:|Tin từ|Đài truyền hình đưa tin|Báo Tuổi trẻ đưa tin|Nghe đài nói|Thời sự tối qua nói|
        Cập nhật:|Tin mới nhất:
    """),
    "others": _parted("""
        quý phụ huynh|bà con ấp 3|các bạn lớp 11A|anh chị công nhân|khách hàng|cả nhà|toàn thể cư dân|hội cựu học sinh|
        tổ dân phố|các em học sinh lớp 9|các mẹ bỉm sữa|nhóm chạy bộ
    """),
    "told": _parted("""
        chiều mai họp ở nhà văn hóa|đóng tiền điện trước ngày 5|tối nay cúp nước|mang theo căn cước khi đi khám|
        nộp quỹ lớp cho thủ quỹ|chuyển công văn trước 16h|dời họp sang phòng 2|nhớ đón con sớm|đăng ký suất ăn bán trú|
        không đậu xe trước cổng|tiêm ngừa cho chó|đi bầu cử đúng giờ|đi họp tổ dân phố|ký tên vào biên bản|
        nhận gạo tại ủy ban
    """),
    "feeling": _parted("""
        buồn ghê|vui quá trời|mệt muốn xỉu|chán đời|đói bụng quá|buồn ngủ ghê|hồi hộp quá|nhớ nhà ghê|giận run|
        sướng ghê|tội nghiệp ghê|ngại ghê|sợ quá|thương ghê|nhức đầu quá|đau bụng quá|stress quá
    """),
    "line": _parted("""
        sông dài con nước chảy về đâu|ai đưa em qua đò năm ấy|chiều nghiêng bóng dừa trên bến cũ|
        hò ơi con nước lớn ròng|gió đưa bụi chuối sau hè|tháng năm qua còn đâu người cũ|em đi bỏ lại con đường vắng|
        trăng lên đầu ngõ trăng tròn|hẹn nhau mùa lúa chín mà không về|yêu ai rồi cũng xa thôi mà|
        đưa anh tới cuối con đường|ru con con ngủ cho ngoan|mưa rơi hoài trên mái lá|thôi em về đi trời đã tối
    """),
    "en": _parted("""
        is the ferry running today|cancel my netflix|my visa got rejected again|write me a poem|
        what is the weather like|who won the game last night|i lost my phone|my boss is so annoying|lunch was great|
        translate this for me|how much is a taxi to the airport|breaking: storm hits the coast|buy cheap followers now|
        you are so dumb|my exam schedule is crazy|cancel the order please|delete my facebook post|
        register my motorbike where|my girlfriend dumped me|traffic is terrible|the report for my boss is late|
        send this to your friends|free iphone click here|i miss home|good restaurants nearby|my bank account is locked|
        happy birthday bro|the class was cancelled|i quit my job|lol that is funny|check out my channel|
        who is the president|flight cancelled again|promo code please|our meeting is moved to monday
    """),
}
FAMILIES: Mapping[str, tuple[str, ...]] = {
    "another errand in our words": ("{of_foreign}", "{of_foreign}", "{of_foreign}", "{who} hỏi {of_foreign}"),
    "what somebody did": (
        "{who} {did}",
        "{who} {did}, {feeling}",
        "hôm qua {who} {did}",
        "nghe nói {who} {did}",
        "{who} {did} hồi nào không hay",
    ),
    "weather": (
        "trời {weather} quá",
        "hôm nay {weather} dữ",
        "mai trời có {weather} không ta",
        "{place} mấy bữa nay {weather} lắm",
        "ngoài đường {weather} quá đi không nổi",
        "{weather} vầy ai mà chịu nổi",
        "tối qua {weather} quá ngủ không được",
    ),
    "advertisement": (
        "bán {goods}, {ad}",
        "{goods} {ad}",
        "{ad}! {goods} {place}",
        "ai cần {goods} không, {ad}",
        "cần mua {goods}, giá sao",
        "VAY TIỀN NHANH, {ad}",
        "thanh lý {goods} tại {place}, {ad}",
        "{goods} bữa nay bao nhiêu",
        "{ad}, chia sẻ cho 10 nhóm",
    ),
    "another's task": (
        "{task} giúp mình",
        "{task} giùm em với",
        "bot {task} được không",
        "{task} đi bot",
        "ê {task} coi",
        "cho hỏi cách {task}",
    ),
    "insult": (
        "bot {insult} quá",
        "nói {insult} gì vậy",
        "trả lời {insult} gì đâu",
        "bot {insult} như bò",
        "đồ {insult}",
        "nói chuyện với mày {insult} ghê",
        "app gì mà {insult}",
        "{insult} vừa thôi nha",
        "thằng cha này {insult}",
        "cái bot {insult} nhất tao từng thấy",
    ),
    "news": (
        "{source} {place}, {event}",
        "{event} ở {place}",
        "{source} {event}",
        "nghe tin {event} chưa",
        "{place}: {event}, bà con chú ý",
        "hôm nay {event}",
    ),
    "told to others": (
        "Kính mời {others} {told}",
        "{others} lưu ý {told}",
        "Mời {others} {told} nhé",
        "Chuyển tiếp: {others} {told}",
        "{others} ơi, {told}",
        "Thông báo tới {others}: {told}",
        "Đề nghị {others} {told}",
        "đ/c nhớ {told} giúp tôi",
    ),
    "feeling": (
        "{feeling}",
        "hôm nay {feeling}",
        "{feeling}, {who} {did}",
        "sao mà {feeling}",
        "tự nhiên {feeling}",
        "{who} làm em {feeling}",
    ),
    "song": ("{line}", "{line}, {line}", "{line} ơ hờ", "~ {line} ~"),
    "wrong number": (
        "nhầm số rồi {who} ơi",
        "nhắn lộn rồi, tui đâu có kêu {goods}",
        "ủa nhầm nhóm",
        "{who} ơi tối qua ăn cơm chưa",
        "chúc {who} ngủ ngon",
        "alo {who} hả",
        "{who} về tới nhà chưa",
        "gửi nhầm, xin lỗi nha",
        "{who} khỏe không",
        "xóa giùm tin vừa nãy, gửi nhầm",
    ),
    "english": ("{en}", "{en}", "hey {en}", "{en} haha"),
}


def chatter(chance: random.Random) -> Iterator[tuple[str, str]]:
    """Sentences that ask nothing of us, each with its family; as many of each family as it has, at most `EACH`."""
    for family, frames in FAMILIES.items():
        made = dict.fromkeys(_filled(chance.choice(frames), chance) for _time in range(EACH))
        yield from ((family, text) for text in made)


def _filled(frame: str, chance: random.Random) -> str:
    """A frame with its gaps filled."""

    def word(match: re.Match[str]) -> str:
        if match[1] == "of_foreign":
            return chance.choice(WORDS["frame"]).replace("{x}", chance.choice(WORDS["foreign"]))
        return chance.choice(WORDS[match[1]])

    return _GAP.sub(word, frame)
