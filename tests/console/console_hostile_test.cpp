// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/exception_table_model.h"
#include "tests/console/console_fixture.h"
#include "tests/support/await.h"
#include "tests/support/check.h"
#include "tests/support/eventually.h"
#include "tests/support/hostile_rows.h"
#include "tests/support/sample_exceptions.h"
#include "views/page_widget.h"

#include <QAbstractButton>
#include <QAbstractItemView>
#include <QAction>
#include <QClipboard>
#include <QComboBox>
#include <QCompleter>
#include <QDialog>
#include <QGuiApplication>
#include <QJsonArray>
#include <QLabel>
#include <QLineEdit>
#include <QMenu>
#include <QMimeData>
#include <QPlainTextEdit>
#include <QTabBar>
#include <QTextEdit>

using namespace sentinai;
using namespace Qt::StringLiterals;

namespace {

/// Markup that would show an image and a link, an order that deceives, a formula, an invisible character.
const QString kHostile =
    u"=cmd|'<img src=\"file:///etc/passwd\"><a href='http://evil.test'>x</a> &amp; \u202egnp\u200b"_s;
constexpr int kLooks = 60;                  ///< Rows of a table that are looked at.
constexpr qsizetype kLongestWords = 40'000; ///< That any widget may hold; a line edit cuts at 32,767.

/// Everything a widget says about itself, by where it says it.
QMap<QString, QString> wordsOf(const QWidget& widget) {
  QMap<QString, QString> words{{u"tool tip"_s, widget.toolTip()},
                               {u"status tip"_s, widget.statusTip()},
                               {u"accessible name"_s, widget.accessibleName()},
                               {u"accessible description"_s, widget.accessibleDescription()},
                               {u"window title"_s, widget.windowTitle()}};
  if (const auto* button = qobject_cast<const QAbstractButton*>(&widget)) {
    words.insert(u"button"_s, button->text());
  }
  if (const auto* label = qobject_cast<const QLabel*>(&widget)) {
    words.insert(label->textFormat() == Qt::PlainText ? u"label"_s : u"rich label"_s, label->text());
  }
  if (const auto* tabs = qobject_cast<const QTabBar*>(&widget)) {
    for (int i = 0; i < tabs->count(); ++i) {
      words.insert(u"tab %1"_s.arg(i), tabs->tabText(i));
    }
  }
  if (const auto* menu = qobject_cast<const QMenu*>(&widget)) {
    words.insert(u"menu"_s, menu->title());
  }
  for (const QAction* action : widget.actions()) {
    words.insert(u"action "_s + action->objectName(), action->text());
    words.insert(u"action's tool tip "_s + action->objectName(), action->toolTip());
  }
  return words;
}

void addRows(QMap<QString, QString>& words, const QAbstractItemModel& model, const QModelIndex& parent, int depth) {
  static constexpr std::array kRoles{Qt::DisplayRole, Qt::ToolTipRole, Qt::AccessibleTextRole,
                                     Qt::AccessibleDescriptionRole, Qt::StatusTipRole};
  for (int row = 0; row < std::min(model.rowCount(parent), kLooks); ++row) {
    for (int column = 0; column < model.columnCount(parent); ++column) {
      const QModelIndex index = model.index(row, column, parent);
      for (const Qt::ItemDataRole role : kRoles) {
        words.insert(u"%1 %2/%3 at depth %4"_s.arg(role == Qt::ToolTipRole ? u"tool tip"_s : QString::number(role))
                         .arg(row)
                         .arg(column)
                         .arg(depth),
                     index.data(role).toString());
      }
    }
    if (depth < 6) {
      addRows(words, model, model.index(row, 0, parent), depth + 1);
    }
  }
}

/// What Qt would read as markup where it looks like some.
bool isRich(const QString& place) {
  return place.contains(u"tool tip"_s) || place == u"rich label"_s;
}

} // namespace

/// Exceptions, events and names that would deceive or harm whoever looks at them, in the real window.
class ConsoleHostileTest : public QObject {
  Q_OBJECT
public:
  explicit ConsoleHostileTest(DatabaseUrl::Engine engine)
      : m_engine(engine) {}

private Q_SLOTS:
  void initTestCase() {
    m_fixture = std::make_unique<ConsoleFixture>(3, m_engine);
    m_fixture->database.executeBehindTheBack(u"UPDATE %1 SET name = '%2' WHERE tenant_id = 'bank'"_s.arg(
        m_fixture->database.table(u"tenant"_s), QString(kHostile).replace(u"'"_s, u"''"_s)));
    const auto session = m_fixture->repositories->openSession(u"bank"_s);
    Exception exception = sampleException(kHostile.left(128));
    exception.entity = kHostile;
    exception.domain = kHostile;
    exception.type = kHostile;
    exception.sourceSystem = kHostile;
    exception.owner = kHostile;
    VERIFY_OK(await(session->exceptions().create(exception, sampleUser(kHostile), {}, {})));
    m_id = exception.exceptionId;
    VERIFY_OK(
        await(session->events().append(sampleComment(m_id, kHostile + u"\u0007\u001b[31m"_s, currentInstant()), {})));
    // As large and as deep as the database takes it.
    QJsonValue deep = kHostile;
    for (int depth = 0; depth < 60; ++depth) {
      deep = depth % 2 == 0 ? QJsonValue(QJsonArray{deep}) : QJsonValue(QJsonObject{{kHostile, deep}});
    }
    NewExceptionEvent big = sampleComment(m_id, QString(4'000, u'x') + kHostile, currentInstant());
    big.eventType = u"evil.<b>Event</b>\u202e"_s;
    big.payload.insert(u"deep"_s, deep);
    big.payload.insert(u"long"_s, QString(900'000, u'<'));
    VERIFY_OK(await(session->events().append(big, {})));
    writeHostileRows(m_fixture->database, *m_fixture->repositories, u"clinic"_s);
    // Past all checks, as somebody with the server in hand could.
    const QString bell = m_engine == DatabaseUrl::Engine::Sqlite ? u"char(7)"_s : u"chr(7)"_s;
    m_fixture->database.executeBehindTheBack(
        u"UPDATE %1 SET entity = entity || %2, owner = owner || %2 WHERE tenant_id = 'bank' AND entity LIKE '=cmd%'"_s
            .arg(m_fixture->database.table(u"exception"_s), bell));
  }
  void cleanupTestCase() { m_fixture.reset(); }
  void cleanup() { m_fixture->stop(); }

  void theDashboard() {
    start();
    for (QAbstractButton* button : m_fixture->window().findChildren<QAbstractButton*>()) {
      if (button->objectName().endsWith(u"AsTable"_s) && button->isVisible()) {
        button->click();
      }
    }
    look();
  }

  void theTable() {
    start();
    m_fixture->trigger(u"go_exceptions"_s);
    EVENTUALLY(m_fixture->isSettled());
    auto* table = m_fixture->find<QAbstractItemView>(u"exceptionsTable"_s);
    EVENTUALLY(table->model()->rowCount() == 4);
    for (int row = 0; row < 4; ++row) {
      table->setCurrentIndex(table->model()->index(row, 0));
      if (table->currentIndex().data(ExceptionTableModel::IdRole).toString() == m_id) {
        break;
      }
    }
    QCOMPARE(table->currentIndex().data(ExceptionTableModel::IdRole).toString(), m_id);
    look();
    auto* line = m_fixture->find<QLineEdit>(u"filterLine"_s);
    line->setText(u"entity:\"%1\""_s.arg(QString(kHostile).remove(u'"')));
    QTest::keyClick(line, Qt::Key_Return);
    EVENTUALLY(m_fixture->isSettled() && table->model()->rowCount() == 0);
    look();
  }

  void theDetail() {
    start();
    m_fixture->window().goTo({u"exception"_s, m_id});
    auto* timeline = m_fixture->find<QAbstractItemView>(u"timelineTable"_s);
    EVENTUALLY(m_fixture->isSettled() && timeline->model()->rowCount() == 3);
    for (int row = 0; row < 3; ++row) {
      timeline->setCurrentIndex(timeline->model()->index(row, 0));
      lookAtPayload();
    }
  }

  void tamperedRowsOnTheDashboard() {
    start(u"clinic"_s);
    for (QAbstractButton* button : m_fixture->window().findChildren<QAbstractButton*>()) {
      if (button->objectName().endsWith(u"AsTable"_s) && button->isVisible()) {
        button->click();
      }
    }
    look();
    m_fixture->trigger(u"refresh"_s);
    EVENTUALLY(m_fixture->isSettled());
  }

  void tamperedRowsInTheTable() {
    start(u"clinic"_s);
    m_fixture->trigger(u"go_exceptions"_s);
    EVENTUALLY(m_fixture->isSettled());
    auto* table = m_fixture->find<QAbstractItemView>(u"exceptionsTable"_s);
    EVENTUALLY(table->model()->rowCount() == hostileExceptions(m_engine));
    for (const QString& words : {u"evil"_s, u"EX-huge"_s, u"EX-lines"_s, u"sort:entity"_s}) {
      m_fixture->filter(words);
      EVENTUALLY(m_fixture->isSettled());
      for (int row = 0; row < std::min(table->model()->rowCount(), 4); ++row) {
        table->setCurrentIndex(table->model()->index(row, 0));
        look(NothingNeeded);
      }
    }
    m_fixture->filter(u"evil"_s);
    EVENTUALLY(m_fixture->isSettled() && table->model()->rowCount() == 1);
    look();
    // Completion of the filter, and its lists of values.
    auto* line = m_fixture->find<QLineEdit>(u"filterLine"_s);
    for (const QString& typed : {u"entity:"_s, u"owner:"_s, u"type:"_s, u"domain:"_s, u"source:"_s}) {
      line->clear();
      QTest::keyClicks(line, typed);
      QTRY_VERIFY(m_fixture->isSettled());
      look(NothingNeeded);
    }
    for (const QString& field : {u"domain"_s, u"type"_s, u"source"_s, u"owner"_s}) {
      auto* button = m_fixture->find<QAbstractButton>(u"filterMenu_"_s + field);
      button->click();
      auto* list = m_fixture->find<QAbstractItemView>(u"filterList_"_s + field);
      EVENTUALLY(list->model()->rowCount() > 0);
      look(NothingNeeded);
      list->window()->hide();
    }
  }

  void tamperedRowsAreCopied() {
    start(u"clinic"_s);
    m_fixture->trigger(u"go_exceptions"_s);
    m_fixture->filter(u"evil"_s);
    auto* table = m_fixture->find<QAbstractItemView>(u"exceptionsTable"_s);
    EVENTUALLY(m_fixture->isSettled() && table->model()->rowCount() == 1);
    table->setCurrentIndex(table->model()->index(0, 0));
    table->setFocus();
    QTest::keySequence(table, QKeySequence::Copy);
    const QString copied = QGuiApplication::clipboard()->text();
    QVERIFY2(copied.contains(u"\t'=cmd|evil"_s) && copied.contains(u"\t'@evil"_s), qPrintable(copied));
    QCOMPARE(QGuiApplication::clipboard()->mimeData()->formats(), QStringList{u"text/plain"_s});
  }

  void tamperedRowsInDetail_data() {
    QTest::addColumn<QString>("id");
    for (const QString& id : {kHugeFields, kManyLines, kEvilFields, QString(100'000, u'y')}) {
      QTest::newRow(qPrintable(id.left(10))) << id;
    }
    if (m_engine == DatabaseUrl::Engine::Sqlite) {
      QTest::newRow("stray bytes") << u"EX-"_s + QChar(0xDCFF) + u"0001"_s;
    }
  }

  void tamperedRowsInDetail() {
    QFETCH(QString, id);
    start(u"clinic"_s);
    m_fixture->window().goTo({u"exception"_s, id});
    auto* timeline = m_fixture->find<QAbstractItemView>(u"timelineTable"_s);
    EVENTUALLY(m_fixture->isSettled() && timeline->model()->rowCount() == 1);
    look(NothingNeeded);
    m_fixture->find<QAction>(u"assignToOther"_s)->trigger();
    const QAbstractItemModel* owners = m_fixture->find<QLineEdit>(u"ownerInput"_s)->completer()->model();
    EVENTUALLY(owners->rowCount() == 1);
    QCOMPARE(owners->index(0, 0).data().toString(), u"ann"_s);
    m_fixture->find<QAbstractButton>(u"editAttributes"_s)->click();
    look(NothingNeeded);
    for (QWidget* dialog : m_fixture->window().findChildren<QDialog*>()) {
      dialog->close();
    }
  }

  void tamperedPayloads() {
    start(u"clinic"_s);
    m_fixture->window().goTo({u"exception"_s, kBadPayloads});
    auto* timeline = m_fixture->find<QAbstractItemView>(u"timelineTable"_s);
    EVENTUALLY(m_fixture->isSettled() && timeline->model()->rowCount() == hostileEvents(m_engine));
    EVENTUALLY(m_fixture->find<QAbstractButton>(u"chainBadge"_s)->text().contains(u"broken"_s, Qt::CaseInsensitive));
    for (int row = 0; row < timeline->model()->rowCount(); ++row) {
      timeline->setCurrentIndex(timeline->model()->index(row, 0));
      lookAtPayload(NothingNeeded);
      m_fixture->find<QAbstractButton>(u"copyEvent"_s)->click();
    }
  }

  void theChoiceOfTenant() {
    m_fixture->start({});
    EVENTUALLY(m_fixture->find<QWidget>(u"tenantChooser"_s)->isVisible());
    look();
  }

  void aTenantThatIsNone() {
    m_fixture->start(kHostile);
    EVENTUALLY(m_fixture->console->exitCode() == ExitCode::NotFound);
    look();
  }

private:
  void start(const QString& tenantId = u"bank"_s) {
    m_fixture->start(tenantId);
    EVENTUALLY(m_fixture->isSettled());
  }

  enum Needed : quint8 { NothingNeeded, SomethingNeeded };

  /// Of the event chosen, in each form.
  void lookAtPayload(Needed needed = SomethingNeeded) {
    for (const QString& page : {u"showTree"_s, u"showJson"_s}) {
      m_fixture->find<QAbstractButton>(page)->click();
      look(needed);
    }
  }

  /// Fails where something hostile would be taken for markup, acts by itself or goes on without end, and where there is
  /// nothing such, though needed.
  void look(Needed needed = SomethingNeeded) {
    m_fixture->window().grab(); // Everything is painted.
    QList<QWidget*> widgets = m_fixture->window().findChildren<QWidget*>();
    widgets.prepend(&m_fixture->window());
    int seen = 0;
    for (const QWidget* widget : widgets) {
      QMap<QString, QString> words = wordsOf(*widget);
      if (const auto* view = qobject_cast<const QAbstractItemView*>(widget); view && view->model()) {
        addRows(words, *view->model(), {}, 0);
      }
      QVERIFY2(qobject_cast<const QTextEdit*>(widget) == nullptr, "Rich text, and links in it");
      if (const auto* label = qobject_cast<const QLabel*>(widget)) {
        QVERIFY2(!label->openExternalLinks(), qPrintable(label->text().left(300)));
      }
      if (const auto* line = qobject_cast<const QLineEdit*>(widget)) {
        QVERIFY2(line->text().size() <= kLongestWords, qPrintable(line->objectName()));
      }
      if (const auto* text = qobject_cast<const QPlainTextEdit*>(widget)) {
        QVERIFY2(text->document()->characterCount() <= 10 * kLongestWords, qPrintable(text->objectName()));
      }
      if (const auto* box = qobject_cast<const QComboBox*>(widget)) {
        addRows(words, *box->model(), {}, 0);
      }
      for (auto it = words.begin(); it != words.end(); ++it) {
        const QString where = u"%1 %2: %3: %4"_s.arg(QLatin1String(widget->metaObject()->className()),
                                                     widget->objectName(), it.key(), it->left(300));
        seen += it->contains(u"evil"_s) ? 1 : 0;
        QVERIFY2(it->size() <= kLongestWords, qPrintable(where));
        for (const char16_t c : {u'\u202e', u'\u200b', u'\a', u'\x1b'}) {
          QVERIFY2(!it->contains(QChar(c)), qPrintable(where));
        }
        if (isRich(it.key())) {
          QVERIFY2(!it->contains(u"<img"_s) && !it->contains(u"<a "_s) && !it->contains(u"<b>E"_s), qPrintable(where));
        }
      }
    }
    QVERIFY2(seen > 0 || needed == NothingNeeded, "nothing hostile is shown");
  }

  DatabaseUrl::Engine m_engine;
  std::unique_ptr<ConsoleFixture> m_fixture;
  QString m_id;
};

/// console_hostile_test postgresql|sqlite [arguments of Qt Test]
int main(int argc, char** argv) {
  const QApplication application(argc, argv);
  QStringList arguments = QCoreApplication::arguments();
  ConsoleHostileTest test(arguments.value(1) == u"postgresql"_s ? DatabaseUrl::Engine::PostgreSql
                                                                : DatabaseUrl::Engine::Sqlite);
  arguments.remove(1);
  return QTest::qExec(&test, arguments);
}

#include "console_hostile_test.moc"
