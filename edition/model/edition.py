"""The edition as a whole, and what is made of it."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property

from edition.model.documents import Document, SourceRecord
from edition.model.relations import Relations
from edition.model.versions import Register


@dataclass(frozen=True)
class Edition:
    """Everything that a build knows, for whoever makes pages, exports or an index of it."""

    sources: tuple[SourceRecord, ...]
    """In the order of their paths."""
    documents: tuple[Document, ...]
    """In the order of their ids."""
    relations: Relations = field(default_factory=Relations)
    register: Register = field(default_factory=Register)
    """Versions, withdrawals and redirects, from the ledger."""
    rules_hash: str = ""
    """Hash of the rule set that the documents were cleaned with, as their pages state it."""

    @cached_property
    def document_by_id(self) -> dict[str, Document]:
        """Find a document by its id."""
        return {document.id: document for document in self.documents}

    @cached_property
    def source_by_hash(self) -> dict[str, SourceRecord]:
        """Find a source by its SHA-256."""
        return {record.source.sha256: record for record in self.sources}


@dataclass(frozen=True, slots=True)
class Output:
    """One file of the site: a POSIX path below ``site/`` and its bytes."""

    path: str
    data: bytes = field(repr=False)
