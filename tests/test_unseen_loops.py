"""Loops that no capture so far had: what loops is folded, what repeats on purpose stays."""

from __future__ import annotations

import pytest

from tests.miniature import run

A = "会议强调，要把各项防控措施落到实处，确保人民群众生命安全和身体健康。"
B = "会议要求，各级领导干部要靠前指挥，守土有责、守土负责、守土尽责。"
C = "会议指出，当前形势依然严峻复杂，任何时候都不能有丝毫松懈。"


def text(page: str) -> str:
    return run(f"# 版面\n\n{page}").text


def test_a_loop_inside_one_paragraph_leaves_what_stands_before_and_after_it() -> None:
    assert (
        text(f"{C}{A}{B}{A}{B}{A}{B}与会人员作了交流发言。") == f"{C}{A}{B}与会人员作了交流发言。"
    )


def test_counters_from_the_third_to_the_ninth_article_are_one_loop() -> None:
    body = "各单位应当严格按照规定执行本办法的各项要求，不得推诿拖延。"
    numbers = "三四五六七八九"
    assert text("".join(f"第{n}条 {body}" for n in numbers)) == f"第三条 {body}"
    assert text("\n\n".join(f"第{n}条 {body}" for n in numbers)) == f"第三条 {body}"
    assert text("\n\n".join(f"{n}. {body}" for n in range(3, 10))) == f"3. {body}"
    assert text("\n\n".join(f"（{n}）{body}" for n in numbers)) == f"（三）{body}"


@pytest.mark.parametrize("wrong", [0, 7, 20, 32])
@pytest.mark.parametrize("which", [0, 1])
def test_a_misread_character_does_not_hide_a_round(wrong: int, which: int) -> None:
    units = [A, B]
    at = min(wrong, len(units[which]) - 2)
    units[which] = units[which][:at] + "口" + units[which][at + 1 :]
    assert text(A + B + "".join(units) + A + B) == A + B
    assert text("\n\n".join([A, B, *units, A, B])) == f"{A}\n{B}"


@pytest.mark.parametrize("length", [2, 5, 16, 30])
def test_a_last_round_that_breaks_off_is_folded_too(length: int) -> None:
    assert text(A * 3 + A[:length]) == A
    assert text("\n\n".join([A, B, A, B, A[:length]])) == f"{A}\n{B}"


def test_a_last_round_that_breaks_off_in_another_unit_is_folded_too() -> None:
    assert text(A + B + A + B + A + B[:9]) == A + B


def test_lines_that_were_read_again_at_another_place_are_folded() -> None:
    other = "本版编辑手记：这是另一篇文章的正文，与上文没有关系，只出现一次。"
    assert text("\n\n".join([A, B, C, other, A, B, C])).count(A) == 1


@pytest.mark.parametrize(
    "page",
    [
        "团结就是力量！团结就是力量！团结就是力量！",
        "人民就是江山，江山就是人民！人民就是江山，江山就是人民！人民就是江山，江山就是人民！",
        "甲县新增确诊病例五例，均为轻型。乙县新增确诊病例六例，均为轻型。丙县新增确诊病例七例，均为轻型。",
        "甲县报告新增确诊病例，均在隔离点发现。乙县报告新增确诊病例，均在隔离点发现。丙县报告新增确诊病例，均在隔离点发现。",
        "3月5日新增5例，均为轻型，已转运。3月6日新增6例，均为轻型，已转运。3月7日新增9例，均为轻型，已转运。",
    ],
)
def test_formulae_and_lists_that_only_resemble_each_other_stay(page: str) -> None:
    assert text(page) == page
    lines = page.replace("。", "。\n\n").replace("！", "！\n\n").strip()
    assert text(lines) == lines.replace("\n\n", "\n")


def test_a_formula_that_closes_several_notices_stays() -> None:
    formula = "特此公告，请有关单位和个人自公告之日起三十日内向本局申报，逾期不申报的，依法处理。"
    notices = [
        "关于甲地块征收事宜，现将补偿安置方案予以公示，公示期为十日。", formula,
        "关于乙河道整治事宜，现将施工期间交通组织予以公示，公示期为七日。", formula,
        "关于丙企业注销事宜，现将债权登记办法予以公示，登记处设在市政大厅。", formula,
    ]  # fmt: skip
    assert text("\n\n".join(notices)) == "\n".join(notices)


def test_a_refrain_between_stanzas_stays() -> None:
    refrain = ["归去来兮，田园将芜胡不归", "归去来兮，请息交以绝游"]
    poem = [
        *refrain,
        "既自以心为形役，奚惆怅而独悲",
        *refrain,
        "悟已往之不谏，知来者之可追",
        *refrain,
    ]
    assert text("\n\n".join(line + "。" for line in poem)).count(refrain[0]) == 3


def test_what_is_folded_says_how_often_it_came() -> None:
    cleaned = run(f"# 版面\n\n{A * 5}")
    (fold,) = [i for i in cleaned.interventions if i.rule == "O101"]
    assert "5" in fold.evidence[0].note.zh
    assert fold.before == A * 4
