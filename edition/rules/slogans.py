"""What a site says for itself: buttons, calls to follow it, its rights and its disclaimers.

Three strengths of sign. A form that no text has (尽在某某APP) is set aside wherever it stands. One
that texts may have too is so only outside the running text, where nothing but the site's own lines,
credits and short ones stand between it and the capture's end. And what is said to somebody (“…”, 他说)
is left alone.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from edition.draft import Change, Proposal, Take, View
from edition.model import (
    Action,
    Block,
    BlockKind,
    Certainty,
    Fate,
    Piece,
    Words,
)
from edition.reading import Edit
from edition.rule import Example, Rule
from edition.rules.bearings import body, is_link, speaks, texts
from edition.rules.credit_lines import LONGEST, read_line

SHORT = 90
"""Longest line, in characters, that a slogan's pattern may claim."""
LONG = 3 * SHORT
"""Longest disclaimer."""

_END = r"[^，,。的]{0,14}[。！!~～]?$"
"""A call ends soon; what goes on with a comma or 的 tells of somebody."""
_SLOGAN = re.compile(
    r"^\W*(?:海量资讯、?精准解读|"
    r"更多(?:精彩|原创|猛料|资讯|内容|热点)(?:内容|资讯|报道)?(?:[，,！!：:\s].{0,24}|请|敬请|欢迎|尽在){1,2}(?:关注|下载|扫描|扫码|点击|APP|客户端)|"
    rf"(?:欢迎|请|敬请)?(?:扫描|扫码|扫一扫|长按)(?![^。]{{0,24}}(?:即可|就能|就可|便可|后|的))[^，。]{{0,24}}(?:关注|下载|识别|二维码|详情){_END}|"
    rf"(?:欢迎|敬请)?关注[^，。的]{{0,24}}(?:公众号|官方微信|微信号|微信|微博|官微|头条号|客户端)(?:{_END}|[（(：:])|"
    rf"(?:立即|马上|点击)?下载[^，。的]{{0,16}}(?:APP|客户端)(?!的|即可|办理|后)(?:{_END}|[、，和或]?关注)|"
    r".{0,10}(?:投资热点|财经热点).{0,10}尽在|"
    r"[（(]?本文来自.{1,16}(?:更多原创资讯|更多内容|欢迎下载).{0,30})",
    re.IGNORECASE,
)
_WIDGET = re.compile(
    r"^(?:\+\s*关注|阅读\s*(?:数|量)?\s*[(（:：]?\s*\d[\d.]*\s*万?\s*[)）]?|分享到\s*[:：]?|点赞\s*\d+|返回(?:搜狐|首页|顶部)[，,]?查看更多|"
    r"返回.{2,8}首页\s*>*|查看原图.{0,8}|展开全文|阅读全文|閱讀整篇文章|All Rights Reserved.*|.{0,20}版权所有|打印本页|关闭窗口|大\s*中\s*小|"
    r"感谢您的反馈，我们将会减少此类文章的推荐|扫一扫查看详情|正文已结束.{0,24}|"
    r"(?:上一[页篇章])?[\s\d/|]*(?:下一[页篇章]|尾页|末页)+|上一[页篇章]|\d+\s*条?评论(?:[|\s].{0,20}|收藏)?|查看全部\d+条评论\s*>?|"
    r"自动播放.{0,40}|时长[:：]?\s*\d{1,2}:\d{2}.{0,20}|Continue reading|Read full (?:story|article)|Share this (?:article|story)|Advertisement)\W*$",
    re.IGNORECASE,
)
_BUTTON = re.compile(
    r"^\W*(?:不感兴趣|确定|取消|投诉|举报|内容举报|我要反馈|收藏|收藏本文|加载更多|加载中|分享|分享到微博|QQ空间|QQ好友|新浪微博|微信|"
    r"微信好友|微信扫一扫|朋友圈|查看评论|写评论|隐藏边栏|首赞|赞|踩|\+1|展开|收起|打印|字号|A\+|A-|登录|注册|登录\|注册|二维码|正文|"
    r"更多|直播|发布|表情|客户端|热点栏目|广告|了解详情|返回|关注|Share|Tweet|Email|Print|Save|Log in|Sign up|Subscribe|"
    r"進入.{2,12}討論|进入【.{2,12}】讨论|赞\s*赶快成为第一个赞的人吧|赞\s*\d*\s*赏?\s*分享)\W*$",
    re.IGNORECASE,
)
_DISCLAIMER = re.compile(
    r"^\W*(?:平台声明|免责声明|版权声明|特别声明|郑重声明|转载声明|Disclaimer)\s*[:：].{6,}"
    r"(?:搜狐|腾讯|网易|平台|本站|本网|本公众号|作者本人|自媒体|转载|侵权|不代表|do(?:es)? not (?:represent|reflect)|responsib)",
    re.IGNORECASE,
)
_POINTER = re.compile(
    r"^\W*(?:相关资讯请关注|推荐阅读|延伸阅读|相关阅读|相关报道|更多阅读|往期(?:回顾|推荐|精选)|点击(?:查看|阅读|进入)|阅读原文|戳(?:这里|链接))"
)
_CRUMBS = re.compile(
    r"^\W*(?:(?:您的|你的|当前|您当前的?)?(?:所在)?位置\s*[:：]\s*)?(?:网站)?(?:首页|主页|Home)\s*(?:>|›|»|/|>|－|-{1,2}>)",
    re.IGNORECASE,
)
_TRAILER = re.compile(
    r"(?:返回[\u4e00-\u9fff]{2,4}[，,]?\s*查看更多|分享到\s*[:：]?|查看更多\s*>*)\s*$"
)

_APP = r"(?:APP|客户端|小程序|新闻|微信|淘宝|抖音|微博|快手)"
_LIKE = r"[“‘]?(?:点赞|在看|转发|分享|收藏|关注|评论|留言)[”’]?"
_NEAR = r"(?:上方|下方|左下|右上|右下|左上|文末|蓝字|卡片|名片|标题|头像|按钮|图片|链接)"
_CALL = re.compile(
    r"^\W*(?:"
    rf"打开.{{0,12}}{_APP}[，,\s]*(?:查看|阅读|浏览|收看|观看|体验|参与|看)(?:更多|全文|完整|精彩|详情|高清|图片|原图|全部|\W*$)|"
    rf"(?:请|欢迎)?(?:点击|戳|轻触|轻点|长按|点)[^。，,的]{{0,6}}(?:{_NEAR}[^。，,的]{{0,6}})?(?:阅读原文|原文链接|蓝字|名片|二维码|在看|订阅|进入专题|查看更多|了解更多|了解详情|下方链接)|"
    rf"(?:请|欢迎)?(?:点击|戳|轻触|轻点|长按|点)[^。，,的]{{0,4}}{_NEAR}[^。，,的]{{0,8}}(?:关注|订阅|查看|阅读){_END}|"
    r"(?:阅读|查看)原文(?:$|\W)|点[个亮]\W?(?:赞|在看|爱心|喜欢|关注)(?:\W|吧|$)|.{0,8}(?:就|请|记得)点个?\W?(?:赞|在看)|"
    rf"(?:觉得.{{0,5}}|喜欢.{{0,4}}|好文.{{0,4}}|别忘了|动动手指)?[，,]?(?:就|请|记得|欢迎|求)?{_LIKE}(?:[、，,\s+和或]*{_LIKE})+(?:支持|一下|吧|哦|走起|三连)?\W*$|"
    rf"分享(?:让|给)[^，。的]{{0,4}}(?:更多|朋友|好友){_END}|"
    r"更多.{0,4}(?:内容|资讯|新闻|报道|详情|精彩|猛料|热点|视频|福利)(?:内容|资讯|报道)?[，,]?(?:请|敬请|欢迎|尽在)(?:进入|关注|下载|扫|点击|登录|前往|查看|访问|.{2,10}$)|"
    r"(?:请|欢迎)?(?:应用市场)?(?:下载|安装)[^，。的]{0,14}(?:客户端|APP)(?:第一时间|获取|接收|→|\W*$)|24小时滚动播报|"
    rf"微信扫一扫[^，。的]{{0,14}}(?:关注|二维码|公众号)?{_END}|"
    r"[\[（(【]?(?:视频|图片|图集|直播|链接)?[\]）)】]?(?:点击|戳)(?:进入|查看|观看|收看|阅读)[^。]{0,12}[：:>＞»]+$"
    r")",
    re.IGNORECASE,
)
"""Calls to follow, share and read on, as sites put them before and after a text."""
_CHROME = re.compile(
    r"^\W*(?:举报\s*[/／|]\s*反馈|(?:阅读)?[上下]一篇(?:\s*[:：].{0,60})?|END|THE END|EOF|完|全文完|正文完|待续|未完待续|我来说两句|说两句|"
    r"收录于.{0,12}|预览时标签不可点|继续滑动看下一个|喜欢此内容的人还喜欢|人划线|写留言|精选留言|作者已设置.{0,12}|"
    r"Copyright\b.{0,60}|©.{0,60}|.{0,12}ICP[备证].{0,40}|.{0,4}公网安备.{0,30}|更多(?:新闻|阅读|报道|文章|内容|推荐)|往期(?:推荐|回顾|精选|精彩)|"
    r"点击进入专题|进入专题|专题|.{0,8}由AI(?:智能)?(?:生成|创作|翻译).{0,10}|此内容由AI.{0,8}|编辑器?推荐|热词|相关标签|本文标签|赞赏|打赏|"
    r".{0,12}知识档案匹配.{0,20}|.{0,60}\d\s*人正在(?:系统)?(?:学习|观看|阅读|讨论)中?|"
    r"(?:\(function\s*\(|var\s+\w+\s*=|window\.\w|document\.(?:write|getElement)).*"
    r")\W*$",
    re.IGNORECASE,
)
"""Whole lines that only the page around a text has."""
_MARKS = re.compile(r"^[\W_]*[▼▲↓↑△▽⬇⬆👇👆➤→*＊—\-_=·•◆■]{1,80}[\W_]*$")
_POINTERS = re.compile(r"^[▼▲↓↑▽⬇⬆👇👆\s]+$")
_SAID = re.compile(r"^[“「『\"]|^.{0,24}(?:表示|认为|称|说|指出|强调|介绍|提醒)[，,：:“]")
_RIGHTS = re.compile(
    r"版权(?:归|属于?)(?!谁)(?:原?作者|.{0,12}(?:网|报|社|台|平台|方|公司|媒体|客户端|中心|人|者))所有|(?:著作权|版权)归(?!谁).{1,14}所有|"
    r"(?:如有|若有|如|若|涉及|有)(?:侵权|侵犯|侵害|异议|版权).{0,24}(?:联系|删除|告知|处理)|侵删|"
    r"未经.{0,12}(?:授权|许可|允许|同意)[，,]?\s*(?:任何[^，。]{0,12})?(?:一律)?(?:不得|禁止|请勿|严禁|谢绝)(?:擅自|以任何形式|任意|进行)?(?:转载|使用|摘编|复制|镜像|传播|引用)[^，。]{0,10}[。！]?\W*$|"
    r"转载(?:时)?(?:请|须|需|务必)(?:注明|联系|标明|获得)|禁止(?:转载|复制)[。！]?\W*$|"
    r"(?:不代表|并不意味着|不意味着|并不代表|不表明|并不表明|并不表示).{0,24}(?:立场|观点|赞同|证实|意见|态度)|"
    r"(?:仅|只)代表.{0,12}(?:作者|本人|个人|观点)|仅提供信息(?:存储|发布)|信息存储(?:空间)?服务|"
    r"不(?:构成|作为).{0,14}(?:建议|依据|意见|承诺)|据此(?:操作|投资|入市|买卖).{0,10}风险|(?:股市|投资|市场|基金)有风险[，,].{0,6}(?:入市|投资|选择).{0,4}谨慎|"
    r"出于传递(?:更多)?信息之?目的|旨在传播更多信息|仅供(?:参考|学习|交流|投资者参考)[，,。；]|"
    r"向我们(?:报料|爆料)|一经采[纳用].{0,8}(?:酬|奖)|文内含有的对外跳转链接|"
    r"(?:系|为).{0,14}(?:独家|原创)(?:稿件|内容|文章|作品).{0,6}(?:未经|转载|禁止|版权)",
)
"""Rights and disclaimers: said by the one who publishes about the text, never by the text."""
_TIPS = re.compile(
    r"^\W*.{0,8}(?:报料|爆料|新闻线索|新闻热线|投稿|商务合作|广告合作|内容合作|读者热线|联系邮箱)[^。，]{0,10}[:：]"
    r"|^\W*.{0,8}(?:交流|微信|微信号|加群|QQ群|QQ|公众号|vx|wx)\s*[:：]\s*[A-Za-z0-9_\-]{4,24}\W*$",
    re.IGNORECASE,
)


_OWN = re.compile(
    r"^\W*(?:本文|本报|本刊|本网|本内容|该文|文章|声明|免责|版权|特别|郑重|转载|未经|以上|图文|广告|提示)"
)
"""How a disclaimer before a text begins: the first sentence of a text may speak of rights too."""


def _is_core(block: Block) -> bool:
    """Say whether a block is running text that no sign speaks against."""
    text = block.text.strip()
    if not speaks(block) or len(text) <= 3:
        return False
    if len(text) <= SHORT and (_SLOGAN.match(text) or _CALL.match(text) or _CHROME.match(text)):
        return bool(_SAID.match(text))
    if len(text) <= LONG and (_RIGHTS.search(text) or _TIPS.match(text)):
        return bool(_SAID.match(text))
    return len(text) > LONGEST or read_line(text) is None


def _outside(view: View) -> tuple[int, int]:
    """Give the first and the last block of the running text, credits and the site's lines apart."""
    standing = list(texts(view))
    first = next((i for i, block in standing if _is_core(block)), -1)
    last = next((i for i, block in reversed(standing) if _is_core(block)), -1)
    return first, last


_BRACKETED = re.compile(
    r"(?<=[。！？”…])[\s\u3000]*[（(【\[](?P<inner>[^（）()【】\[\]]{4,120})[）)】\]][\s\u3000]*$"
)


def _bracketed(i: int, block: Block) -> Iterator[Change]:
    """Set aside what a site says in brackets behind the last words of a text."""
    at = max(0, len(block.text) - 2 * SHORT)
    found = _BRACKETED.search(block.text[at:])
    inner = found["inner"].strip() if found else ""
    if found and (_SLOGAN.match(inner) or _CALL.match(inner) or _RIGHTS.search(inner)):
        yield Change(
            i,
            Edit(
                at + found.start(), at + found.end(), "", Action.SET_ASIDE, Fate.SET_ASIDE,
                Certainty.HIGH,
            ),
        )  # fmt: skip


def _disclaimers(view: View) -> Iterator[Proposal]:
    first, last = _outside(view)
    if last < 0:
        return
    for i, block in texts(view):
        text = block.text.strip()
        if i == last:
            yield from _bracketed(i, block)
        if first <= i <= last or len(text) > LONG or _SAID.match(text):
            continue
        if (_RIGHTS.search(text) or _TIPS.match(text)) and (i > last or _OWN.match(text)):
            yield _aside(i, Certainty.HIGH)


def _slogans(view: View) -> Iterator[Proposal]:
    first, last = body(view)
    begin, end = _outside(view)
    for i, block in texts(view):
        text = block.text.strip()
        outside = i < first or i > last
        beyond = end >= 0 and not begin <= i <= end
        if len(text) <= SHORT and (
            _SLOGAN.match(text)
            or _WIDGET.match(text)
            or (outside and (_BUTTON.match(text) or _CRUMBS.match(text)))
            or (beyond and (_CALL.match(text) or _CHROME.match(text)) and not _SAID.match(text))
            or (beyond and _MARKS.match(text))
            or _POINTERS.match(text)
            or (_POINTER.match(text) and any(_links(piece) for piece in block.pieces))
            or _is_control(block)
        ):
            yield _aside(i)
        elif len(text) <= 3 * SHORT and _DISCLAIMER.match(text):
            yield _aside(i, Certainty.HIGH)
        elif len(text) <= SHORT and (trailer := _TRAILER.search(block.text)):
            at, stop = trailer.span()
            yield Change(i, Edit(at, stop, "", Action.SET_ASIDE, Fate.SET_ASIDE))


def _aside(i: int, certainty: Certainty = Certainty.CERTAIN) -> Take:
    return Take((i,), Fate.SET_ASIDE, Action.SET_ASIDE, BlockKind.FURNITURE, certainty=certainty)


def _is_control(block: Block) -> bool:
    """Say whether all words of a block only run a script when they are clicked."""
    return is_link(block) and all(
        mark.removeprefix("link=").strip().lower().startswith("javascript:")
        for piece in block.pieces
        for mark in piece.marks
        if mark.startswith("link=")
    )


def _links(piece: Piece) -> bool:
    return any(mark.startswith("link=") for mark in piece.marks)


SLOGAN = Rule(
    code="F102",
    slug="slogan",
    family="furniture",
    title=Words("推广语与按钮文字另置", "Slogans and buttons set aside"),
    reason=Words(
        "这是网站招揽读者的话或按钮上的字，不属本文。",
        "The site calls for readers here, or labels a button; it is not the article's.",
    ),
    changes=(
        Example("会议指出。\n海量资讯、精准解读，尽在新浪财经APP", "会议指出。"),
        Example("会议指出。\n扫一扫查看详情", "会议指出。"),
        Example("会议指出。\n(本文来自澎湃新闻，更多原创资讯请下载“澎湃新闻”APP)", "会议指出。"),
        Example(
            "<p>会议指出，要抓好春耕。</p><p>（编辑：小何）返回搜狐，查看更多</p>",
            "会议指出，要抓好春耕。",
        ),
        Example(
            '<p>会议指出，要抓好春耕。</p><p><a href="javascript:">春耕</a></p>',
            "会议指出，要抓好春耕。",
        ),
        Example(
            "<p>首页 > 时政新闻 > 正文</p><p>会议指出，要抓好春耕。</p>", "会议指出，要抓好春耕。"
        ),
        Example(
            "<p>会议指出，要抓好春耕。</p><p>1234下一页</p><p>内容举报</p>",
            "会议指出，要抓好春耕。",
        ),
        Example(
            "<p>会议指出，要抓好春耕。</p><p>平台声明：该文观点仅代表作者本人，搜狐号系信息发布平台。</p>",
            "会议指出，要抓好春耕。",
        ),
        Example(
            "<p>会议指出，要抓好春耕。</p><p>点击“阅读原文”查看更多</p><p>▼</p><p>- END -</p>",
            "会议指出，要抓好春耕。",
        ),
        Example(
            "<p>会议指出，要抓好春耕。</p><p>举报/反馈</p><p>下一篇：全省春耕会召开</p>",
            "会议指出，要抓好春耕。",
        ),
        Example(
            '<p>会议指出，要抓好春耕。</p><p>推荐阅读：<a href="/1">专项整治三轮车违法行为</a></p>',
            "会议指出，要抓好春耕。",
        ),
    ),
    leaves=(
        "市民可下载“某省政务服务”APP办理业务。",
        "点击进入页面后，系统提示登记成功。",
        "有网友举报，该店存在卫生问题。",
        "<p>“你怎么看这件事情？”记者问。</p><p>“赞！”</p><p>老人说完，又低头干活去了。</p>",
        "推荐阅读：《春耕手册》，某出版社出版。",
        "市民扫描二维码即可登记。",
        "他下载了一个客户端，开始查看数据。",
        "关注民生是政府的责任。",
    ),
    propose=_slogans,
)
DISCLAIMER = Rule(
    code="F109",
    slug="disclaimer",
    family="furniture",
    title=Words("声明与报料方式另置", "Disclaimers and tip lines set aside"),
    reason=Words(
        "这是网站关于版权、立场、风险的声明或征集线索的话，不属本文。",
        "The site speaks of rights, opinions or risks here, or asks for tips; it is not the article's.",
    ),
    changes=(
        Example(
            "<p>会议指出，要抓好春耕备耕工作。（本文来自某某新闻，更多原创资讯请下载“某某新闻”APP）</p>",
            "会议指出，要抓好春耕备耕工作。",
        ),
        Example(
            "<p>会议指出，要抓好春耕备耕工作。</p><p>声明：某网独家稿件，未经授权禁止转载。</p>",
            "会议指出，要抓好春耕备耕工作。",
        ),
        Example(
            "<p>会议指出，要抓好春耕备耕工作。</p><p>（本文不构成任何投资建议，投资者据此操作，风险自担）</p>",
            "会议指出，要抓好春耕备耕工作。",
        ),
        Example(
            "<p>会议指出，要抓好春耕备耕工作。</p><p>【如果您有新闻线索，欢迎向我们报料，一经采纳有费用酬谢。】</p>",
            "会议指出，要抓好春耕备耕工作。",
        ),
    ),
    leaves=(
        "<p>未经授权，任何单位不得转载、摘编他人作品，这是著作权法的规定。</p>",
        "<p>会议指出，要抓好春耕备耕工作。（有关细则另行发布）</p>",
        "<p>会议指出，要抓好春耕备耕工作。</p><p>版权归谁所有，双方争执不下。</p>",
        "<p>会议指出，要抓好春耕备耕工作。</p><p>他说：“这不代表我们的立场。”</p>",
        "<p>这份报告不构成投资建议。</p><p>会议指出，要抓好春耕备耕工作。</p><p>会议要求，要落实。</p>",
    ),
    propose=_disclaimers,
)
