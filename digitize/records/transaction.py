"""One transaction on the system of record, with a part for each subject."""

from __future__ import annotations

from digitize.records.audit import Audit
from digitize.records.batches import Batches
from digitize.records.context import Context
from digitize.records.copying import Rows
from digitize.records.disposals import Disposals
from digitize.records.documents import Documents
from digitize.records.fixity import Fixity
from digitize.records.keeping import Keeping
from digitize.records.leases import Leases
from digitize.records.marks import Marks
from digitize.records.outbox import Outbox
from digitize.records.pages import Pages
from digitize.records.paper_keys import PaperKeys
from digitize.records.parties import Parties
from digitize.records.proposals import Proposals
from digitize.records.publishing import Publisher
from digitize.records.reconciliation import Reports
from digitize.records.rescans import Rescans
from digitize.records.results import Results
from digitize.records.reuse import Reuse
from digitize.records.reviews import Reviews
from digitize.records.rows import Publication, Relation
from digitize.records.stages import Stages
from digitize.records.statements import Statements
from digitize.records.term_rules import TermRules


class Transaction:
    """All parts see and write the same state; it becomes durable as a whole, or not at all.

    Attributes:
        batches: Batches, blobs, receipts and stacks.
        pages: Where each page stands.
        documents: Papers, their page lists, classes, renditions and dossiers.
        rescans: Pages that were scanned again.
        statements: Values, who says them, and which count.
        results: Results by owner or document, their terms and events.
        reviews: What persons decided, what waits for them, and whose turn it is.
        term_rules: Terms that people said for whole result types.
        proposals: What is suggested to people, and what they decided.
        parties: Which owners are one.
        paper_keys: By what papers find each other.
        reuse: Reuse checks.
        keeping: How long documents are kept, and legal holds.
        disposals: Who disposed of what.
        fixity: When objects were last found intact.
        outbox: What the index still has to learn.
        leases: Who works on what.
        stages: Outputs of stages by key.
        audit: Who did what.
        reports: Counts over the records.
        marks: What the archive says of itself as a whole.
        rows: All of it as it lies in the tables.
    """

    def __init__(self, context: Context) -> None:
        self.batches = Batches(context)
        self.pages = Pages(context)
        self.documents = Documents(context)
        self.rescans = Rescans(context, self.documents)
        self.statements = Statements(context)
        self.results = Results(context, self.documents)
        self.term_rules = TermRules(context)
        self.proposals = Proposals(context)
        self.parties = Parties(context, self.documents, self.proposals)
        self.paper_keys = PaperKeys(context)
        self.reuse = Reuse(context)
        self.keeping = Keeping(context)
        self.disposals = Disposals(context, self.documents)
        self.fixity = Fixity(context)
        self.outbox = Outbox(context, self.documents, self.statements, self.results)
        self.leases = Leases(context)
        self.reviews = Reviews(context, self.documents, self.leases)
        self.stages = Stages(context)
        self.audit = Audit(context)
        self.reports = Reports(self.batches, self.pages, self.documents, self.disposals, self.leases)
        self.marks = Marks(context)
        self.rows = Rows(context)
        self._publisher = Publisher(context, self.documents, self.statements, self.results, self.parties)

    def publish(self, document: str, publication: Publication) -> int:
        """Publishes a document; see :meth:`Publisher.publish`."""
        return self._publisher.publish(document, publication)

    def say(self, document: str, publication: Publication) -> None:
        """Writes what somebody says of a document; see :meth:`Publisher.say`."""
        self._publisher.say(document, publication)

    def settle(self, document: str, publication: Publication) -> int:
        """Makes a document follow from all that was said of it; see :meth:`Publisher.settle`."""
        return self._publisher.settle(document, publication)

    def link(self, result: str, document: str, relation: Relation) -> None:
        """Says that one more document shows a result; see :meth:`Publisher.link`."""
        self._publisher.link(result, document, relation)
