"""What the five captures must give, checked by hand."""

from __future__ import annotations

import json
from pathlib import Path

import frontmatter
import pytest

from edition.model import Action, BlockKind, Document, Edition
from edition.page import write_page
from edition.pipeline import Built, write_pages
from tests.conftest import ROOT


def of(built: Built, number: str) -> list[Document]:
    """Give the documents of a capture in the order of the capture."""
    record = next(
        r for r in built.edition.sources if r.source.path.startswith(f"sources/{number}_")
    )
    return [built.edition.document_by_id[d] for d in record.documents]


def texts(document: Document) -> list[str]:
    """Give the paragraphs' texts."""
    return [block.text for block in document.paragraphs]


def captions(document: Document) -> list[str]:
    """Give the captions' texts."""
    return [b.text for b in document.blocks if b.kind is BlockKind.CAPTION and b.live]


def pictures(document: Document) -> list[str]:
    """Give the addresses of the pictures that are of the article."""
    return [b.traits["src"] for b in document.blocks if b.kind is BlockKind.PICTURE]


def test_000_is_one_article_with_deck_pictures_and_their_caption(five: Built) -> None:
    (document,) = of(five, "000")
    assert document.value("deck").startswith("景俊海：不折不扣")
    assert [t[:8] for t in texts(document)] == [
        "3月19日晚上，",
        "景俊海强调，当前",
        "高广滨、胡家福、",
    ]
    assert len(pictures(document)) == 2
    assert captions(document) == ["3月19日晚，省委书记景俊海主持召开全省疫情防控调度会。"]
    assert document.value("published") == "2022-03-20T08:29:33+08:00"
    assert document.value("publisher") == "新浪财经"
    assert document.value("origin") == "吉林日报"
    assert document.value("via") == "彩练新闻"
    assert document.values("byline") == ("黄鹭",)
    assert document.values("photographer") == ("邹乃硕",)
    assert document.values("editor") == ("刘万里",)


def test_001_has_its_quotation_marks_back_and_no_picture(five: Built) -> None:
    (document,) = of(five, "001")
    assert document.title == "吉林省委书记连夜召开全省防疫工作专题会：要加快推动“清仓”行动"
    assert len(texts(document)) == 8
    assert pictures(document) == []
    assert document.value("published") == "2022-03-22T10:18:12+08:00"
    assert document.value("origin") == "澎湃新闻"
    assert document.values("byline") == ("王俊",)
    assert document.values("editor") == ("李昂",)
    assert document.values("proofreader") == ("刘威",)


def test_002_is_free_of_insertions_and_of_the_sites_furniture(five: Built) -> None:
    (document,) = of(five, "002")
    assert len(texts(document)) == 7
    whole = "\n".join(texts(document))
    for fragment in (
        "吉林决战决胜键阶",
        "省委书记水战",
        "当前的关段",
        "疫情于背",
        "全省当前",
        "、防控决战",
        "的正处",
    ):
        assert fragment not in whole
    assert "指出，当前，吉林省疫情防控正处于背水一战、决战决胜的关键阶段。" in texts(document)[0]
    for furniture in ("相关文章", "最新评论", "炒股", "2025", "“零撸”"):
        assert furniture not in whole
    assert captions(document) == [
        "3月25日，省委书记景俊海主持召开省疫情防控视频部署会。 微信公众号“吉林日报” 图"
    ]
    removed = [i for i in document.interventions if i.rule == "S101"]
    assert len(removed) == 15
    assert len({i.before for i in removed}) == 7


def test_002_is_dated_by_inference_with_evidence_and_not_2025(five: Built) -> None:
    claim = of(five, "002")[0].claim("published")
    assert claim is not None
    assert claim.value == "2022-03-25"
    assert claim.basis == "inferred"
    assert {e.source[8:11] for e in claim.evidence} >= {"001", "003"}


def test_003_has_beijing_time_and_states_why(five: Built) -> None:
    (document,) = of(five, "003")
    claim = document.claim("published")
    assert claim is not None
    assert claim.value == "2022-03-13T09:42:07+08:00"
    assert claim.evidence
    assert len(texts(document)) == 7
    assert len(pictures(document)) == 2
    assert captions(document) == [
        "3月12日，省委书记景俊海以视频形式主持召开省疫情防控领导小组会议。"
    ]


def test_004_has_four_articles_with_their_heads_apart(five: Built) -> None:
    documents = of(five, "004")
    assert [(d.value("kicker"), d.title, d.value("deck")) for d in documents] == [
        (
            "孙春兰在全国疫情防控工作电视电话会议上强调",
            "时不我待抓实抓细防控各项工作 快速有效控制疫情扩散蔓延势头",
            "",
        ),
        (
            "景俊海在全省疫情防控工作领导小组会议上强调",
            "坚持科学精准动态清零 落细落实各项疫情防控举措",
            "韩俊江泽林出席",
        ),
        (
            "景俊海在全省疫情防控工作调度会上强调",
            "不折不扣贯彻落实习近平总书记重要指示精神 紧盯目标尽锐出战 咬紧牙关坚持到底",
            "",
        ),
        ("", "101名新冠肺炎患者治愈出院", ""),
    ]
    assert [len(texts(d)) for d in documents] == [1, 6, 3, 1]
    assert [d.values("byline") for d in documents] == [
        (),
        ("黄莺", "于小博"),
        ("黄莺",),
        ("张添怡",),
    ]


def test_004_shows_one_gap_and_invents_nothing(five: Built) -> None:
    documents = of(five, "004")
    gaps = [i for d in documents for i in d.interventions if i.action is Action.GAP]
    assert len(gaps) == 1
    assert "从〔缺〕级管控" in texts(documents[0])[0]
    assert "核酸检测力量" in texts(documents[0])[0]


def test_004_has_the_columns_of_the_leading_group_meeting_in_order(five: Built) -> None:
    paragraphs = texts(of(five, "004")[1])
    assert [p[:6] for p in paragraphs] == [
        "本报3月19",
        "会上，长春市",
        "景俊海指出，",
        "景俊海对全省",
        "韩俊强调，要",
        "省级现职领导",
    ]
    assert "坚持就是胜利，坚持才能胜利。" in paragraphs[2]
    assert "现实紧迫性，坚持早、快、实、细" in paragraphs[3]


def test_004_joins_the_evening_meeting_on_the_evidence_of_its_witness(five: Built) -> None:
    document = of(five, "004")[2]
    assert "提高房间周转效率，确保风险人员" in texts(document)[1]
    assert "通过电视广播及新媒体平台" in texts(document)[1]
    joins = [i for i in document.interventions if i.action is Action.JOIN]
    assert len(joins) == 2
    assert all(any(e.source.startswith("sources/000_") for e in i.evidence) for i in joins)


def test_004_folds_the_loop_and_keeps_one_copy(five: Built) -> None:
    record = next(r for r in five.edition.sources if "/004_" in r.source.path)
    assert record.account.set_aside > record.account.total * 0.6
    folded = [i for i in record.interventions if i.action is Action.FOLD]
    assert len(folded) == 52
    everything = "\n".join(t for d in of(five, "004") for t in texts(d))
    assert everything.count("高广滨、胡家福") == 1


def test_004_announces_what_it_has_only_headlines_of(five: Built) -> None:
    record = next(r for r in five.edition.sources if "/004_" in r.source.path)
    assert [(a.kicker, a.title, a.deck) for a in record.announcements] == [
        (
            "景俊海号召全省广大医护人员向王春霞同志学习",
            "众志成城 同舟共济 凝心聚力 合力抗疫",
            "为争取尽快实现社会面动态清零作出不懈努力",
        ),
        ("", "坚决打赢疫情防控这场大仗硬仗", "江泽林到延边州督导疫情防控工作"),
        (
            "",
            "中宣部中央文明办在吉林省开展疫情防控“志愿服务关爱行动”",
            "通过“吉事办”志愿者专区报名",
        ),
    ]


def test_004_is_dated_by_inference_from_datelines_and_witness(five: Built) -> None:
    for document in of(five, "004"):
        claim = document.claim("published")
        assert claim is not None
        assert (claim.value, claim.basis) == ("2022-03-20", "inferred")
        assert len(claim.evidence) >= 3


def test_the_five_need_no_decision(five: Built) -> None:
    assert [d for d in five.decisions if d.decisions] == []
    assert five.notices == ()


def test_every_character_of_the_five_is_accounted_for(five: Built) -> None:
    for record in five.edition.sources:
        a = record.account
        assert a.total == len(record.source.text)
        assert a.kept + a.changed + a.removed + a.metadata + a.set_aside == a.total


def test_a_build_of_a_fresh_clone_mints_nothing(five: Built) -> None:
    assert five.minted == ()


def test_the_committed_pages_are_those_that_a_build_gives(five: Built) -> None:
    pages = write_pages(five)
    committed = {
        f"pages/{p.name}": p.read_text(encoding="utf-8")
        for p in (ROOT / "content/pages").glob("*.md")
    }
    assert pages == committed


def _golden(edition: Edition) -> dict[str, str]:
    golden: dict[str, list[object]] = {}
    for document in edition.documents:
        golden.setdefault(Path(document.source_path).stem[:3], []).append(
            {
                "heads": [document.value(f) for f in ("kicker", "title", "deck")],
                "claims": [[c.field, c.value, c.basis] for c in document.claims],
                "blocks": [[b.kind, b.text] for b in document.blocks if b.live and b.text],
                "rules": document.rule_counts,
            }
        )
    return {
        name: json.dumps(sorted(value, key=str), ensure_ascii=False, indent=1) + "\n"
        for name, value in golden.items()
    }


@pytest.mark.parametrize("number", ["000", "001", "002", "003", "004"])
def test_golden(five: Built, number: str, request: pytest.FixtureRequest) -> None:
    path = ROOT / "tests" / "golden" / f"{number}.json"
    now = _golden(five.edition)[number]
    if request.config.getoption("--update-golden"):
        path.parent.mkdir(exist_ok=True)
        path.write_text(now, encoding="utf-8")
    assert path.read_text(encoding="utf-8") == now, (
        "run pytest --update-golden if the change is meant"
    )


def test_two_builds_give_the_same_pages(five: Built) -> None:
    document = five.edition.documents[0]
    one = write_page(document, five.edition, five.config, rules="x")
    assert one == write_page(document, five.edition, five.config, rules="x")


def test_the_common_reader_of_front_matter_reads_our_pages(five: Built) -> None:
    for path, text in write_pages(five).items():
        post = frontmatter.loads(text)
        document = five.edition.document_by_id[Path(path).stem]
        assert str(post["id"]) == document.id
        assert str(post["title"]) == document.title
        assert post.content.startswith("#") or document.value("kicker") in post.content
