// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/exception_table_model.h"
#include "models/filter_completion_model.h"
#include "models/filter_value_source.h"
#include "models/safe_text.h"
#include "models/table_copy.h"
#include "models/time_format.h"
#include "repositories/open_database.h"
#include "tests/support/await.h"
#include "tests/support/check.h"
#include "tests/support/eventually.h"
#include "tests/support/sample_exceptions.h"
#include "tests/support/test_database.h"

#include <QAbstractItemModelTester>
#include <QSignalSpy>
#include <QStringListModel>
#include <QTest>

using namespace sentinai;
using Column = ExceptionTableModel::Column;

namespace {

constexpr int kCount = 450;

/// The file is filled once; each test has its own model over it.
struct FilledDatabase {
  FilledDatabase() {
    file.addTenant(QStringLiteral("bank"));
    file.addTenant(QStringLiteral("empty"));
    database = openDatabase(file.ownerUrl(), {});
    bank = database->openSession(QStringLiteral("bank"));
    for (const Exception& exception : sampleExceptions(kCount)) {
      const Result<Exception> created = await(bank->exceptions().create(exception, sampleUser(), {}, {}));
      if (!created) {
        throw std::runtime_error(created.error().message.toStdString());
      }
    }
  }

  Exception byId(const QString& id) { return await(bank->exceptions().get(id, {})).value(); }

  TestDatabase file{DatabaseUrl::Engine::Sqlite};
  std::unique_ptr<Database> database;
  std::unique_ptr<Session> bank;
};

} // namespace

class ExceptionTableModelTest : public QObject {
  Q_OBJECT

private Q_SLOTS:
  void initTestCase() { m_filled = std::make_unique<FilledDatabase>(); }
  void cleanupTestCase() { m_filled.reset(); }

  void init() {
    m_time.setMode(TimeMode::Utc);
    m_model = std::make_unique<ExceptionTableModel>(m_filled->bank->exceptions(), m_time);
    m_tester = std::make_unique<QAbstractItemModelTester>(m_model.get(),
                                                          QAbstractItemModelTester::FailureReportingMode::Fatal);
  }

  void cleanup() {
    m_tester.reset();
    m_model.reset();
  }

  void hasAllRowsAndLoadsThoseOnView() {
    m_model->setFilter({});
    QCOMPARE(m_model->state(), ExceptionTableModel::State::Loading);
    EVENTUALLY(settled());
    QCOMPARE(m_model->rowCount(), kCount);
    QCOMPARE(m_model->total(), (RowCount{kCount, true}));
    QVERIFY(m_model->isLoaded(0));

    // Nobody has looked at the last page.
    QVERIFY(!m_model->isLoaded(kCount - 1));
    QCOMPARE(m_model->exceptionAt(kCount - 1), nullptr);
    m_model->setVisibleRows(kCount - 20, kCount - 1);
    QVERIFY(m_model->isLoading());
    QVERIFY(!m_model->isShown());
    const QModelIndex last = m_model->index(kCount - 1, 0);
    QVERIFY(last.data().toString().startsWith(QStringLiteral("Loading")));
    QVERIFY(!last.data(ExceptionTableModel::SeverityRole).isValid());
    EVENTUALLY(settled());
    QVERIFY(m_model->isShown());
    QVERIFY(last.data(ExceptionTableModel::SeverityRole).isValid());

    const QStringList expected = allIds({}, {});
    show(0, 10);
    for (int row = 0; row < kCount; ++row) {
      show(row, row);
      QCOMPARE(m_model->exceptionAt(row)->exceptionId, expected[row]);
      QCOMPARE(m_model->rowOf(expected[row]), row);
    }
  }

  void sortsByEveryColumn() {
    m_model->setFilter({});
    EVENTUALLY(settled());
    for (int column = 0; column < ExceptionTableModel::kColumns; ++column) {
      for (const Qt::SortOrder order : {Qt::AscendingOrder, Qt::DescendingOrder}) {
        m_model->sort(column, order);
        EVENTUALLY(settled());
        QCOMPARE(m_model->sortOrder().field, ExceptionTableModel::fieldOf(static_cast<Column>(column)));
        for (int row = 1; row < kWindowPage; ++row) {
          const auto key = [&](int r) { return sortKey(*m_model->exceptionAt(r), static_cast<Column>(column)); };
          const auto previous = key(row - 1);
          const auto present = key(row);
          QVERIFY2(!present || !previous ||
                       (order == Qt::AscendingOrder ? *previous <= *present : *previous >= *present),
                   qPrintable(QStringLiteral("column %1, row %2").arg(column).arg(row)));
          QVERIFY2(previous || !present, "Rows without a value come last.");
        }
      }
    }
  }

  void theLatestQuestionWins() {
    m_model->setFilter({});
    ExceptionFilter open;
    open.statuses = {Status::Open};
    m_model->setFilter(open);
    ExceptionFilter critical;
    critical.severities = {Severity::Critical};
    m_model->setFilter(critical);
    QSignalSpy resets(m_model.get(), &QAbstractItemModel::modelReset);
    EVENTUALLY(settled());
    QCOMPARE(resets.count(), 1);
    QVERIFY(m_model->rowCount() > 0);
    for (int row = 0; row < m_model->rowCount(); ++row) {
      QCOMPARE(m_model->exceptionAt(row)->severity, Severity::Critical);
    }
  }

  void aNewQuestionOvertakesAPage() {
    m_model->setFilter({});
    EVENTUALLY(settled());
    m_model->setVisibleRows(kCount - 20, kCount - 1);
    QVERIFY(m_model->isLoading());
    ExceptionFilter open;
    open.statuses = {Status::Open};
    m_model->setFilter(open);
    QCOMPARE(m_model->rowCount(), kCount); // Until there is an answer.
    EVENTUALLY(settled());
    QCOMPARE(m_model->rowCount(), static_cast<int>(m_model->total()->value));
    for (int row = 0; row < std::min(m_model->rowCount(), kWindowPage); ++row) {
      QCOMPARE(m_model->exceptionAt(row)->status, Status::Open);
    }
  }

  void reloadReadsWhatIsOnView() {
    m_model->setFilter({});
    EVENTUALLY(settled());
    show(kCount - 20, kCount - 1);
    QSignalSpy inserted(m_model.get(), &QAbstractItemModel::rowsInserted);
    QSignalSpy removed(m_model.get(), &QAbstractItemModel::rowsRemoved);
    const QString id = m_model->exceptionAt(kCount - 1)->exceptionId;
    m_model->reload();
    QVERIFY(m_model->isLoading());
    QCOMPARE(m_model->exceptionAt(kCount - 1)->exceptionId, id); // It does not go in between.
    QVERIFY(!m_model->isLoaded(0));                              // What nobody sees does.
    EVENTUALLY(settled());
    QCOMPARE(m_model->rowCount(), kCount);
    QCOMPARE(m_model->exceptionAt(kCount - 1)->exceptionId, id);
    QCOMPARE(inserted.count() + removed.count(), 0);
  }

  void aReloadThatMovesOnWithTimeIsTheSameQuestion() {
    ExceptionFilter filter;
    filter.created.to = currentInstant();
    m_model->setFilter(filter);
    EVENTUALLY(settled());
    show(300, 330);
    const int question = m_model->question();
    filter.created.to = currentInstant();
    m_model->reload(filter);
    EVENTUALLY(settled());
    QCOMPARE(m_model->filter(), filter);
    QCOMPARE(m_model->firstVisibleRow(), 300);
    QVERIFY(m_model->isLoaded(300));
    QCOMPARE(m_model->question(), question);
    m_model->setFilter(filter);
    QCOMPARE(m_model->question(), question); // Its rows are not here yet.
    EVENTUALLY(settled());
    QVERIFY(m_model->question() != question);
    QCOMPARE(m_model->firstVisibleRow(), 0);
  }

  void retryAsksTheQuestionThatFailed() {
    m_model->setFilter({});
    EVENTUALLY(settled());
    rename(QStringLiteral("exception"), QStringLiteral("hidden"));
    ExceptionFilter open;
    open.statuses = {Status::Open};
    m_model->setFilter(open);
    EVENTUALLY(m_model->error() && settled());
    QCOMPARE(m_model->rowCount(), kCount); // What was there stays …
    m_model->setVisibleRows(kCount - 10, kCount - 1);
    QVERIFY(!m_model->isLoading()); // … but the new question does not continue it.
    rename(QStringLiteral("hidden"), QStringLiteral("exception"));
    m_model->retry();
    EVENTUALLY(settled());
    QVERIFY(!m_model->error());
    QCOMPARE(m_model->total()->value, m_model->rowCount());
    QVERIFY(m_model->rowCount() > 0);
    for (int row = 0; row < m_model->rowCount(); ++row) {
      show(row, row);
      QCOMPARE(m_model->exceptionAt(row)->status, Status::Open);
    }
  }

  void retryGoesOnWithAPageThatFailed() {
    m_model->setFilter({});
    EVENTUALLY(settled());
    rename(QStringLiteral("exception"), QStringLiteral("hidden"));
    m_model->setVisibleRows(kCount - 10, kCount - 1);
    EVENTUALLY(m_model->error() && settled());
    QCOMPARE(m_model->rowCount(), kCount);
    QVERIFY(!m_model->isShown());
    rename(QStringLiteral("hidden"), QStringLiteral("exception"));
    QSignalSpy resets(m_model.get(), &QAbstractItemModel::modelReset);
    m_model->retry();
    EVENTUALLY(settled());
    QVERIFY(m_model->isShown());
    QVERIFY(!m_model->error());
    QCOMPARE(resets.count(), 0);
  }

  void nothingMatches() {
    ExceptionFilter none;
    none.text = QStringLiteral("no such thing");
    m_model->setFilter(none);
    EVENTUALLY(settled());
    QCOMPARE(m_model->state(), ExceptionTableModel::State::Empty);
    QCOMPARE(m_model->rowCount(), 0);
    QCOMPARE(m_model->total()->value, 0);
  }

  void showsSavedRowsWhereTheyStand() {
    m_model->setFilter({});
    EVENTUALLY(settled());
    const Exception before = *m_model->exceptionAt(7);
    ExceptionUpdate update;
    update.exceptionId = before.exceptionId;
    update.expectedVersion = before.version;
    const Severity other = before.severity == Severity::Low ? Severity::High : Severity::Low;
    update.patch.setSeverity(other);
    update.actor = sampleUser();
    const Result<Exception> saved = await(m_filled->bank->exceptions().update(update, {}));
    VERIFY_OK(saved);
    QSignalSpy changes(m_model.get(), &QAbstractItemModel::dataChanged);
    m_model->showSaved(sampleException(QStringLiteral("EX-not-loaded")));
    m_model->showSaved(*saved);
    QCOMPARE(changes.count(), 1);
    QCOMPARE(changes.first().at(0).toModelIndex().row(), 7);
    QCOMPARE(m_model->exceptionAt(7)->severity, other);
  }

  void whatWasSavedIsNotTakenBack() {
    m_model->setFilter({});
    EVENTUALLY(settled());
    const auto saved = [](Exception row, int version) {
      row.version = version;
      row.entity = QStringLiteral("version %1").arg(version);
      return row;
    };
    // The page is asked for, so it may have been read before the save; these versions are in no database.
    const Exception loaded = *m_model->exceptionAt(3);
    m_model->reload();
    m_model->showSaved(saved(loaded, 9));
    QCOMPARE(m_model->exceptionAt(3)->version, 9);
    m_model->showSaved(saved(loaded, 8));
    QCOMPARE(m_model->exceptionAt(3)->version, 9);
    EVENTUALLY(settled());
    QCOMPARE(m_model->exceptionAt(3)->entity, QStringLiteral("version 9"));

    Exception next = m_filled->byId(allIds({}, {})[kCount - 1]);
    QVERIFY(!m_model->isLoaded(kCount - 1));
    m_model->setVisibleRows(kCount - 10, kCount - 1);
    QVERIFY(m_model->isLoading());
    m_model->showSaved(saved(next, 7));
    EVENTUALLY(settled());
    QCOMPARE(m_model->exceptionAt(kCount - 1)->entity, QStringLiteral("version 7"));

    // A page asked for later has read what is so.
    m_model->reload();
    EVENTUALLY(settled());
    QCOMPARE(m_model->exceptionAt(kCount - 1)->version, next.version);
    show(0, 10);
    QCOMPARE(m_model->exceptionAt(3)->version, loaded.version);
  }

  void recountsWhatMatches() {
    m_model->recount();
    QVERIFY(!m_model->isCounting()); // Nothing was asked yet.
    const auto session = m_filled->database->openSession(QStringLiteral("empty"));
    ExceptionTableModel model(session->exceptions(), m_time);
    model.setFilter({});
    EVENTUALLY(!model.isLoading() && !model.isCounting());
    const qint64 before = model.total()->value;
    VERIFY_OK(await(session->exceptions().create(sampleException(QStringLiteral("EX-counted")), sampleUser(), {}, {})));
    const int rows = model.rowCount();
    model.recount();
    QVERIFY(!model.isLoading());
    EVENTUALLY(!model.isCounting());
    QCOMPARE(model.total()->value, before + 1);
    QCOMPARE(model.rowCount(), rows);
  }

  void failuresAreStatesAndCanBeRetried() {
    TestDatabase file(DatabaseUrl::Engine::Sqlite, TestDatabase::Schema::Empty);
    const QString missing = file.ownerUrl().sqlitePath() + QStringLiteral(".missing");
    const auto database = openDatabase(DatabaseUrl::sqliteFile(missing), {});
    const auto session = database->openSession(QStringLiteral("bank"));
    ExceptionTableModel model(session->exceptions(), m_time);
    QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::Fatal);
    QSignalSpy failed(&model, &ExceptionTableModel::failed);
    model.setFilter({});
    EVENTUALLY(model.state() == ExceptionTableModel::State::Failed);
    QCOMPARE(failed.count(), 1);
    QVERIFY(!model.error()->message.isEmpty());
    model.retry();
    QCOMPARE(model.state(), ExceptionTableModel::State::Loading);
    EVENTUALLY(model.state() == ExceptionTableModel::State::Failed);
    QCOMPARE(failed.count(), 2);
  }

  void maybeDestroyedWhileAsking() {
    m_model->setFilter({});
    m_tester.reset();
    m_model.reset();
    // The answer that is still to come finds nobody; the session's next one does.
    VERIFY_OK(await(m_filled->bank->exceptions().count({}, 1000, {})));
  }

  void cellsSpeakAndFilter() {
    Exception exception = sampleException(QStringLiteral("EX-cell"));
    exception.domain = QStringLiteral("IT Operations");
    exception.createdAt = *parseIsoText(u"2026-03-02T08:00:00Z");
    exception.slaDeadline = *parseIsoText(u"2026-03-02T12:00:00Z");
    const auto session = m_filled->database->openSession(QStringLiteral("empty"));
    VERIFY_OK(await(session->exceptions().create(exception, sampleUser(), {}, {})));
    ExceptionTableModel model(session->exceptions(), m_time);
    model.setFilter({});
    EVENTUALLY(model.rowOf(exception.exceptionId) == 0);
    const auto cell = [&model](Column column, int role = Qt::DisplayRole) {
      return model.index(0, static_cast<int>(column)).data(role).toString();
    };
    QCOMPARE(cell(Column::Amount), QStringLiteral("1,250,000.50 EUR"));
    QCOMPARE(cell(Column::Amount, ExceptionTableModel::CopyRole), QStringLiteral("1250000.5 EUR"));
    QCOMPARE(cell(Column::Created), QStringLiteral("2026-03-02 08:00"));
    QCOMPARE(cell(Column::Created, Qt::ToolTipRole), QStringLiteral("2026-03-02 08:00:00 UTC"));
    QVERIFY(cell(Column::Sla, Qt::ToolTipRole).contains(QStringLiteral("2026-03-02 12:00:00 UTC")));
    QCOMPARE(cell(Column::Domain, ExceptionTableModel::FilterTermRole), QStringLiteral("domain:\"IT Operations\""));
    QCOMPARE(cell(Column::Owner, ExceptionTableModel::FilterTermRole), QStringLiteral("owner:none"));
    QCOMPARE(cell(Column::Created, ExceptionTableModel::FilterTermRole), QStringLiteral("created:2026-03-02"));
    const QString spoken = cell(Column::Id, Qt::AccessibleTextRole);
    for (const char* part :
         {"EX-cell", "severity High", "Open", "SettlementFailed", "1,250,000.50 EUR", "unassigned"}) {
      QVERIFY2(spoken.contains(QLatin1String(part)), qPrintable(spoken));
    }
    QCOMPARE(cell(Column::Severity, Qt::AccessibleTextRole), QStringLiteral("Severity: High"));
    QCOMPARE(tabSeparated(model, {0}, {0, 1, 3}, ExceptionTableModel::CopyRole, true),
             QStringLiteral("ID\tSeverity\tDomain\nEX-cell\tHigh\tIT Operations"));
  }

  void whatIsCopiedRunsInNoSpreadsheet() {
    const QStringListModel model(
        {QStringLiteral("=cmd|'/c calc'!A1"), QStringLiteral("-12.5"), QStringLiteral("a\tb")});
    QCOMPARE(tabSeparated(model, {0, 1, 2}, {0}, Qt::DisplayRole, false),
             QStringLiteral("'=cmd|'/c calc'!A1\n-12.5\na b"));
  }

  void cellsNeitherCarryMarkupNorDeceive() {
    m_filled->file.addTenant(QStringLiteral("hostile"));
    Exception exception = sampleException(QStringLiteral("EX-\u202e12"));
    exception.entity = QStringLiteral("<img src='x'>\u200bA&B");
    exception.owner = QStringLiteral("<b>ann</b>");
    const auto session = m_filled->database->openSession(QStringLiteral("hostile"));
    VERIFY_OK(await(session->exceptions().create(exception, sampleUser(), {}, {})));
    ExceptionTableModel model(session->exceptions(), m_time);
    model.setFilter({});
    EVENTUALLY(model.rowCount() == 1);
    const auto cell = [&model](Column column, int role = Qt::DisplayRole) {
      return model.index(0, static_cast<int>(column)).data(role).toString();
    };
    QCOMPARE(cell(Column::Id), QStringLiteral("EX-⟨U+202E⟩12"));
    QCOMPARE(cell(Column::Entity), QStringLiteral("<img src='x'>⟨U+200B⟩A&B"));
    QCOMPARE(cell(Column::Entity, Qt::ToolTipRole), plainToolTip(exception.entity));
    QCOMPARE(cell(Column::Owner, Qt::ToolTipRole), plainToolTip(*exception.owner));
    QVERIFY(!cell(Column::Owner, Qt::ToolTipRole).contains(QStringLiteral("<b>")));
    for (const Column column : {Column::Id, Column::Entity}) {
      const QString spoken = cell(column, Qt::AccessibleTextRole) + cell(column, Qt::AccessibleDescriptionRole);
      QVERIFY(!spoken.contains(QChar(0x202e)) && !spoken.contains(QChar(0x200b)));
    }
    // What is copied, filtered by and opened is the value itself.
    QCOMPARE(cell(Column::Id, ExceptionTableModel::IdRole), exception.exceptionId);
    QCOMPARE(cell(Column::Entity, ExceptionTableModel::CopyRole), exception.entity);

    FilterValueSource source(session->exceptions());
    FilterCompletionModel completions(source);
    completions.complete(QStringLiteral("entity:"), 7);
    EVENTUALLY(completions.rowCount() == 1);
    QVERIFY(completions.index(0, 0).data().toString().contains(QStringLiteral("⟨U+200B⟩")));
    QVERIFY(completions.index(0, 0).data(FilterCompletionModel::InsertRole).toString().contains(QChar(0x200b)));
  }

  void completesFieldsAndValues() {
    FilterValueSource source(m_filled->bank->exceptions());
    FilterCompletionModel completions(source);
    QAbstractItemModelTester tester(&completions, QAbstractItemModelTester::FailureReportingMode::Fatal);
    const auto offered = [&completions] {
      QStringList texts;
      for (int row = 0; row < completions.rowCount(); ++row) {
        texts.append(completions.index(row, 0).data(FilterCompletionModel::InsertRole).toString());
      }
      return texts;
    };
    completions.complete(QStringLiteral("murex s"), 7);
    QCOMPARE(offered(), (QStringList{QStringLiteral("status:"), QStringLiteral("severity:"), QStringLiteral("source:"),
                                     QStringLiteral("sla:")}));
    QCOMPARE(completions.replacePosition(), 6);
    QCOMPARE(completions.replaceLength(), 1);
    completions.complete(QStringLiteral("status:open,es"), 14);
    QCOMPARE(offered(), QStringList{QStringLiteral("escalated")});
    QCOMPARE(completions.replacePosition(), 12);
    completions.complete(QStringLiteral("owner:"), 6);
    EVENTUALLY(offered().contains(QStringLiteral("triage-agent")));
    QCOMPARE(offered().first(), QStringLiteral("me"));
    completions.complete(QStringLiteral("entity:zür"), 10);
    EVENTUALLY(offered() == QStringList{QStringLiteral("\"Zürich Re\"")});
  }

private:
  /// Hides a table from the session, and shows it again: reads fail meanwhile.
  void rename(const QString& from, const QString& to) {
    m_filled->file.executeBehindTheBack(QStringLiteral("ALTER TABLE %1 RENAME TO %2").arg(from, to));
  }

  void show(int first, int last) {
    m_model->setVisibleRows(first, last);
    EVENTUALLY(settled());
  }

  /// The whole list in one page, as the repository gives it.
  QStringList allIds(const ExceptionFilter& filter, const ExceptionSort& sort) {
    const Result<Page<Exception>> page =
        await(m_filled->bank->exceptions().list({filter, sort, kMaxPageSize, {}, {}, 0}, {}));
    QStringList ids;
    for (const Exception& row : page.value().rows) {
      ids.append(row.exceptionId);
    }
    return ids;
  }

  [[nodiscard]] bool settled() const { return !m_model->isLoading() && !m_model->isCounting(); }

  /// What the column is sorted by, as a number or by code points; empty where there is none.
  static std::optional<std::pair<double, std::u32string>> sortKey(const Exception& row, Column column) {
    const auto number = [](double value) { return std::optional(std::pair(value, std::u32string())); };
    const auto text = [](const QString& value) { return std::optional(std::pair(0.0, value.toStdU32String())); };
    switch (column) {
    case Column::Id:
      return text(row.exceptionId);
    case Column::Severity:
      return number(static_cast<double>(row.severity));
    case Column::Status:
      return text(toText(row.status));
    case Column::Domain:
      return text(row.domain);
    case Column::Type:
      return text(row.type);
    case Column::Entity:
      return text(row.entity);
    case Column::Source:
      return text(row.sourceSystem);
    case Column::Amount:
      return row.amount ? number(row.amount->toDouble()) : std::nullopt;
    case Column::Sla:
      return row.slaDeadline ? number(static_cast<double>(toEpochMicros(*row.slaDeadline))) : std::nullopt;
    case Column::Owner:
      return row.owner ? text(*row.owner) : std::nullopt;
    case Column::Age:
      return number(-static_cast<double>(toEpochMicros(row.createdAt)));
    case Column::Updated:
      return number(static_cast<double>(toEpochMicros(row.updatedAt)));
    case Column::Created:
      return number(static_cast<double>(toEpochMicros(row.createdAt)));
    }
    return std::nullopt;
  }

  std::unique_ptr<FilledDatabase> m_filled;
  TimeFormat m_time;
  std::unique_ptr<ExceptionTableModel> m_model;
  std::unique_ptr<QAbstractItemModelTester> m_tester;
};

QTEST_GUILESS_MAIN(ExceptionTableModelTest)
#include "exception_table_model_test.moc"
