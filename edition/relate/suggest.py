"""Suggest a first authority file for a collection, as TOML ready to review.

Patterns find candidates: offices before names, attendance lists, bylines, endings of place names and
bodies, quoted terms, dated meetings. Each comes with its counts and the wordings that attest it, and with
``reviewed = false``: an editor checks it, and removes the line. What the authority files already
have is left out.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field

import rjieba

from edition.ledger import new_id
from edition.model import Certainty, Document, Edition, TimeExpression
from edition.relate.names import NOT_IN_NAMES, SURNAMES, can_be_listed, can_be_name
from edition.relate.tables import FILES

_OFFICE = (
    "书记|副书记|省长|副省长|市长|副市长|州长|县长|区长|镇长|乡长|村长|主席|副主席|总理|副总理|总统|首相|部长|副部长|厅长|副厅长|局长|副局长|处长|科长|"
    "司长|主任|副主任|委员|秘书长|组长|副组长|院长|副院长|校长|副校长|所长|会长|理事长|董事长|总裁|总经理|经理|院士|教授|研究员|主编|总编辑|发言人|"
    "记者|通讯员|责任编辑|校对|同志|司令员|政委|检察长|审判长|队长|站长|馆长|行长|医生|护士长|专家"
)
_TITLED = re.compile(rf"(?:{_OFFICE})(?P<rest>[\u4e00-\u9fff·]{{2,5}})")
_BEFORE_OFFICE = re.compile(r"[\u4e00-\u9fff]{0,18}$")
_ADDRESSED = re.compile(r"总书记|总理|副总理|主席|副主席|省长|市长|同志|院士|教授")
_SURNAMED = re.compile(rf"(?=([{''.join(sorted(SURNAMES))}][\u4e00-\u9fff]{{1,2}}))")
_LIST = re.compile(r"(?:[\u4e00-\u9fff]{2,4}、){2,}[\u4e00-\u9fff]{2,12}")
_AFTER_NAME = re.compile(r"参加|出席|参会|陪同|列席|主持|等|分别|在|一同|同志|汇报|发言|讲话|到会")
_QUOTED = re.compile(r"“([\u4e00-\u9fffA-Za-z0-9+·]{2,12})”(?:[\u4e00-\u9fff]{2})?")
_PLACE_END = re.compile(r"(?:省|市|州|县|区|旗|盟|镇|乡|开发区|自治区|自治州|特区)$")
_BODY_END = re.compile(
    r"(?:委员会|卫健委|卫生健康委|发改委|纪委|政府|领导小组|工作组|指挥部|厅|局|法院|检察院|日报|晚报|新闻网|通讯社|新华社|出版社|大学|学院|医院|公司|集团|银行|研究院|研究所|协会|学会|联合会|中心|机制)$"
)
_HELD = r"(?:召开|举行|主持|举办|出席)(?:召开|举行)?[了的]?"
_MEETING = re.compile(
    rf"(?:{_HELD}|在)(?P<name>[\u4e00-\u9fff（）第\d]{{1,28}}?(?:发布会(?:（第\d+场）)?))"
    rf"|{_HELD}(?P<other>[\u4e00-\u9fff（）第\d]{{1,28}}?(?:会议|论坛|[\u4e00-\u9fff]会(?!议|上)))"
)
_NUMBERED = re.compile(r"第\d+场")
_CLAIMS = ("byline", "photographer", "editor", "proofreader")
_PLACE_ITEM = re.compile(
    r"(?:(?<=、)|^|(?<=[，。；]))[\u4e00-\u9fff]{2,6}[市州县区](?=[、汇])|(?<=、)[\u4e00-\u9fff]{2,6}[市州县](?=[，。；])"
)
_NO_PLACE = re.compile(
    r"(?:封控|管控|防范|小|社|地|园|校|城|郊|市|景|库|展|专|住宅|隔离|风险|各)[区县市州]$|^[各全两多]"
)


@dataclass
class _Candidate:
    """A name with what attests it."""

    name: str
    count: int = 0
    documents: set[str] = field(default_factory=set)
    quotes: dict[str, str] = field(default_factory=dict)
    """Source path -> the first wording there."""
    roles: dict[str, int] = field(default_factory=dict)
    keys: dict[str, str] = field(default_factory=dict)
    """Further keys of the entry, as TOML values."""

    def add(self, document: Document, quote: str, role: str = "") -> None:
        self.count += 1
        self.documents.add(document.id)
        if document.source_path not in self.quotes or (role and not self.roles):
            self.quotes[document.source_path] = quote
        if role and role in quote:
            self.roles[role] = self.roles.get(role, 0) + 1


def suggest_authorities(kind: str, edition: Edition, *, most: int = 500) -> str:
    """Write candidates of a kind (``people``, ``places``, …) as a TOML file to review.

    The most frequent stand first. Raises ``KeyError`` for a kind that is none.
    """
    finders: Mapping[str, Callable[[Edition], Iterable[_Candidate]]] = {
        "people": _people, "places": _places, "organisations": _organisations, "terms": _terms, "events": _events,
    }  # fmt: skip
    candidates = sorted(
        finders[kind](edition), key=lambda c: (-len(c.documents), -c.count, c.name)
    )[:most]
    table = FILES[f"{kind}.toml"]
    relations = edition.relations
    taken = {a.id for a in relations.authorities} | {e.id for e in relations.events}
    lines = [
        "# Candidates found by patterns; nobody has reviewed them. Check each against its quotations, then remove its",
        f"# line `reviewed = false` and move it to content/authority/{kind}.toml. Delete what is none.",
        "",
    ]
    for candidate in candidates:
        identifier = new_id(
            table, taken, candidate.name + json.dumps(candidate.keys, sort_keys=True)
        )
        taken.add(identifier)
        lines += _entry(table, identifier, candidate)
    if not candidates:
        lines.append("# Nothing was found that the authority files do not have already.")
    return "\n".join(lines).rstrip() + "\n"


def _entry(table: str, identifier: str, candidate: _Candidate) -> Iterator[str]:
    yield f"[[{table}]]  # {candidate.count} × in {len(candidate.documents)} documents"
    yield f"id = {_toml(identifier)}"
    yield "reviewed = false"
    yield f"{'title' if table == 'event' else 'name'} = {_toml(candidate.name)}"
    yield from (f"{key} = {value}" for key, value in candidate.keys.items())
    if candidate.roles:
        shown = [
            role
            for role in candidate.roles
            if any(role in quote for quote in candidate.quotes.values())
        ]
        yield f"roles = [{', '.join(map(_toml, sorted(shown)))}]"
    yield f"{'reports' if table == 'event' else 'attested'} = ["
    for source, quote in sorted(candidate.quotes.items())[:5]:
        yield f"  {{ source = {_toml(source)}, quote = {_toml(quote)} }},"
    yield "]"
    yield ""


def _toml(text: str) -> str:
    return json.dumps(text, ensure_ascii=False).replace("\u007f", "\\u007f")


def _known(edition: Edition, kind: str) -> set[str]:
    return {
        form
        for authority in edition.relations.authorities
        if authority.kind == kind
        for form in (authority.name, *authority.forms, *authority.variants)
    }


class _Gathering(dict[str, _Candidate]):
    """Candidates by name."""

    def note(
        self, name: str, document: Document, text: str, start: int, end: int, role: str = ""
    ) -> None:
        """Count a candidate at a place."""
        quote = _around(text, start, end)
        self.setdefault(name, _Candidate(name)).add(document, quote, role)


def _around(text: str, start: int, end: int, *, reach: int = 14) -> str:
    """Quote a place with some words around it, no further than its clause."""
    before = re.split(r"[，。；：！？\n]", text[max(0, start - reach) : start])[-1]
    after = re.split(r"[，。；：！？\n]", text[end : end + reach])[0]
    return before + text[start:end] + after


def _people(edition: Edition) -> Iterable[_Candidate]:
    found = _Gathering()
    count = _name_counts(edition)
    for document in edition.documents:
        for block in document.paragraphs:
            for name, start, end, role in _named(block.text, count):
                found.note(name, document, block.text, start, end, role)
        for claim in _CLAIMS:
            for name in document.values(claim):
                if can_be_listed(name):
                    found.note(name, document, name, 0, len(name))
    known = _known(edition, "person")
    return [c for c in found.values() if c.name not in known]


def _name_counts(edition: Edition) -> Callable[[str], int]:
    """Count, in one pass, all stretches of two and three characters that begin with a surname."""
    counts: Counter[str] = Counter()
    for document in edition.documents:
        for block in document.paragraphs:
            for match in _SURNAMED.finditer(block.text):
                counts[match[1]] += 1
                counts[match[1][:2]] += len(match[1]) > 2
    return lambda name: counts[name]


def _named(text: str, count: Callable[[str], int]) -> Iterator[tuple[str, int, int, str]]:
    """Find names in a text: after an office, before a form of address, in lists."""
    for match in _TITLED.finditer(text):
        name = _name_in(match["rest"], count)
        if name:
            start = match.start("rest")
            before = _BEFORE_OFFICE.search(text, max(0, match.start() - 18), match.start())
            role = _office(text[before.start() if before else match.start() : start])
            yield name, start - len(role), start + len(name), role
    for match in _ADDRESSED.finditer(text):
        size = 3 if can_be_name(text[max(0, match.start() - 3) : match.start()]) else 2
        name = text[max(0, match.start() - size) : match.start()]
        if can_be_name(name):
            yield name, match.start() - size, match.end(), match[0]
    for match in _LIST.finditer(text):
        for name, start in _listed(match[0], match.start(), count):
            yield name, start, start + len(name), ""


def _office(text: str) -> str:
    """Give the last noun phrase of what stands before a name, as far as words show it."""
    words = rjieba.tag(text)
    role = ""
    for word, tag in reversed(words):
        if tag[0] not in "nbjsf" and not re.search(_OFFICE, word):
            break
        role = word + role
    return role


def _name_in(text: str, count: Callable[[str], int]) -> str:
    """Find the name at the beginning of a text: of three characters, if it is not often shorter."""
    three, two = text[:3], text[:2]
    if (
        len(three) == 3
        and can_be_name(three)
        and not _AFTER_NAME.match(text[2:])
        and count(three) >= 0.8 * count(two)
    ):
        return three
    if can_be_name(two) and (
        len(text) == 2 or count(two) > count(three) or _AFTER_NAME.match(text[2:])
    ):
        return two
    return ""


def _listed(text: str, start: int, count: Callable[[str], int]) -> list[tuple[str, int]]:
    """Give the names of a list, if most of its items can be names; rare surnames come along."""
    *items, last = text.split("、")
    if sum(map(can_be_name, items)) < 0.6 * len(items) or len({item[0] for item in items}) == 1:
        return []
    ends = _AFTER_NAME.search(last)
    tail = last[: ends.start()] if ends else last
    names = [
        *items,
        tail if can_be_listed(tail) and (ends or can_be_name(tail)) else _name_in(last, count),
    ]
    result, at = [], start
    for name, item in zip(names, [*items, last], strict=True):
        if name and not NOT_IN_NAMES & set(name[1:]):
            result.append((name, at))
        at += len(item) + 1
    return result


def _tagged(edition: Edition) -> Iterator[tuple[Document, str, list[tuple[str, str, int]]]]:
    """Give each paragraph cut into words with their classes and places."""
    for document in edition.documents:
        for block in document.paragraphs:
            at, words = 0, []
            for word, tag in rjieba.tag(block.text):
                words.append((word, tag, at))
                at += len(word)
            yield document, block.text, words


def _places(edition: Edition) -> Iterable[_Candidate]:
    found = _Gathering()
    for document, text, words in _tagged(edition):
        for at, (word, tag, start) in enumerate(words):
            name = word
            if (
                at + 1 < len(words)
                and len(word) > 1
                and _PLACE_END.fullmatch(words[at + 1][0])
                and tag[0] == "n"
            ):
                name = word + words[at + 1][0]
            if (
                len(name) >= 3
                and (tag == "ns" or name != word)
                and _PLACE_END.search(name)
                and tag in ("ns", "nr", "nz", "nrt")
            ):
                found.note(name, document, text, start, start + len(name))
    for document in edition.documents:
        for block in document.paragraphs:
            for match in _PLACE_ITEM.finditer(block.text):
                if match[0] not in found:
                    found.note(match[0], document, block.text, match.start(), match.end())
    known = _known(edition, "place")
    return [c for c in found.values() if c.name not in known and not _NO_PLACE.search(c.name)]


def _organisations(edition: Edition) -> Iterable[_Candidate]:
    found = _Gathering()
    for document, text, words in _tagged(edition):
        begin = None
        for at, (word, tag, start) in enumerate(words):
            if tag[0] not in "njbs" and tag not in ("vn", "eng", "l"):
                begin = None
                continue
            begin = start if begin is None else begin
            goes_on = (
                at + 1 < len(words)
                and words[at + 1][1][0] in "nj"
                and _BODY_END.search(words[at + 1][0])
            )
            end = start + len(word)
            if _BODY_END.search(text[begin:end]) and not goes_on and 3 <= end - begin <= 20:
                found.note(text[begin:end], document, text, begin, end)
                begin = None
    known = _known(edition, "organisation")
    return [c for c in found.values() if c.name not in known]


def _terms(edition: Edition) -> Iterable[_Candidate]:
    found = _Gathering()
    for document in edition.documents:
        for block in document.paragraphs:
            for match in _QUOTED.finditer(block.text):
                found.note(
                    match[1], document, block.text, match.start(), match.start() + len(match[1]) + 2
                )
    known = {form.strip("“”") for form in _known(edition, "term") | _known(edition, "organisation")}
    return [c for c in found.values() if c.name not in known and c.count > 1]


def _events(edition: Edition) -> Iterable[_Candidate]:
    """Find dated meetings: a resolved day, and in the same sentence what was held."""
    known = {(event.date, event.part) for event in edition.relations.events}
    found: dict[tuple[str, str, str], _Candidate] = {}
    for document in edition.documents:
        texts = {block.anchor: block.text for block in document.paragraphs}
        times = edition.relations.times_by_document.get(document.id, ())
        for at, time in enumerate(times):
            later = [t.place for t in times[at + 1 : at + 3] if not _NUMBERED.match(t.text)]
            after = later[0] if later else None
            text = texts.get(time.place.paragraph, "")
            if after is not None and after.paragraph == time.place.paragraph:
                text = text[: after.start]
            sentence = text[time.place.start :].split("。")[0][:90]
            match = _MEETING.search(sentence)
            key = (time.start[:10], time.part)
            if match is None or not _names_a_day(time) or key in known:
                continue
            name = re.sub(rf"^.*{_HELD}", "", match["name"] or match["other"])
            candidate = found.setdefault((*key, name), _Candidate(name))
            kind = "press_conference" if "发布会" in name else "meeting"
            candidate.keys = {"date": _toml(key[0])} | ({"part": _toml(key[1])} if key[1] else {})
            candidate.keys |= {"forms": f"[{_toml(_form(name))}]", "kind": _toml(kind)}
            candidate.add(document, sentence[: match.end()])
    return found.values()


def _names_a_day(time: TimeExpression) -> bool:
    if not time.start or time.certainty is Certainty.LOW:
        return False
    return "日" in time.text or "天" in time.text or bool(time.part)


def _form(name: str) -> str:
    numbered = _NUMBERED.search(name)
    return numbered[0] if numbered else name
