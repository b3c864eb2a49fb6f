// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/console/translations.h"
#include "tests/console/console_fixture.h"
#include "tests/support/await.h"
#include "tests/support/check.h"
#include "tests/support/eventually.h"
#include "views/page_widget.h"

#include <QAction>
#include <QMessageBox>
#include <QPlainTextEdit>
#include <QPushButton>

using namespace sentinai;
using namespace Qt::StringLiterals;

Q_DECLARE_METATYPE(sentinai::Access)

namespace {

const QString kId = u"EX-000000"_s;

} // namespace

/// The real window on a real server, as logins of each access: it offers what the database takes, and nothing else.
class ConsoleAccessTest : public QObject {
  Q_OBJECT

private Q_SLOTS:
  void init() { m_fixture = std::make_unique<ConsoleFixture>(3, DatabaseUrl::Engine::PostgreSql); }
  void cleanup() {
    if (m_fixture->console) {
      m_fixture->stop();
    }
    m_fixture.reset();
  }

  void offersWhatTheAccessIncludes_data() {
    QTest::addColumn<Access>("access");
    QTest::addColumn<bool>("mayImport");
    QTest::addColumn<ActorType>("writesAs");
    QTest::newRow("analyst") << Access::Analyst << false << ActorType::User;
    QTest::newRow("supervisor") << Access::Supervisor << true << ActorType::User;
    QTest::newRow("admin") << Access::Admin << true << ActorType::User;
    QTest::newRow("agent") << Access::Agent << true << ActorType::Agent;
  }
  void offersWhatTheAccessIncludes() {
    QFETCH(Access, access);
    QFETCH(bool, mayImport);
    QFETCH(ActorType, writesAs);
    openAs(access);
    auto* import = m_fixture->find<QAction>(u"importLog"_s);
    if (mayImport) {
      EVENTUALLY(import->isEnabled());
      QVERIFY(import->toolTip().contains(u"CSV"_s));
    } else {
      EVENTUALLY(import->toolTip().contains(u"needs the access Supervisor or Administrator or Agent"_s));
      QVERIFY(import->toolTip().contains(u"yours is Analyst"_s));
      QVERIFY(import->statusTip().contains(u"yours is Analyst"_s));
      QVERIFY(!import->isEnabled());
      Q_EMIT m_fixture->window().fileDropped(u"/nowhere/log.csv"_s);
      auto* refused = m_fixture->find<QMessageBox>(u"importRefused"_s);
      QVERIFY(refused->text().contains(u"yours is Analyst"_s));
      QVERIFY(!m_fixture->window().findChild<QWidget*>(u"importWizard"_s));
      refused->close();
    }

    openException();
    for (const QString& name : {u"statusButton"_s, u"severityButton"_s, u"ownerButton"_s, u"editAttributes"_s}) {
      QVERIFY2(m_fixture->find<QPushButton>(name)->isEnabled(), qPrintable(name));
    }
    QVERIFY(m_fixture->find<QAction>(u"actionEdit"_s)->isEnabled());
    chooseAnother();
    m_fixture->trigger(u"actionAssignToMe"_s);
    m_fixture->find<QPlainTextEdit>(u"commentInput"_s)->setPlainText(u"seen"_s);
    m_fixture->find<QPushButton>(u"addComment"_s)->click();
    const auto session = m_fixture->repositories->openSession(u"bank"_s);
    std::vector<ExceptionEvent> written;
    EVENTUALLY((written = eventsOf(*session)).size() == 4);
    for (const ExceptionEvent& event : written) {
      if (event.seq > 1) {
        QCOMPARE(event.actor.type, writesAs);
      }
    }
  }

  void offersNoImportWhereThereIsNothingYet_data() {
    QTest::addColumn<Access>("access");
    QTest::addColumn<bool>("offered");
    QTest::newRow("analyst") << Access::Analyst << false;
    QTest::newRow("supervisor") << Access::Supervisor << true;
  }
  void offersNoImportWhereThereIsNothingYet() {
    QFETCH(Access, access);
    QFETCH(bool, offered);
    openAs(access, u"clinic"_s);
    m_fixture->trigger(u"go_exceptions"_s);
    EVENTUALLY(m_fixture->isSettled());
    const auto* button = m_fixture->window().currentPage()->findChild<QPushButton*>(u"stateAction"_s);
    const auto offers = [button] { return button->isVisible() && button->text().contains(u"Import"_s); };
    EVENTUALLY(offers() == offered);
  }

  void saysWhyOnceTheAccessIsGone() {
    openAs(Access::Analyst);
    openException();
    m_fixture->database.executeBehindTheBack(
        u"DELETE FROM sentinai.tenant_member WHERE role_name = '%1'"_s.arg(m_fixture->database.roleName(u"someone"_s)));
    chooseAnother(); // Refused; so it asks anew.
    nothingIsOffered(u"is no member of the chosen tenant"_s);
  }

  void saysWhyOnceTheTenantIsSuspended() {
    openAs(Access::Supervisor);
    openException();
    m_fixture->database.executeBehindTheBack(
        u"UPDATE sentinai.tenant SET status = 'suspended' WHERE tenant_id = 'bank'"_s);
    chooseAnother();
    nothingIsOffered(u"This tenant is suspended"_s);
  }

  void saysItInGerman() {
    const Translations german{QLocale(QLocale::German)};
    openAs(Access::Analyst);
    EVENTUALLY(m_fixture->find<QAction>(u"importLog"_s)->statusTip() ==
               u"Das braucht den Zugang Supervisor oder Administrator oder Agent zu diesem Mandanten; Ihrer ist "
               u"Analyst."_s);
  }

private:
  void openAs(Access access, const QString& tenantId = u"bank"_s) {
    const DatabaseUrl url = m_fixture->database.addLogin(u"someone"_s, {{tenantId, access}});
    m_fixture->start(tenantId, url.conninfo());
    EVENTUALLY(m_fixture->isSettled());
  }

  void openException() {
    m_fixture->window().goTo({u"exception"_s, kId});
    EVENTUALLY(m_fixture->isSettled() && m_fixture->find<QPushButton>(u"statusButton"_s)->isEnabled());
  }

  /// Another status than the exception has.
  void chooseAnother() {
    const auto session = m_fixture->repositories->openSession(u"bank"_s);
    const Result<Exception> row = await(session->exceptions().get(kId, {}));
    VERIFY_OK(row);
    const Status other = row->status == Status::Escalated ? Status::Open : Status::Escalated;
    m_fixture->trigger(u"status-"_s + toText(other));
  }

  static std::vector<ExceptionEvent> eventsOf(Session& session) {
    auto page = await(session.events().timeline(kId, {}, {}));
    return page ? std::move(page->rows) : std::vector<ExceptionEvent>();
  }

  void nothingIsOffered(const QString& reason) {
    for (const QString& name : {u"statusButton"_s, u"severityButton"_s, u"ownerButton"_s, u"editAttributes"_s}) {
      auto* button = m_fixture->find<QPushButton>(name);
      EVENTUALLY(!button->isEnabled());
      QVERIFY2(button->toolTip().contains(reason), qPrintable(button->toolTip()));
    }
    QVERIFY(!m_fixture->find<QPlainTextEdit>(u"commentInput"_s)->isEnabled());
    for (const QString& name : {u"actionStatus"_s, u"actionSeverity"_s, u"actionOwner"_s, u"actionAssignToMe"_s,
                                u"actionEdit"_s, u"actionComment"_s, u"importLog"_s}) {
      const auto* action = m_fixture->find<QAction>(name);
      QVERIFY2(!action->isEnabled(), qPrintable(name));
      EVENTUALLY(action->statusTip().contains(reason));
    }
    QVERIFY(m_fixture->find<QWidget>(u"readOnlyBanner"_s)->isVisible());
  }

  std::unique_ptr<ConsoleFixture> m_fixture;
};

QTEST_MAIN(ConsoleAccessTest)
#include "console_access_test.moc"
