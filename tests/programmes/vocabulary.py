"""Words that programmes are written with, for the generator alone: the reader's own tables are never used here."""

from __future__ import annotations

from typing import NamedTuple


class Event(NamedTuple):
    """A day that is remembered: its name as it stands behind "… năm", and when it was."""

    name: str
    day: int
    month: int
    year: int


EVENTS = (
    Event("Ngày thành lập Đảng Cộng sản Việt Nam", 3, 2, 1930),
    Event("Ngày thành lập Đoàn TNCS Hồ Chí Minh", 26, 3, 1931),
    Event("Ngày Giải phóng miền Nam, thống nhất đất nước", 30, 4, 1975),
    Event("Chiến thắng Điện Biên Phủ", 7, 5, 1954),
    Event("Ngày thành lập Đội TNTP Hồ Chí Minh", 15, 5, 1941),
    Event("Ngày sinh Chủ tịch Hồ Chí Minh", 19, 5, 1890),
    Event("Ngày Bác Hồ ra đi tìm đường cứu nước", 5, 6, 1911),
    Event("Ngày Thương binh - Liệt sĩ", 27, 7, 1947),
    Event("Cách mạng tháng Tám", 19, 8, 1945),
    Event("Ngày truyền thống Hội LHTN Việt Nam", 15, 10, 1956),
    Event("Ngày thành lập Hội Liên hiệp Phụ nữ Việt Nam", 20, 10, 1930),
    Event("Ngày thành lập Quân đội nhân dân Việt Nam", 22, 12, 1944),
    Event("Ngày Học sinh, sinh viên Việt Nam", 9, 1, 1950),
    Event("Ngày giải phóng thị xã", 14, 3, 1975),
    Event("Ngày tái lập tỉnh", 1, 1, 1997),
    Event("Ngày truyền thống ngành Than", 12, 11, 1936),
    Event("khởi nghĩa Nam Kỳ", 23, 11, 1940),
    Event("Ngày sinh đồng chí Nguyễn Thị Minh Khai", 30, 9, 1910),
    Event("ngày mất của nhà thơ Nguyễn Đình Chiểu", 3, 7, 1888),
    Event("Ngày Bác Hồ về thăm xã", 17, 2, 1961),
)
# Days of the year that are named without an origin, and how they are called.
NAMED_DAYS = (
    ("ngày Quốc tế Phụ nữ", 8, 3),
    ("Ngày Quốc tế Lao động", 1, 5),
    ("ngày Quốc tế Thiếu nhi", 1, 6),
    ("Ngày Môi trường thế giới", 5, 6),
    ("Ngày Gia đình Việt Nam", 28, 6),
    ("Quốc khánh", 2, 9),
    ("ngày Phụ nữ Việt Nam", 20, 10),
    ("Ngày Nhà giáo Việt Nam", 20, 11),
    ("Ngày Pháp luật nước CHXHCN Việt Nam", 9, 11),
    ("Ngày Thầy thuốc Việt Nam", 27, 2),
    ("Ngày Sách và Văn hóa đọc Việt Nam", 21, 4),
    ("Ngày Chuyển đổi số quốc gia", 10, 10),
)
LUNAR_DAYS = (
    ("Giỗ Tổ Hùng Vương", 10, 3),
    ("Tết Đoan Ngọ", 5, 5),
    ("Tết Trung thu", 15, 8),
    ("Lễ Vu Lan", 15, 7),
    ("Tết Nguyên tiêu", 15, 1),
    ("Lễ giỗ Cụ Đồ Chiểu", 24, 5),
    ("Lễ hội Đền Hùng", 10, 3),
)
YEARS_OF_THE_MOON = ("Giáp Thìn", "Ất Tỵ", "Quý Mão", "Nhâm Dần", "Tân Sửu", "Bính Ngọ")
FOUNDED = (
    "thành lập trường",
    "thành lập huyện",
    "thành lập tỉnh",
    "tái lập xã",
    "thành lập Công ty",
    "Ngày thành lập ngành Kiểm lâm",
    "phong trào “Ba đảm đang”",
    "Ngày truyền thống của Hội",
    "ra đời tác phẩm “Đường kách mệnh”",
)
LEADS = (
    "Kỷ niệm",
    "kỷ niệm",
    "Chào mừng kỷ niệm",
    "nhân kỷ niệm",
    "Hướng tới kỷ niệm",
    "Tổ chức các hoạt động kỷ niệm",
    "Tuyên truyền kỷ niệm",
    "Nhân dịp kỷ niệm",
    "Mừng",
    "chào mừng",
)
OCCASIONS = (
    "tổ chức lễ dâng hương tại nghĩa trang liệt sĩ",
    "thăm hỏi gia đình chính sách",
    "ra quân dọn vệ sinh môi trường",
    "tổ chức hành trình về nguồn",
    "phát động đợt thi đua cao điểm",
    "sinh hoạt chi đoàn theo chủ đề",
)
ORGANISATIONS = ("chi đoàn", "cơ sở Đoàn", "Đoàn xã", "chi hội", "liên chi đoàn", "huyện đoàn", "liên đội", "Hội cơ sở")
PEOPLE = (
    "đoàn viên",
    "thanh niên",
    "hội viên",
    "học sinh",
    "sinh viên",
    "thanh niên công nhân",
    "thiếu nhi",
    "cán bộ Đoàn",
)
COUNTED = (
    ("trồng mới", "cây xanh", "tại các tuyến đường nông thôn", 100, 200_000),
    ("trồng và chăm sóc", "cây phân tán", "", 100, 9_000),
    ("tặng", "suất quà", "cho gia đình chính sách", 20, 5_000),
    ("trao", "suất học bổng", "cho học sinh nghèo vượt khó", 10, 900),
    ("xây dựng", "nhà nhân ái", "", 2, 60),
    ("sửa chữa", "căn nhà", "cho cựu thanh niên xung phong", 2, 40),
    ("tư vấn, hướng nghiệp cho", "học sinh", "cuối cấp", 200, 30_000),
    ("giới thiệu việc làm cho", "thanh niên", "", 100, 9_000),
    ("kết nạp", "đoàn viên mới", "", 30, 9_000),
    ("giới thiệu", "đoàn viên ưu tú", "cho Đảng xem xét, kết nạp", 5, 900),
    ("vận động", "đơn vị máu", "", 50, 9_000),
    ("huy động", "ngày công", "tham gia xây dựng nông thôn mới", 100, 20_000),
    ("bê tông hóa", "km đường giao thông", "", 2, 90),
    ("thành lập", "câu lạc bộ", "", 2, 30),
    ("tổ chức", "lớp tập huấn", "", 2, 30),
    ("hỗ trợ", "dự án khởi nghiệp", "", 2, 60),
    ("hỗ trợ", "hộ nghèo", "phát triển kinh tế", 5, 400),
    ("số hóa", "địa chỉ đỏ", "", 2, 60),
    ("đảm nhận", "công trình thanh niên", "", 2, 300),
    ("thu gom", "tấn rác thải", "", 2, 300),
    ("cài đặt ứng dụng VNeID cho", "người dân", "", 200, 60_000),
    ("tặng", "thẻ bảo hiểm y tế", "", 50, 2_000),
    ("lắp đặt", "camera an ninh", "", 10, 90),
    ("thu hút", "lượt đoàn viên", "tham gia", 500, 90_000),
)
SHARES = (
    "được học tập, quán triệt Nghị quyết",
    "tham gia sinh hoạt hè",
    "được tư vấn nghề nghiệp",
    "xếp loại tốt trở lên",
    "sử dụng dịch vụ công trực tuyến",
    "có công trình, phần việc thanh niên",
    "đăng ký học tập và làm theo Bác",
)
THINGS = (
    ("đảm nhận", "công trình thanh niên"),
    ("có", "mô hình làm kinh tế"),
    ("giúp đỡ", "thanh niên chậm tiến"),
    ("tổ chức", "hoạt động tình nguyện"),
    ("duy trì", "tuyến đường tự quản"),
    ("nhận đỡ đầu", "em thiếu nhi mồ côi"),
)
CAMPAIGNS = (
    "Tháng Thanh niên",
    "Chiến dịch Mùa hè xanh",
    "Chiến dịch Hoa phượng đỏ",
    "Chương trình Tiếp sức mùa thi",
    "Chiến dịch Xuân tình nguyện",
    "Đợt thi đua cao điểm",
    "Cuộc thi trực tuyến tìm hiểu lịch sử Đoàn",
    "Hội thi Tin học trẻ",
    "Hành trình Tôi yêu Tổ quốc tôi",
    "Giải bóng đá thiếu niên",
)
