"""Interventions that readers make: the removal of markup and layout, declared like rules.

Readers can't leave markup to a rule, since a rule sees text and not tags; but what they take
away is on record like everything else.
"""

from __future__ import annotations

from edition.model import Words
from edition.rule import Example, Rule

TAG = Rule(
    code="M101",
    slug="tag",
    family="markup",
    title=Words("去除标记", "Markup removed"),
    reason=Words(
        "网页标记不是正文；段落、标题、图片等结构已据以记录。",
        "Markup is not text; the structure that it gave (paragraphs, headings, pictures) is kept.",
    ),
    changes=(Example("<p>会议指出</p>", "会议指出"),),
    leaves=("若a<b且b>c",),
    editorial=False,
)
COMMENT = Rule(
    code="M102",
    slug="comment",
    family="markup",
    title=Words("去除注释", "Comments removed"),
    reason=Words(
        "网页注释不向读者显示。",
        "Comments in markup are not shown to readers.",
    ),
    changes=(Example("<p>甲</p><!-- 正文下iframe --><p>乙</p>", "甲\n乙"),),
    leaves=("箭头 --> 不是注释。",),
    editorial=False,
)
ENTITY = Rule(
    code="M103",
    slug="entity",
    family="markup",
    title=Words("还原字符实体", "Entities expanded"),
    reason=Words(
        "字符实体还原为它所代表的字符。",
        "A character reference is replaced by the character that it stands for.",
    ),
    changes=(Example("<p>甲&amp;乙</p>", "甲&乙"),),
    leaves=("研发R&D投入",),
    editorial=False,
)
CODE = Rule(
    code="M104",
    slug="code",
    family="markup",
    title=Words("去除样式与脚本", "Styles and scripts removed"),
    reason=Words(
        "样式表与脚本是给浏览器的指令，不是正文。",
        "Style sheets and scripts are instructions for a browser, not text.",
    ),
    changes=(Example("<p>甲</p><style>p&#123;color:red&#125;</style>", "甲"),),
    leaves=("style 一词本身不受影响。",),
    editorial=False,
)
HIDDEN = Rule(
    code="M105",
    slug="hidden",
    family="markup",
    title=Words("隐藏文字另置", "Hidden text set aside"),
    reason=Words(
        "原网页以样式或属性隐藏了这些文字，读者当时看不到。",
        "The page hid these words by style or attribute, so no reader saw them.",
    ),
    changes=(Example('<p>甲<span style="display:none">乙</span></p>', "甲"),),
    leaves=("<p>此处文字可见</p>",),
)
LAYOUT = Rule(
    code="M106",
    slug="layout",
    family="markup",
    title=Words("整理排版空白", "Layout white space"),
    reason=Words(
        "换行、空行与连续空格只是文件的排版，不是正文。",
        "Line ends, blank lines and runs of spaces are the file's layout, not text.",
    ),
    changes=(Example("<p>\n会议指出\n</p>", "会议指出"),),
    leaves=("New York",),
    editorial=False,
)
FRONT_MATTER = Rule(
    code="M107",
    slug="front-matter",
    family="record",
    title=Words("文件头转为著录", "Front matter recorded"),
    reason=Words(
        "文件头是抓取程序的著录，转入本篇的著录项。",
        "The front matter is the crawler's record; it becomes the document's metadata.",
    ),
    changes=(Example("---\ntitle: 某会\nauthor: 某报\n---\n\n会议指出。", "会议指出。"),),
    leaves=("会议通知\n\n会议指出。",),
    editorial=False,
)
BYTE_ORDER_MARK = Rule(
    code="M108",
    slug="byte-order-mark",
    family="markup",
    title=Words("去除字节顺序标记", "Byte-order mark removed"),
    reason=Words(
        "字节顺序标记说明编码，不是正文。",
        "A byte-order mark tells the encoding; it is not text.",
    ),
    changes=(Example("\ufeff会议通知\n\n会议指出。", "会议指出。"),),
    leaves=("会议指出。",),
    editorial=False,
)
PICTURE = Rule(
    code="M110",
    slug="picture",
    family="record",
    title=Words("图片转为著录", "Picture recorded"),
    reason=Words(
        "图片地址转入著录，页面不直接引用外站图片。",
        "The picture's address is recorded; pages do not load pictures from other hosts.",
    ),
    changes=(
        Example('<p>会议指出。</p><img src="https://a.example/1.jpg" alt="会场">', "会议指出。"),
    ),
    leaves=("<p>会议指出。</p>",),
    editorial=False,
)
DROPPED = Rule(
    code="M111",
    slug="outside-main-text",
    family="markup",
    title=Words("正文之外另置", "Outside the main text"),
    reason=Words(
        "正文提取工具判定此处不属正文（导航、侧栏、页脚等），整段另置备查。",
        "The extractor finds that this is not main text (navigation, sidebars, footers); set aside whole.",
    ),
    changes=(),
    leaves=(),
)

MARKUP_RULES = (
    TAG, COMMENT, ENTITY, CODE, HIDDEN, LAYOUT, FRONT_MATTER, BYTE_ORDER_MARK, PICTURE, DROPPED,
)  # fmt: skip
