"""Charts on a phone, measured in the picture itself: how high its letters are, that none is lost or cut off."""

from __future__ import annotations

import io

import numpy as np
import pytest
from matplotlib.image import imread

from bot.sandbox.chart import drawn
from handlers.engine.message import Chart
from schedules.plan import plan
from storage.records import Bar
from tests.support.long_chat import NARROW

SMALLEST = 12  # pixels that a letter's size may be
CAPITAL = 0.729  # how high an H is for a size of 1 in DejaVu Sans, as its font file says
MARGIN = 8  # pixels on a phone of 360 that stay free at the sides
LONG = [
    "Thanh niên học tập, làm theo tư tưởng, đạo đức, phong cách Hồ Chí Minh",
    "Đoàn viên ưu tú được giới thiệu cho Đảng xem xét, bồi dưỡng, kết nạp trong năm 2026",
    "W" * 60,
    "i " * 60,
    "ngắn",
    "Nghiêng-nghiêng/không-có-khoảng-trắng_ở-đâu-cả-trong-một-cái-tên-dài-như-thế-này",
]


def picture(*labels: str, **facts) -> np.ndarray:
    """The dots of a chart whose bars have these names: 0 is white, 1 black."""
    bars = tuple(Bar(label=label, **({"done": 0, "amount": 1} | facts)) for label in labels)
    chart = Chart(title="H", pace="H", waiting="H", bars=bars)
    return 1 - imread(io.BytesIO(drawn(chart, "vi")))[:, :, :3].mean(axis=2)


def lines(dots: np.ndarray) -> list[int]:
    """How many dots high each run of rows with dark ink is, from top to bottom."""
    inked = [0, *(dots > 0.7).any(axis=1).astype(int), 0]
    edges = np.flatnonzero(np.diff(inked))
    return [int(end - begin) for begin, end in zip(edges[::2], edges[1::2], strict=True)]


def test_every_letter_is_high_enough_to_read_on_a_phone():
    dots = picture("H" * 12, "H H", done=1_000, claimed=50, amount=85_000_000, pace=70_000)
    high = [run * NARROW / dots.shape[1] for run in lines(dots)]
    assert len(high) == 1 + 2 + 2, "the title, each name with its figures, two lines of the legend"
    assert min(high) >= SMALLEST * CAPITAL, high


@pytest.mark.parametrize("label", LONG)
def test_a_long_name_is_written_whole(label):
    """Its ink is that of its words, each drawn alone: nothing is left out, cut off or drawn over something else."""
    whole, nothing = picture(label), picture("").sum()
    words = label.split() if " " in label else [label[at : at + 6] for at in range(0, len(label), 6)]
    alone = {word: picture(word).sum() - nothing for word in set(words)}
    assert whole.sum() - nothing == pytest.approx(sum(alone[word] for word in words), rel=0.03)
    free = round(MARGIN * whole.shape[1] / 360)
    assert not (whole[:, :free] > 0.05).any()
    assert not (whole[:, -free:] > 0.05).any()


def test_the_names_of_a_real_year_fit_side_by_side_with_their_figures():
    program = plan.read(plan.SOC_TRANG_2024.read_text(encoding="utf-8"))
    names = [one.short or target.text for target in program.targets for one in target.figures]
    dots = picture(*names, done=12_345, claimed=678, amount=255_000, pace=231_000)
    free = round(MARGIN * dots.shape[1] / 360)
    assert not (dots[:, -free:] > 0.05).any()
    assert dots.shape[1] == 1080, "three dots a pixel: sharp on a phone"
    assert dots.shape[0] / dots.shape[1] < 20, "no higher than Telegram takes (Bot API, sendPhoto)"
