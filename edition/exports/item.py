"""One CSL-JSON item for a document: every citation, reference file and head tag is made from it.

So they cannot disagree. The item names the *original* (outlet, date, headline, author), and the
edition as the archive that keeps it: its title as ``archive``, id and version as
``archive_location``, the address of the version as ``URL``. As soon as a version was released,
the citation is that of the latest one, also while the page shows a later draft: what is cited
never changes.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from edition.config import Config
from edition.exports.addresses import absolute, folder
from edition.exports.recent import recent
from edition.model import Basis, Certainty, Document, Edition, Version, Words

_DATE = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?")
_LANGUAGES: Mapping[str, str] = {"zh-Hans": "zh-CN", "zh-Hant": "zh-TW"}
"""Reference managers know languages by region, not by script."""


def cited_version(document: Document, edition: Edition) -> Version | None:
    """Give the released version that a citation of the document names, if there is one."""
    versions = edition.register.versions.get(document.id, ())
    return versions[-1] if versions else None


def csl_item(document: Document, edition: Edition, config: Config) -> dict[str, Any]:
    """Give the CSL-JSON item of a document (CSL 1.0.2, ``article-newspaper``).

    Chinese names are ``literal``, for processors print 王 俊 or 俊王 otherwise. A date that the
    capture does not state is marked ``circa``. There is no date of access: a build has no
    clock, and the version that is cited does not change.
    """
    return dict(item_of(document, cited_version(document, edition), config))


def item_of(document: Document, version: Version | None, config: Config) -> Mapping[str, Any]:
    """Give the item of a document whose version is cited; it is shared, and not to be changed."""
    if version is not None and version.item:
        return dict(version.item) | {"URL": absolute(version.url, config)}
    return _draft_item(document, config)


def new_item(document: Document, config: Config, *, version: int = 0) -> dict[str, Any]:
    """Make the item afresh, for a draft (version 0) or for a version that is being released."""
    status = text_status(document)
    where = absolute(folder(document.id, version), config)
    outlet = document.value("origin") or document.value("publisher")
    item: dict[str, Any] = {
        "id": f"{document.id}v{version}" if version else document.id,
        "type": "article-newspaper",
        "title": document.title,
        "author": [{"literal": name} for name in document.values("byline")],
        "container-title": outlet,
        "issued": _issued(document),
        "URL": where,
        "archive": config.title.in_language(config.language),
        "archive_location": f"{document.id} v{version}" if version else f"{document.id} draft",
        "version": str(version) if version else "",
        "language": _LANGUAGES.get(document.language, document.language),
        "note": _note(document, outlet, status).in_language(document.language),
        "custom": {
            "status_zh": status.zh,
            "status_en": status.en,
            "capture_sha256": document.source,
            "id": document.id,
        },
    }
    return {key: value for key, value in item.items() if value}


@recent
def _draft_item(document: Document, config: Config) -> Mapping[str, Any]:
    return new_item(document, config)


def _issued(document: Document) -> dict[str, Any]:
    claim = document.claim("published")
    match = _DATE.match(claim.value) if claim else None
    if claim is None or match is None:
        return {}
    parts = [int(part) for part in match.groups() if part]
    # A day that the capture states is not in doubt because its time zone is an inference.
    unstated = claim.span is None or claim.certainty in (Certainty.MEDIUM, Certainty.LOW)
    unsure = claim.basis is Basis.INFERRED and claim.certainty is not Certainty.CERTAIN and unstated
    return {"date-parts": [parts]} | ({"circa": True} if unsure else {})


def issued_text(item: Mapping[str, Any]) -> str:
    """Give the item's date as ISO text, as far as it is known.

    >>> issued_text({"issued": {"date-parts": [[2022, 3, 9]]}}), issued_text({})
    ('2022-03-09', '')
    """
    parts = item.get("issued", {}).get("date-parts", [[]])[0]
    return "-".join(f"{part:02d}" for part in parts)


def names(item: Mapping[str, Any]) -> tuple[str, ...]:
    """Give the authors' names."""
    return tuple(author["literal"] for author in item.get("author", ()))


def text_status(document: Document) -> Words:
    """Say how the text came about, for whoever relies on its wording."""
    decisions = len({i.rule for i in document.interventions if i.agent != "rule"})
    read_by_machine = is_ocr(document)
    zh = "OCR 识别，规则清理" if read_by_machine else "网络抓取，规则清理"
    en = "OCR, machine-cleaned" if read_by_machine else "web capture, machine-cleaned"
    if decisions:
        zh += f"，编者裁定{decisions}处"
        en += f", {decisions} editorial decision{'s' * (decisions > 1)}"
    return Words(zh, en)


def is_ocr(document: Document) -> bool:
    """Say whether a machine read the text off a picture."""
    return "ocr" in f"{document.value('status')} {document.format}".lower()


def _note(document: Document, outlet: str, status: Words) -> Words:
    taken = document.value("publisher")
    zh, en = status
    if taken and taken != outlet:
        zh = f"据{taken}转载；{zh}"
        en = f"as reposted by {taken}; {en}"
    return Words(zh, en)
