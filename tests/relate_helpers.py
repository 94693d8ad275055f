"""Makes documents from paragraphs, for the tests of relations."""

from __future__ import annotations

from edition.config import Config
from edition.model import Account, Basis, Block, BlockKind, Claim, Document, Piece, Span, Words

CONFIG = Config(Words("试", "Test"), Words("", ""), "https://edition.example/")


def document(
    name: str,
    *paragraphs: str,
    source: str = "",
    form: str = "crawled-post",
    language: str = "zh-Hans",
    **claims: str,
) -> Document:
    """Make a document with its paragraphs numbered from p1; claims are given by their fields."""
    blocks = tuple(
        Block(BlockKind.PARAGRAPH, (Piece(Span(0, len(text)), text),), {}, f"p{n}")
        for n, text in enumerate(paragraphs, 1)
    )
    made = tuple(Claim(field, value, Basis.ATTESTED) for field, value in claims.items())
    return Document(
        name, 1, "", source or f"sources/{name}.txt", form, language, blocks, made, (), Account(0, 0, 0, 0, 0, 0)
    )  # fmt: skip


MEETING = (
    "3月19日晚上，省委书记景俊海连夜主持召开全省疫情防控调度会。他强调，要紧盯目标、尽锐出战，迅速采取果断有力措施，以最快速度实现社会面清零，坚决夺取疫情防控大仗硬仗最终胜利。",
    "景俊海强调，要进一步提升核酸检测效率，高效组织全员核酸检测，细化优化采、送、检、报各环节流程，最大限度发挥现有检测能力，确保24小时完成任务、不漏一人。",
    "高广滨、胡家福、张志军、张恩惠、刘金波、安立佳、李伟参加会议。",
)
