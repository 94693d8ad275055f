"""The vocabulary of credits: what people who make a text are called, and what a name looks like.

A label is made of parts (值班 + 主编, 每经 + 编辑, 題圖 + 来源), since no list has them all.
"""

from __future__ import annotations

import re

HAN = "\u3400-\u4db5\u4e00-\u4e27\u4e29-\u9fff"
"""Chinese characters, without 丨 (U+4E28), which publishers use as a bar between label and name."""
NAME = rf"[{HAN}]{{2,4}}(?:·[{HAN}]{{2,8}})?"
BETWEEN_NAMES = r"[\s\u3000、,，/&]+"
NAMES = rf"{NAME}(?:{BETWEEN_NAMES}{NAME})*"

_SURNAMES = (
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何林罗高郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘于蒋蔡余杜叶程苏魏吕丁任沈姚"
    "卢姜崔钟谭陆汪范金石廖贾夏韦付方白邹孟熊秦邱江尹薛闫段雷侯龙史陶黎贺顾毛郝龚邵万钱严覃武戴莫孔向汤温常"
    "康施文牛樊葛邢安齐易乔伍庞颜倪庄聂章鲁岳翟殷詹申欧耿关兰焦俞左柳甘祝包宁尚符舒阮柯纪梅童凌毕单季裴霍涂"
    "成苗谷盛曲翁冉骆蓝路游辛靳欧管柴蒙鲍华喻祁蒲房滕屈饶解牟艾尤阳时穆农司卓古吉缪简车项连芦麦褚娄窦戚岑景"
    "党宫费卜冷晏席卫米柏宗瞿桂全佟应臧闵苟邬边卞姬师和仇栾隋商刁沙荣巫寇桑郎甄丛仲虞敖巩明佘池查麻苑迟邝官"
    "封谈匡鞠惠荆乐冀郁胥南班储原栗燕楚鄢劳谌奚皮粟冼蔺楼盘满闻位厉伊仝区郜海阚花权强帅屠豆朴盖练廉禹井祖漆"
    "巴丰支卿国狄平计索宣晋相初门云容敬来扈晁芮都普阙浦戈伏鹿薄邸雍辜羊阿乌母裘亓修邰赫杭况那宿鲜印逯隆茹诺战"
    "张陳楊黃趙吳孫馬鄭謝許韓馮鄧蕭蔣葉蘇魏呂盧鍾譚陸賈韋鄒熊龍閆賀顧龔萬錢嚴湯溫齊喬龐顏倪莊聶魯歐關蘭畢單"
)
_TWO = "欧阳|上官|司马|诸葛|司徒|东方|独孤|南宫|夏侯|皇甫|尉迟|公孙|慕容|长孙|宇文|令狐|轩辕|端木|歐陽|諸葛"
PERSON = (
    rf"(?:[{_SURNAMES}](?:[{HAN}]{{1,2}}|[ \u3000]+[{HAN}](?![{HAN}]))|(?:{_TWO})[{HAN}]{{1,2}}"
    rf"|[{HAN}]{{2,5}}·[{HAN}]{{2,8}})"
)
"""A name that begins with a surname: where nothing else says that names follow."""
PEOPLE = rf"{PERSON}(?:{BETWEEN_NAMES}{PERSON})*"

_ROLES = {
    "byline": "作者 撰文 采写 撰稿 记者 特派员 评论员 文字 文 执笔 采访 主笔 整理 实习生 图文 文图 文、图 文并图 图、文 編寫 記者 撰稿人",
    "correspondent": "通讯员 通訊員",
    "photographer": "摄影记者 摄影师 摄影 摄 供图 图片 图 攝影",
    "editor": "责任编辑 编辑 责编 编校 选稿 組稿 编稿 責任編輯 編輯 責編",
    "editor_in_chief": "总编辑 主编 总编 编委 主任 主編",
    "producer": "监制 出品人 出品 策划 统筹 制作 制片人 制片 编导 导演 总导演 监審 監製 策劃",
    "reviewer": "审核 审读 审签 签发 编审 审稿 核稿 核发 初审 复审 终审 一审 二审 三审 一校 二校 三校 審核",
    "proofreader": "校对 审校 校审 校對",
    "layout_by": "排版 版式 组版",
    "designer": "美编 设计 制图 视觉 美术 海报 绘图 插画 动画 设计师",
    "video": "视频 剪辑 摄像 后期 配音 播音 航拍",
    "translator": "翻译 编译 编譯 译者 翻譯",
}
_BEFORE_ROLE = (
    "本文 本期 本版 本栏 本篇 今日 当班 值班 夜班 执行 责任 新媒体 全媒体 融媒体 融媒 网络 视频 音频 美术 图片 图文 文字 文案 栏目 微信 "
    "微博 客户端 版面 首席 资深 高级 助理 特约 特邀 见习 实习 总 副 联合 每经 内容 策划 运营 后期 出品 海报 项目 主题 题图 封面"
)
_SOURCES = {
    "source_line": (
        "本文来源 文章来源 稿件来源 信息来源 消息来源 新闻来源 内容来源 素材来源 资料来源 数据来源 来源于 来源 来自 转自 转载自 本文转自 本文转载自 "
        "本文来自 本文源自 文章转自 稿源 源自 综合 综合自 摘自 出处 发布单位 供稿单位 來源 資料來源 轉載自"
    ),
    "picture_source": (
        "图片来源 题图来源 头图来源 封面图片来源 封面来源 封面图来源 首图来源 配图来源 图源 题图来自 头图来自 封面来自 图片来自 题图 头图 封面图 封面图片 圖片來源"
    ),
    "byline": "供稿 来稿",
    "original_title": "原标题 原题 原標題",
    "keyword": "关键字 关键词 标签 關鍵字 標籤",
    "posted_from": "发布于 IP属地",
}

FIELDS = {
    word: field
    for table in (_ROLES, _SOURCES)
    for field, words in table.items()
    for word in words.split()
}
"""The field that each label without what may stand before it is claimed for."""


def _alternatives(words: list[str]) -> str:
    spaced = (r"[ \u3000]*".join(re.escape(sign) for sign in word) for word in words)
    return "|".join(sorted(spaced, key=len, reverse=True))


_ROLE_WORDS = [word for words in _ROLES.values() for word in words.split()]
_PREFIXES = rf"(?:{'|'.join(_BEFORE_ROLE.split())}){{0,3}}"
ROLE = rf"{_PREFIXES}(?:{_alternatives(_ROLE_WORDS)})"
LABEL = rf"(?:{_alternatives([w for words in _SOURCES.values() for w in words.split()])}|{ROLE})"
BAR = r"[:：|｜丨∣︱/／]"
SPACES = r"[\s\u3000]*"

_BY_LENGTH = sorted(FIELDS, key=len, reverse=True)


def field_of(label: str) -> str:
    """Give the field that a label is claimed for.

    >>> field_of("值班 主编"), field_of("每经编辑"), field_of("摄影记者"), field_of("视频编辑")
    ('editor_in_chief', 'editor', 'photographer', 'editor')
    """
    plain = re.sub(r"[\s\u3000]+", "", label)
    return FIELDS.get(plain) or next(FIELDS[word] for word in _BY_LENGTH if plain.endswith(word))


PEOPLE_FIELDS = frozenset(_ROLES)
"""Fields whose values are people, or those they work for."""
UNNAMED = frozenset(
    [
        "未知",
        "佚名",
        "无名",
        "匿名",
        "不详",
        "无",
        "网络",
        "互联网",
        "本站",
        "本网",
        "网友",
        "管理员",
        "系统管理员",
        "admin",
        "Admin",
        "本报",
        "本刊",
        "本社",
        "本台",
        "综合",
    ]
)
"""What stands for a name where nobody is named."""
ORGANISATION = re.compile(
    r"(?:社|报|刊|網|网|台|臺|号|新闻|新聞|周刊|日报|晚报|早报|时报|客户端|在线|新媒体|融媒|传媒|媒体|中心|部|室|局|厅|委|办|组|公司|"
    r"集团|工作室|频道|栏目|学院|大学|研究院|研究所|协会|学会|支队|大队|公安|法院|检察院|医院|发布|杂志|编辑部|财经|科技|观察|视频)$"
)
"""How the name of one who publishes ends."""
