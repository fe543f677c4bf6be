"""Readers of English read the plan's titles in English where there are any, and else the Vietnamese ones."""

from __future__ import annotations

from datetime import date

from handlers import notices
from handlers.targets.words import chart
from schedules.due import facts, preview
from schedules.plan import plan, titles
from schedules.plan import targets as plan_targets
from storage.plan import plan_items
from storage.plan.plan_items import Dates, PlanItem
from storage.reminders.digest_notice import Digest

YEAR = date(2026, 11, 23), date(2027, 11, 21)


def test_every_item_of_the_plan_that_is_in_the_repository_has_a_title_in_english():
    loaded = plan.read(plan.SOC_TRANG_2024.read_text(encoding="utf-8"))
    assert [item.title for item in loaded.items() if not item.title_en] == []
    assert [figure.short for _target, _position, figure in loaded.figures() if not figure.short_en] == []


def test_a_years_notices_call_each_item_as_their_reader_does(world):
    asker = world.asker("hoa")
    with world.change() as tx:
        plan.load(tx, plan.SOC_TRANG_2024.read_text(encoding="utf-8"))
        plan_items.add(tx, asker, unit_id=None, kind="campaign_day", title="Ngày của xã", dates=Dates(day=3, month=12))
        items = {item.id: item for item in plan_items.dated(tx)}
        messages = [one for one in preview.of_days(tx, *YEAR) if one.subject.startswith("item-")]
    seen = set()
    for message in messages:
        item = items[int(message.subject.removeprefix("item-").partition("@")[0])]
        year = int(message.subject.partition("@")[2][:4])
        assert called(item, "vi", year).casefold() in notices.reply(message.body, "vi").text.casefold()
        assert called(item, "en", year) in notices.reply(message.body, "en").text
        assert not item.title_en or item.title not in notices.reply(message.body, "en").text
        seen.add(item.id)
    assert seen == set(items)


def called(item: PlanItem, language: str, year: int) -> str:
    """As an item is called, worked out anew."""
    title = item.title_en if language == "en" and item.title_en else item.title
    return title if item.kind == "anniversary" else titles.for_year(title, item.kind, year)


def test_a_digest_calls_what_is_coming_as_its_reader_does(world):
    minh = world.asker("minh")
    with world.change() as tx:
        plan.load(tx, plan.SOC_TRANG_2024.read_text(encoding="utf-8"))
        digest = facts.of_leader(tx, minh, world.now)
    assert isinstance(digest, Digest)
    assert "Victory at Binh Gia" in notices.reply(digest.model_dump_json(), "en").text
    assert "Chiến thắng Bình Giã" in notices.reply(digest.model_dump_json(), "vi").text


def test_a_chart_s_bars_have_the_labels_of_their_reader(world):
    hoa = world.asker("hoa")
    with world.change() as tx:
        plan.load(tx, plan.SOC_TRANG_2024.read_text(encoding="utf-8"))
        bars = plan_targets.bars(plan_targets.of_asker(tx, hoa))
    labels = {
        language: [bar.label for bar in chart("Tỉnh đoàn", 2026, bars, language).bars] for language in ("vi", "en")
    }
    assert labels["vi"] == ["Lượt tình nguyện", "Cây xanh trồng mới", "Thiếu nhi khó khăn được giúp"]
    assert labels["en"] == ["Volunteer turns", "Trees planted", "Children in need helped"]
