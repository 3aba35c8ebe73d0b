"""Texts made of syllables that follow no pattern, so that only copies resemble each other."""

import random

__all__ = ["article", "sentences"]

_SYLLABLES = """
ánh bãi bờ cảng cầu chợ dân đảo đê đình đò đồng ga gạch ghe giếng gió hạt hẻm hồ kênh kho lúa lũ
lưới mái mưa muối năm ngõ nhà nón núi nước phà phố quán rạ rẫy rừng ruộng sân sóng sông thóc thôn
thuyền trại tre trường vịt vườn xã xóm xuồng"""


def sentences(count: int, seed: int) -> list[str]:
    """Return sentences of 12 syllables, the same for the same seed."""
    chance, syllables = random.Random(seed), _SYLLABLES.split()
    return [" ".join(chance.choices(syllables, k=12)).capitalize() + "." for _ in range(count)]


def article(count: int, seed: int) -> str:
    """Return a text of so many sentences."""
    return " ".join(sentences(count, seed))
