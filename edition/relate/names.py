"""Recognise what can be a Chinese personal name, from its form alone.

Surnames are those of some millions of bearers each, with the common compound ones; a name with a
rare surname is found by its place in a list, not by its form.
"""

from __future__ import annotations

import re

SURNAMES = frozenset(
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何林高罗郑梁谢宋唐许韩冯邓曹彭曾肖田董潘袁蔡蒋余于杜叶程魏苏吕丁任沈"
    "姚卢姜崔钟谭陆汪范金石廖贾夏韦付方白邹孟熊秦邱江尹薛闫段雷侯龙史陶黎贺顾毛郝龚邵万钱严武戴莫孔向汤景"
    "温康施文牛樊葛邢安齐易乔伍庞颜倪庄聂章鲁岳翟殷詹申欧耿关兰焦俞左柳甘祝包宁尚符舒阮柯纪梅童凌毕单季裴"
    "霍涂成苗谷盛曲翁冉骆蓝路游辛靳欧管柴蒙鲍华喻祁蒲房滕屈饶解牟艾尤阳时穆农司卓古吉缪简车项连芦麦褚娄窦"
    "戚岑党宫费卜冷晏席卫米柏宗瞿桂全佟应臧闵苟邬边卞姬师和仇栾隋商刁沙荣巫寇桑郎甄丛仲虞敖巩明佘池查麻苑迟"
    "邝宿官封谈匡鞠惠荆乐冀郁胥南班储芮习"
)
COMPOUND = frozenset(
    ("欧阳", "司马", "上官", "诸葛", "东方", "皇甫", "尉迟", "公孙", "慕容", "令狐", "司徒", "端木", "夏侯", "宇文", "长孙", "南宫", "独孤")
)  # fmt: skip

_HAN = re.compile(r"[\u4e00-\u9fff]+(?:·[\u4e00-\u9fff]+)?")
NOT_IN_NAMES = frozenset(
    "的了是在和与及或等第各把被将对从为以于其这那不也都就要会上中下前后省市县区委局厅部院长记者"
)
"""Characters that hardly occur in the given part of a name; they end a candidate."""


def can_be_name(text: str) -> bool:
    """Say whether a text has the form of a Chinese personal name.

    >>> can_be_name("张恩惠"), can_be_name("阿东"), can_be_name("医疗队"), can_be_name("欧阳修")
    (True, False, False, True)
    """
    if not _HAN.fullmatch(text) or not 2 <= len(text) <= 4:
        return False
    if text[:2] in COMPOUND:
        return len(text) >= 3 and not NOT_IN_NAMES & set(text[2:])
    return text[0] in SURNAMES and len(text) <= 3 and not NOT_IN_NAMES & set(text[1:])


def can_be_listed(text: str) -> bool:
    """Say whether a text can be an item in a list of names: two to four Han characters.

    >>> can_be_listed("阿东"), can_be_listed("核酸检测工作")
    (True, False)
    """
    return bool(_HAN.fullmatch(text)) and 2 <= len(text) <= 4
