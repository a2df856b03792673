"""One company's book: add exports, take them back, keep the owner's choices, close its months."""

from __future__ import annotations

from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kpi_desktop.core.errors import UsageError
from kpi_desktop.facts.batch import SourceKey
from kpi_desktop.facts.schema import FactTable, Kind
from kpi_desktop.facts.streams import ORDER
from kpi_desktop.i18n.message import msg
from kpi_desktop.store import closing, kept, mappings, outbox
from kpi_desktop.store.adding import Import, Undecided
from kpi_desktop.store.asked import Asked
from kpi_desktop.store.authority import FACTS, gathered, settled
from kpi_desktop.store.bank import (
    PAYMENT,
    ClassTotal,
    OwnRule,
    add_rule,
    class_totals,
    classify,
    own_rules,
    remove_rule,
)
from kpi_desktop.store.bank_as_expenses import BANK_EXPENSES, EXPENSE
from kpi_desktop.store.bank_as_expenses import FACTS as SPENT
from kpi_desktop.store.book_file import BookFile
from kpi_desktop.store.checking import check_book
from kpi_desktop.store.coding import codes_of, member_table
from kpi_desktop.store.connection import readable_errors
from kpi_desktop.store.coverage import coverage, relieved
from kpi_desktop.store.customers import (
    CustomerInfo,
    alike_customers,
    choose_customer,
    customer_list,
    names_customers,
    settle_customers,
)
from kpi_desktop.store.expense_classes import ArticleTotal, article_totals, choose_class, settle_expenses
from kpi_desktop.store.import_list import import_list
from kpi_desktop.store.keeping import copy_book, restore
from kpi_desktop.store.layout import (
    columns_of,
    put,
    quoted,
)
from kpi_desktop.store.orders_as_sales import ORDER_SALE
from kpi_desktop.store.records import ASK, Added, AddedFile, BatchInfo, Cover, Decision, SourceInfo, SplitColumn
from kpi_desktop.store.sale_channels import REACH, RULE, TOUCHES, settle_channels
from kpi_desktop.store.stream_choices import StreamChoice, choose
from kpi_desktop.store.stream_list import StreamInfo, notes, stream_list
from kpi_desktop.store.undoing import undo_batch

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    import duckdb

    from kpi_desktop.core.issue import Issue
    from kpi_desktop.facts.alike import Likeness
    from kpi_desktop.facts.batch import FactBatch
    from kpi_desktop.facts.kept import KeptFigure, KeptSheet
    from kpi_desktop.store.mappings import SavedMapping
    from kpi_desktop.store.outbox import Mail, MailState, Outgoing


class Book(BookFile):
    """A company's facts in one file; made by `create` or `open`, closed by `with` or `close`."""

    @property
    def company(self) -> str:
        """The company's name, as reports print it."""
        return self._meta("company")

    @property
    def currency(self) -> str:
        """The book's one currency, '' while no file has told it."""
        return self._meta("currency")

    @property
    def language(self) -> str:
        """The language of the book's reports."""
        return self._meta("language")

    @property
    def settings(self) -> dict[str, str]:
        """The owner's choices for this book."""
        return dict(self.run("SELECT key, value FROM setting ORDER BY key"))

    def set_currency(self, currency: str) -> None:
        """Choose the currency of a book that has none yet; amounts that are there are never relabelled."""
        if self.currency and self.currency != currency and self.run("SELECT 1 FROM batch WHERE state <> 'undone'"):
            raise UsageError(
                msg("The book is in {currency} and already has amounts in it", currency=self.currency),
                fix=msg("Make another book for the other currency"),
            )
        self._set_meta("currency", currency)

    def set_company(self, company: str) -> None:
        """Correct the company's name."""
        self._set_meta("company", company)

    def set_language(self, language: str) -> None:
        """Choose the language of the book's reports."""
        self._set_meta("language", language)

    def set_setting(self, key: str, value: str) -> None:
        """Keep one of the owner's choices."""
        touched = {ORDER_SALE: ORDER, RULE: "lead", REACH: "lead", BANK_EXPENSES: PAYMENT}.get(key, "")
        with self._changing(touched) as conn:
            put(conn, "setting", key, value)

    def set_choice(self, key: str, value: str, dimension: str, members: Sequence[str]) -> None:
        """Keep a choice that names members of a dimension, in one step with those that no row names yet."""
        import pyarrow as pa

        with self._changing() as conn:
            put(conn, "setting", key, value)
            if members:
                codes_of(conn, member_table(dimension), pa.array(members, pa.string()))

    def add(self, batch: FactBatch, facts: Mapping[str, FactTable] | None = None, decision: Decision = ASK) -> Added:
        """Add one file's facts, wholly or not at all; a newer export of the same days takes the older one's place."""
        try:
            with self._changing(batch.fact) as conn:
                return Import(conn, (facts or self.facts)[batch.fact], batch, decision).run()
        except Undecided as undecided:
            return undecided.added

    def add_all(self, batches: Iterable[FactBatch], decision: Decision = ASK) -> AddedFile:
        """Add everything that one file holds in one step: if one part raises a question, no part is stored."""
        given = list(batches)
        try:
            with self._changing(*(batch.fact for batch in given)) as conn:
                parts = [Import(conn, self.facts[batch.fact], batch, decision).run() for batch in given]
        except Undecided as undecided:
            return AddedFile(question=undecided.added.question, issues=undecided.added.issues)
        return AddedFile(
            batches=tuple(part.batch_id for part in parts if part.batch_id is not None),
            imported=sum(part.imported for part in parts),
            replaced=sum(part.replaced_rows for part in parts),
            already=bool(parts) and all(part.already for part in parts),
            issues=tuple(dict.fromkeys(issue for part in parts for issue in part.issues)),
            parts=tuple(parts),
            notes=(
                *(part.changed for part in parts if part.changed is not None),
                *(self._notes(parts) if FACTS.intersection(batch.fact for batch in given) else ()),
            ),
        )

    def undo(self, *batch_ids: int) -> None:
        """Take imports back, all or none; what they had replaced returns."""
        with self._changing(*FACTS, *SPENT) as conn:
            for batch_id in sorted(batch_ids, reverse=True):
                undo_batch(conn, self.facts, batch_id)

    def streams(self) -> list[StreamInfo]:
        """The streams of sales with what of them counts, the most trusted first."""
        with readable_errors(self.path):
            return stream_list(self._reading())

    def choose_stream(self, source_id: int, choice: StreamChoice) -> None:
        """Keep the owner's word on a stream of sales; totals are made anew."""
        with self._changing(*FACTS) as conn:
            choose(conn, source_id, choice)

    def customers(self) -> list[CustomerInfo]:
        """Customers that are nobody in particular or count for another one, and those proposed as nobody."""
        with readable_errors(self.path):
            return customer_list(self._reading())

    def alike_customers(self) -> list[tuple[str, str, Likeness]]:
        """Pairs of names that may be one customer: proposed, never merged."""
        with readable_errors(self.path):
            return alike_customers(self._reading())

    def choose_customer(self, code: int, word: str) -> None:
        """Keep the owner's word on a customer: `nobody`, `person`, `as CODE`, or '' for what the program says."""
        with self._changing(*FACTS) as conn:
            choose_customer(conn, code, word)

    def bank_classes(self) -> tuple[list[ClassTotal], list[OwnRule]]:
        """What the rows of bank statements are, and the book's own rules for them."""
        with readable_errors(self.path):
            conn = self._reading()
            return class_totals(conn, self.facts[PAYMENT]), own_rules(conn)

    def change_bank_rules(self, add: Mapping[str, object] | None = None, remove: int | None = None) -> None:
        """Add a rule of the book's own, or forget one; every row gets its class anew."""
        with self._transaction() as conn:
            if add is not None:
                add_rule(conn, add)
            if remove is not None:
                remove_rule(conn, remove)
            classify(conn, self.facts[PAYMENT], everything=True)
            settle_expenses(conn, self.facts)

    def expense_articles(self) -> list[ArticleTotal]:
        """The articles of the expenses with their classes and who gave them."""
        with readable_errors(self.path):
            return article_totals(self._reading(), self.facts[EXPENSE])

    def choose_expense_class(self, article: str, expense_class: str) -> None:
        """Keep the owner's class of an article whose file gives none; '' for what the program says."""
        with self._changing(EXPENSE) as conn:
            choose_class(conn, self.facts[EXPENSE], article, expense_class)

    def _notes(self, parts: Iterable[Added]) -> tuple[Issue, ...]:
        """What an import changed about which stream gives the sales."""
        fresh = [part.batch_id for part in parts if part.batch_id is not None and not part.already]
        with readable_errors(self.path):
            return tuple(notes(self._reading(), fresh)) if fresh else ()

    def keep(self, sheet: KeptSheet) -> int:
        """Store figures kept by hand as one undoable batch; its number."""
        with self._changing(EXPENSE) as conn:
            return kept.add(conn, sheet)

    def kept(self) -> list[KeptFigure]:
        """The figures kept by hand that count, by measure and time."""
        with readable_errors(self.path):
            return kept.figures(self._reading())

    def file_digests(self) -> frozenset[str]:
        """What tells the files whose imports the book holds."""
        rows = self.run("SELECT DISTINCT sha256 FROM batch WHERE state <> 'undone'")
        return frozenset(str(row[0]) for row in rows)

    def batches(self) -> list[BatchInfo]:
        """All imports, oldest first, undone and replaced ones too."""
        with readable_errors(self.path):
            return import_list(self._reading())

    def sources(self) -> list[SourceInfo]:
        """The streams of exports that the book knows, with what is live of each."""
        rows = self.run(
            "SELECT s.id, s.importer, s.layout, s.organisation, s.filters, s.name, COALESCE(b.n, 0), "
            "COALESCE(b.imported, 0), b.first_day, b.end_day FROM source s LEFT JOIN (SELECT source_id, "
            "COUNT(*) AS n, CAST(SUM(imported) AS BIGINT) AS imported, MIN(first_day) AS first_day, "
            "MAX(end_day) AS end_day FROM batch WHERE state = 'live' GROUP BY source_id) b ON b.source_id = s.id "
            "ORDER BY s.id"
        )
        facts: dict[int, list[str]] = {}
        for source_id, fact in self.run("SELECT DISTINCT source_id, fact FROM batch ORDER BY source_id, fact"):
            facts.setdefault(source_id, []).append(fact)
        return [SourceInfo(row[0], SourceKey(*row[1:6]), tuple(facts.get(row[0], ())), *row[6:]) for row in rows]

    def coverage(self, fact: str) -> list[Cover]:
        """The days that live batches of a fact answer for, by source and day."""
        with readable_errors(self.path):
            return coverage(self._reading(), fact)

    def answers(self, facts: Iterable[str]) -> dict[str, tuple[list[Cover], list[Cover]]]:
        """By fact its `coverage`, and the days of streams of which a more trusted stream gives the same; of facts
        without coverage nothing."""
        with readable_errors(self.path):
            asked = Asked(self._reading())
            covers = {fact: coverage(asked, fact) for fact in facts}
            return {fact: (found, relieved(asked, fact)) for fact, found in covers.items() if found}

    def dimensions(self, fact_id: str) -> tuple[SplitColumn, ...]:
        """What figures of the fact can be split by: dimensions that some row has a value for, free ones last."""
        return self._with_values(fact_id)[0]

    def filled(self, fact_id: str) -> tuple[str, ...]:
        """The columns of fixed words and of counts that some row of the fact has a value in."""
        return self._with_values(fact_id)[1]

    def _with_values(self, fact_id: str) -> tuple[tuple[SplitColumn, ...], tuple[str, ...]]:
        """Both; a book that nobody can write meanwhile is looked through once.

        Asked apart, the largest codes and the counts come from what the file knows of its columns; together they cost a
        scan.
        """
        if fact_id in self._valued:
            return self._valued[fact_id]
        stored, columns = set(columns_of(self._reading(), fact_id)), self.facts[fact_id].columns
        splits = [SplitColumn(one.id, "") for one in columns if one.kind is Kind.DIMENSION and one.id in stored]
        splits += [SplitColumn(name, heading) for name, heading in self._read(_FREE_DIMENSIONS, [fact_id])]
        words = [one.id for one in columns if one.kind in {Kind.CHOICE, Kind.COUNT} and one.id in stored]
        highest = self._one_row(fact_id, [f"MAX({quoted(one.id)})" for one in splits])
        counts = self._one_row(fact_id, [f"COUNT({quoted(name)})" for name in words])
        found = (
            tuple(one for one, code in zip(splits, highest, strict=True) if code),
            tuple(name for name, count in zip(words, counts, strict=True) if count),
        )
        if self.read_only:
            self._valued[fact_id] = found
        return found

    def _one_row(self, fact_id: str, asked: list[str]) -> tuple[Any, ...]:
        return self.run(f"SELECT {', '.join(asked)} FROM {quoted(fact_id)}")[0] if asked else ()

    def members(self, dimension: str) -> dict[int, str]:
        """The texts of a dimension by code; code 0 is the unspecified one."""
        rows = self._read("SELECT code, value FROM member WHERE dimension = ? ORDER BY code", [dimension])
        return {0: "", **dict(rows)}

    def customer_names(self) -> dict[int, str]:
        """What files call every customer, by code."""
        return {int(code): str(key) for code, key in self.run("SELECT code, key FROM customer_key")}

    def check(self, facts: Mapping[str, FactTable] | None = None) -> list[Issue]:
        """Audit the whole book: file, totals, counts, codes; empty if it is sound, BookError if the file is damaged."""
        with readable_errors(self.path):
            return list(check_book(self._reading(), facts or self.facts))

    def backup(self, target: Path) -> None:
        """Copy the book to `target`; an earlier copy there is replaced only by a whole one."""
        with self._let_go():
            copy_book(self.path, Path(target))

    def closings(self) -> list[closing.Closing]:
        """Every edition of every month that was closed."""
        with readable_errors(self.path):
            return closing.closings(self._reading())

    def close_month(self, month: str, frozen: closing.Frozen, who: str = "", note: str = "") -> closing.Closing:
        """Freeze a month: keep the book as it is now, its figures and the formulas as a numbered edition."""
        with self._let_go():
            packed = closing.packed_book(self.path)
        with self._transaction() as conn:
            return closing.add_closing(conn, month, packed, frozen, (who, note))

    def reopen_month(self, month: str, who: str, why: str) -> closing.Closing:
        """Let a closed month read the book's rows again; the edition and its reports stay."""
        with self._transaction() as conn:
            return closing.reopen(conn, month, who, why)

    def closing_parts(self, number: int, kind: str) -> Mapping[str, bytes]:
        """What an edition keeps: the packed book, the formulas, or the reports that were sent."""
        with readable_errors(self.path):
            return closing.parts(self._reading(), number, kind)

    def keep_report(self, number: int, name: str, content: bytes) -> None:
        """Keep a report that was sent with the edition it was made from."""
        with self._transaction() as conn:
            closing.keep_part(conn, number, (closing.REPORT, name), content)

    def mails(self) -> list[Mail]:
        """Every report that was sent by e-mail, or tried, oldest first."""
        with readable_errors(self.path):
            return outbox.mails(self._reading())

    def begin_mail(self, mail: Outgoing) -> int:
        """Note a mail as under way, with its file, before the server hears of it; its number."""
        with self._transaction() as conn:
            return outbox.begin(conn, mail)

    def end_mail(self, number: int, state: MailState, told: str) -> Mail:
        """Note what became of a mail."""
        with self._transaction() as conn:
            outbox.end(conn, number, state, told)
        return next(mail for mail in self.mails() if mail.id == number)

    def mail_file(self, mail: Mail) -> bytes:
        """The very file that was sent."""
        with readable_errors(self.path):
            return outbox.content_of(self._reading(), mail.sha256)

    @staticmethod
    def restore(source: Path, target: Path) -> None:
        """Put a backup copy in the place of a book, once the copy has proved to be whole."""
        restore(Path(source), Path(target))

    def saved_mappings(self) -> tuple[str, ...]:
        """The texts of the mappings that were saved, one for each layout, oldest first."""
        return tuple(text for (text,) in self.run("SELECT mapping FROM saved_mapping ORDER BY saved_at, layout"))

    def save_mapping(self, layout: str, name: str, mapping: str) -> None:
        """Remember a mapping, so that the next file of this layout imports without questions."""
        with self._transaction() as conn:
            mappings.save(conn, layout, name, mapping)

    def mappings(self) -> list[SavedMapping]:
        """The mappings that are remembered, with the number of their earlier versions."""
        with readable_errors(self.path):
            return mappings.saved(self._reading())

    def remove_mapping(self, layout: str) -> None:
        """Forget the mapping of a layout; `restore_mapping` brings it back."""
        with self._transaction() as conn:
            mappings.remove(conn, layout)

    def restore_mapping(self, layout: str) -> None:
        """Take back the last change of a layout's mapping."""
        with self._transaction() as conn:
            mappings.restore(conn, layout)

    @contextmanager
    def _changing(self, *facts: str) -> Iterator[duckdb.DuckDBPyConnection]:
        """A transaction after which one stream of sales counts again, where it touches what sales are made of."""
        with self._transaction() as conn:
            streams = bool(FACTS.intersection(facts))
            if streams:
                gathered(conn, self.facts["sale"])
            yield conn
            if streams:
                settled(conn, self.facts["sale"])
            if any(fact in self.facts and names_customers(self.facts[fact]) for fact in facts):
                settle_customers(conn, self.facts.values())
            if TOUCHES.intersection(facts):
                settle_channels(conn)
            if PAYMENT in facts:
                classify(conn, self.facts[PAYMENT])
            if SPENT.intersection(facts):
                settle_expenses(conn, self.facts)


_FREE_DIMENSIONS = 'SELECT "column", heading FROM free_column WHERE fact = ? AND kind = \'dimension\' ORDER BY "column"'
