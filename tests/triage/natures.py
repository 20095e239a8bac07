"""Made-up cases of a few natures, told in many ways, in many wards."""

from langnghe.access.models import Officer
from langnghe.register.actions.submissions import register_submission
from langnghe.register.models import Case
from langnghe.register.states import Sensitivity
from tests import cast

RUBBISH = (
    "Rác thải chất đống ba ngày nay ở phố Hoa Sữa chưa ai thu gom, bốc mùi rất khó chịu.",
    "Điểm tập kết rác thải cạnh ngõ 12 phố Thí Dụ bốc mùi, ruồi nhặng bay vào nhà.",
    "Xe không thu gom rác thải đã bốn hôm, rác chất đống trước cổng, bốc mùi hôi thối.",
    "Nhờ nhắc đơn vị thu gom rác thải, đống rác đầu thôn Mẫu bốc mùi cả tuần.",
    "Rác thải sinh hoạt đổ trộm ở bãi đất trống, không ai thu gom, bốc mùi nồng nặc.",
    "Đề nghị thu gom rác thải đúng giờ, rác chất đống đến tối, ruồi nhặng nhiều.",
)
NOISE = (
    "Quán nhậu mở loa kéo hát karaoke đến nửa đêm, cả xóm không ngủ được.",
    "Hàng xóm hát karaoke bằng loa kéo từ trưa, ồn ào quá, nhắc không nghe.",
    "Loa kéo karaoke ở quán vỉa hè mở to đến mười hai giờ đêm, trẻ con không ngủ được.",
    "Ồn ào vì karaoke loa kéo tối nào cũng có, đề nghị phường nhắc nhở.",
    "Quán ăn hát karaoke loa kéo suốt đêm, người già không ngủ được.",
)
OTHERS = (
    ("HT.01", "Mưa một tiếng là đường ngập đến nửa bánh xe, cống không thoát nước."),
    ("HC.01", "Hồ sơ nộp ở bộ phận một cửa hẹn trả rồi lại hẹn tiếp, chưa có kết quả."),
    ("GT.01", "Mặt đường đầy ổ gà, xe máy ngã liên tục."),
    ("NS.01", "Mất nước hai ngày rồi, cả khu phải mua nước bình."),
    ("HT.02", "Đèn đường hỏng cả tuần, tối om."),
    ("DD.01", "Xin hỏi thủ tục cấp giấy chứng nhận quyền sử dụng đất."),
)
TOPICS = {
    "MT.01": "Rác thải, vệ sinh môi trường",
    "TT.03": "Tiếng ồn",
    **{code: f"Việc {code}" for code, _text in OTHERS},
}


def case_of(
    by: Officer,
    text: str,
    topic: str,
    *,
    ward: int = 0,
    day: float = 0,
    sensitivity: Sensitivity = Sensitivity.S0,
) -> Case:
    """Put one report into the book as a case of its own, some days after noon."""
    submission = cast.new_submission(text)
    facts = cast.registration(
        title=text[:60],
        topic_id=cast.topic(topic, TOPICS[topic]).pk,
        ward_id=cast.ward(f"{10000 + ward}", f"Phường Mẫu {ward}").pk,
        place="",
        sensitivity=sensitivity,
    )
    register_submission(
        submission.pk, facts, by=by, at=cast.later(days=day), version=submission.version
    )
    return Case.objects.get(items__submission=submission)


def rubbish(by: Officer, **given: object) -> list[Case]:
    """Return cases of rubbish that is not collected, one in each of six wards."""
    return [
        case_of(by, text, "MT.01", ward=number, day=number / 2, **given)  # type: ignore[arg-type]
        for number, text in enumerate(RUBBISH)
    ]


def noise(by: Officer) -> list[Case]:
    """Return cases of loud singing, one in each of five wards."""
    return [
        case_of(by, text, "TT.03", ward=number, day=number) for number, text in enumerate(NOISE)
    ]


def others(by: Officer) -> list[Case]:
    """Return cases that have nothing to do with each other."""
    return [case_of(by, text, topic, ward=number) for number, (topic, text) in enumerate(OTHERS)]
