"""Which numbers of a programme set no amount: by what stands before them, and by what they count."""

from __future__ import annotations

from typing import NamedTuple


class AmountRule(NamedTuple):
    """A number is no amount where `before` stands before it and `counted` after it; the `example` holds none."""

    why: str
    before: str
    counted: str
    example: str
    below: int = 10**9  # of numbers below this alone
    unless_aimed: bool = False  # not where the words before say that it is aimed at


NO_AMOUNT = (
    AmountRule(
        "an ordinal",
        r"lần(?: thứ)?|thứ|khóa|khoá|(?<!định )kỳ|đợt|chặng|vòng|bảng|hạng|top|số|tập|phiên",
        "",
        "xây dựng Đoàn lần thứ 12 vững mạnh",
    ),
    AmountRule(
        "a level",
        r"mức(?: độ)?|cấp|cấp độ|bậc|hạng|loại",
        "",
        "hỗ trợ kích hoạt định danh mức 2 cho người dân",
        below=6,
    ),
    AmountRule(
        "a part of a document",
        r"điều|khoản|mục|phần|chương|trang|phụ lục|biểu|tiểu mục",
        "",
        "thực hiện Điều 7 của Điều lệ",
    ),
    AmountRule(
        "a document",
        r"(?:đề án|chương trình|nghị quyết|chỉ thị|kết luận|quyết định|thông tư|nghị định|kế hoạch|công văn|"
        r"hướng dẫn|quy định|thông báo|dự án)(?: số)?",
        "",
        "triển khai Đề án 06 của Chính phủ",
    ),
    AmountRule(
        "a time",
        r"năm|năm học|(?<!mỗi )(?<!hằng )(?<!hàng )(?:tháng|quý|tuần)|ngày|mùng|mồng|hè|xuân|giai đoạn|nhiệm kỳ|"
        r"lúc|giờ|niên khóa|cuối|(?<!đỡ )đầu",
        "",
        "tổ chức vào ngày 26 hằng tháng",
    ),
    AmountRule(
        "a class or a place",
        r"lớp|khối|tổ|khu phố|ấp|thôn|xóm|phường|quận|quốc lộ|khu vực|vùng|cụm|hội trường|phòng|bản",
        "",
        "hỗ trợ khu phố 5 tổ chức",
        below=100,
    ),
    AmountRule(
        "a place that is counted",
        r"(?:trong(?: tổng số)?|trên tổng số|với|trực|túc trực|chốt trực|ứng trực)(?: (?:hơn|gần|trên))?",
        r"xã|huyện|tỉnh|phường|thị trấn|thành phố|quận|ấp|thôn|điểm trường|địa phương|điểm|địa điểm|cơ sở|đơn vị|"
        r"chốt|bến|nút giao|ngã tư",
        "triển khai với 2 xã khó khăn",
    ),
    AmountRule(
        "where something is, and whose it is",
        r"(?:tại|ở|trên địa bàn|thuộc|(?<!nhân )(?<!giá trị )của|từ nguồn)(?: (?:hơn|gần|trên|khoảng))?",
        r"[^\W\d_]+",
        "hỗ trợ tại 112 nghĩa trang, phát huy vai trò của 3.250 đảng viên trẻ",
    ),
    AmountRule(
        "a telephone",
        r"ĐT|SĐT|điện thoại|hotline|zalo|liên hệ|di động|tài khoản|stk",
        "",
        "hỗ trợ: điện thoại 113 hoặc zalo 114",
    ),
    AmountRule(
        "a stage of industry", r"công nghiệp|web|nông nghiệp|phiên bản", "", "tập huấn công nghiệp 4 cho cán bộ"
    ),
    AmountRule(
        "guests",
        r"dành (?:cho|tặng)|(?:với|có|cùng)(?: sự)? (?:tham gia|tham dự|góp mặt|hiện diện)(?: của)?(?: (?:hơn|"
        r"gần|trên|khoảng))?|quy tụ(?: (?:hơn|gần|trên))?",
        "",
        "tổ chức lễ ra quân với sự tham gia của 500 đoàn viên",
    ),
    AmountRule(
        "how many belong to an organisation",
        r"(?:huyện|xã|tỉnh|phường|trường|đoàn|hội|thành phố|thị xã|khối) (?:hiện )?có(?: (?:hơn|trên|khoảng))?",
        r"(?:hội viên|đoàn viên|chi đoàn|chi hội|cơ sở|đảng viên|thành viên)(?! ưu tú| mới)",
        "tổ chức sinh hoạt, Hội phụ nữ xã có trên 720 hội viên",
        below=10**7,
        unless_aimed=True,
    ),
    AmountRule(
        "what there is",
        r"(?<!chỉ tiêu )(?<!mục tiêu )là(?: (?:hơn|gần|trên|khoảng))?|"
        r"toàn [^\W\d_]+(?: [^\W\d_]+)? (?:hiện )?có(?: (?:hơn|gần|trên|khoảng))?",
        r"[^\W\d_]+",
        "tổ chức ở nơi có diện tích là 58 ha, toàn ấp có 1.140 hộ",
        below=10**6,
        unless_aimed=True,
    ),
    AmountRule("a limit", r"không quá|tối đa", r"[^\W\d_]+", "tổ chức thi viết, mỗi đội không quá 12 người"),
    AmountRule(
        "what is chosen, or chosen from",
        r"chọn(?: ra)?(?: từ)?(?: (?:hơn|trên))?|đại diện (?:cho )?(?:hơn|trên)?",
        r"[^\W\d_]+",
        "tổ chức sơ khảo, chọn 20 tiểu phẩm, chọn ra 6 gương mặt",
    ),
    AmountRule(
        "what was counted",
        r"gần|xấp xỉ|ngót",
        r"[^\W\d_]+",
        "tổ chức đợt hiến máu có gần 90 giáo viên tham gia",
        below=10**9,
    ),
    AmountRule(
        "places that are listed",
        r"^|như|gồm|[:;]",
        r"(?:thôn|bản|ấp|xã|phường|huyện|tỉnh|đảo|khu phố)(?![^;\n]*(?:được|đạt|hoàn thành))",
        "địa bàn hỗ trợ như: 9 ấp ven biển thuộc 3 huyện",
    ),
    AmountRule(
        "who competes",
        r"(?:với|gồm|có)(?: (?:hơn|gần|trên|khoảng))?",
        r"đội(?! hình)|thí sinh|vận động viên|gian hàng|trại",
        "tổ chức vòng chung kết với 7 đội của các cụm",
    ),
    AmountRule(
        "guests that are counted",
        r"với(?: (?:hơn|gần|trên|khoảng))?",
        r"[^,;]*(?:tham gia|tham dự|góp mặt|tranh tài|thi đấu)",
        "tổ chức Hội thao với 8 đội bóng tranh tài",
    ),
    AmountRule("a distance", r"(?:cự ly|bán kính)[^.;]{0,40}", "", "tổ chức giải chạy cự ly 5km, 10km"),
    AmountRule(
        "a length of time",
        "",
        r"năm|tháng|ngày(?! công| hội| lễ| sách| thứ| chủ nhật| đoàn viên)|giờ(?! tình nguyện| công)|phút|giây|"
        r"tuần|đêm(?! hội| nhạc| giao lưu| văn nghệ)|"
        r"h|g|tiếng|thế kỷ|thập kỷ",
        "tổ chức trong 02 ngày 1 đêm",
    ),
    AmountRule("an age", "", r"tuổi", "trồng cây cùng thanh niên từ 16 đến 30 tuổi"),
    AmountRule(
        "the programme's own parts",
        "",
        r"chỉ tiêu|nội dung|nhóm(?! trẻ| hộ)|tiêu chí|mục tiêu|quan điểm|điểm mới|bài học|phương châm|chủ đề|"
        r"khẩu hiệu|"
        r"đề án|khâu|trọng tâm|đột phá|định hướng|yêu cầu|bước|mặt|hình thức|nguyên tắc|"
        r"hệ thống|chương trình (?:công tác|trọng điểm)|chiến dịch|giai đoạn|chặng|"
        r"phần(?! quà| việc| thưởng)|chương(?! trình)",
        "thực hiện 5 nhóm chỉ tiêu, 2 khâu đột phá",
    ),
    AmountRule(
        "what something is made of",
        r"(?:bao )?gồm(?: có)?|(?:được )?chia (?:làm|thành)|với",
        r"đợt|vòng|chương trình|hợp phần|nhóm",
        "hỗ trợ thanh niên, gồm 4 chương trình và chia làm 3 đợt",
    ),
    AmountRule("tasks", "", r"nhiệm vụ|giải pháp", "thực hiện 8 nhiệm vụ và 3 giải pháp", below=20),
    AmountRule(
        "a name's number",
        "",
        r"phong trào|cuộc vận động|chương trình (?:đồng hành|hỗ trợ|lớn|trọng điểm|mục tiêu|quốc gia)|"
        r"dự án trọng điểm|điều|trách nhiệm|xung kích|đồng hành|"
        r"chủ động|liên kết|tốt|sạch|biết|chống|xây|sẵn sàng|không(?! gian)|nhất|có|an|tại chỗ|cùng|dám|"
        r"rèn luyện|giảm|tăng(?! )|bài (?:lý luận|học)|"
        r"trong 1|bản sắc|giá trị|phẩm chất|tiên phong",
        "thực hiện 3 phong trào, 3 chương trình đồng hành, 5 điều Bác Hồ dạy",
    ),
    AmountRule(
        "a step of government", "", r"cấp(?! thẻ| giấy| phát)|dân tộc|tôn giáo|bộ, ngành", "hỗ trợ chính quyền 2 cấp"
    ),
    AmountRule(
        "a prize",
        "",
        r"(?:giải|huy chương) (?:nhất|nhì|ba|khuyến khích|vàng|bạc|đồng|phụ)|đại biểu",
        "trao 1 giải nhất, 2 giải nhì",
    ),
    AmountRule("who there is", r"có|gồm|cùng|với|\(", r"đ/c|đồng chí", "tổ chức đội hình có 5 đồng chí phụ trách"),
    AmountRule("a time of day", "", r"h\d|giờ(?! tình nguyện| công)|g\d", "tổ chức lúc 7 giờ"),
)
