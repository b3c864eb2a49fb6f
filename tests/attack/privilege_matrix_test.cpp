// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/attack/attacked_database.h"

#include <QFile>
#include <QRegularExpression>
#include <QTest>

using namespace sentinai;
using namespace Qt::StringLiterals;

namespace {

/// A login of bank for each column of the documented tables.
const QMap<QString, QString> kLogins{{u"analyst"_s, u"ann"_s},
                                     {u"supervisor"_s, u"sue"_s},
                                     {u"admin"_s, u"adam"_s},
                                     {u"agent"_s, u"bot"_s},
                                     {u"operator"_s, u"op"_s}};

/// What doing each action takes; several ways to do it are tried each.
const QMap<QString, QStringList> kWays{
    {u"read"_s, {u"SELECT exception_id FROM sentinai.exception"_s, u"SELECT seq FROM sentinai.exception_event"_s}},
    {u"create"_s, {u"event:ExceptionCreated"_s}},
    {u"comment"_s, {u"event:CommentAdded"_s, u"event:FeedbackCaptured"_s, u"event:CopilotQuestionAsked"_s}},
    {u"change"_s, {u"event:StatusChanged"_s, u"event:SeverityChanged"_s, u"event:AttributesChanged"_s}},
    {u"assign"_s, {u"event:OwnerAssigned"_s}},
    {u"propose"_s, {u"event:ResolutionSuggested"_s}},
    {u"assist"_s, {u"event:CopilotAnswerGiven"_s, u"event:LLMDecisionProposed"_s}},
    {u"run_playbook"_s,
     {u"event:PlaybookStarted"_s, u"event:PlaybookStepCompleted"_s, u"event:PlaybookStepFailed"_s,
      u"event:PlaybookCompleted"_s, u"event:ToolCalled"_s}},
    {u"approve"_s, {u"event:ResolutionApproved"_s}},
    {u"reject"_s, {u"event:ResolutionRejected"_s}},
    {u"bulk_change"_s, {u"event:Several"_s}},
    {u"import"_s, {u"event:servicenow.Awaiting User Info"_s}},
    {u"analyse"_s,
     {u"event:ExceptionNormalized"_s, u"event:TriageCompleted"_s, u"event:PolicyEvaluated"_s, u"event:SlaBreached"_s,
      u"SELECT count(*) FROM sentinai.take_work(1, 60, 'bot')"_s,
      u"SELECT count(*) FROM sentinai.extend_work('{}', 60)"_s, u"SELECT sentinai.release_work('{}')"_s,
      u"SELECT sentinai.finish_work(gen_random_uuid(), NULL) IS NOT NULL"_s,
      u"SELECT sentinai.fail_work(gen_random_uuid(), 'TRANSIENT', 'no', 1, 6) IS NOT NULL"_s,
      u"SELECT sentinai.postpone_work(gen_random_uuid(), 1, 'no') IS NOT NULL"_s}},
    {u"checkpoint"_s,
     {u"SELECT sentinai.checkpoint_cut()"_s,
      u"SELECT sentinai.record_checkpoint(now(), 0, 0, decode(repeat('00', 32), 'hex'))"_s}},
    {u"schedule_work"_s,
     {u"SELECT sentinai.schedule_work((SELECT min(exception_id) FROM sentinai.exception), now()) IS NULL"_s}},
    {u"manage_work"_s,
     {u"SELECT count(*) FROM sentinai.retry_work('{}')"_s, u"SELECT count(*) FROM sentinai.drop_work('{}')"_s,
      u"SELECT count(*) FROM (SELECT min(exception_id) AS id FROM sentinai.work_item WHERE lease_owner IS NULL) i, "
      "sentinai.edit_work(i.id, NULL, 'note', false, NULL, NULL)"_s}},
    {u"read_audit"_s, {u"SELECT audit_id FROM sentinai.audit_log WHERE tenant_id = 'bank'"_s}},
    {u"edit_playbooks"_s,
     {u"INSERT INTO sentinai.playbook (tenant_id, name) VALUES ('bank', 'new') RETURNING 1"_s,
      u"UPDATE sentinai.playbook SET active = NOT active RETURNING 1"_s,
      u"INSERT INTO sentinai.playbook_step (tenant_id, playbook_id, step_order, name, action_type) "
      "VALUES ('bank', {bank_playbook}, 2, 's', 'wait') RETURNING 1"_s,
      u"UPDATE sentinai.playbook_step SET step_order = step_order + 1 RETURNING 1"_s}},
    {u"edit_tools"_s,
     {u"INSERT INTO sentinai.tool_definition (tenant_id, name, type) VALUES ('bank', 'new', 'rest') RETURNING 1"_s,
      u"UPDATE sentinai.tool_definition SET config = '{}' WHERE tenant_id = 'bank' RETURNING 1"_s,
      u"SELECT sentinai.delete_tool({bank_tool})"_s}},
    {u"edit_packs"_s,
     {u"INSERT INTO sentinai.tenant_policy_pack_version (tenant_id, version, pack_json) VALUES ('bank', 2, '{}') "
      "RETURNING 1"_s,
      u"UPDATE sentinai.tenant_policy_pack_active SET version = 1 RETURNING 1"_s}},
    {u"edit_members"_s,
     {u"SELECT sentinai.grant_member('{nobody}', 'admin')"_s, u"SELECT sentinai.revoke_member('{ann}') IS NULL"_s}},
    {u"edit_tenant"_s, {u"SELECT sentinai.set_tenant_status('bank', 'suspended')"_s}},
    {u"create_tenants"_s, {u"SELECT sentinai.create_tenant('new', 'New')"_s}},
    {u"edit_domain_packs"_s,
     {u"INSERT INTO sentinai.domain_pack_version (domain, version, pack_json) VALUES ('IT', 1, '{}') RETURNING 1"_s,
      u"UPDATE sentinai.domain_pack_active SET version = 1 RETURNING 1"_s}},
    {u"edit_global_tools"_s,
     {u"INSERT INTO sentinai.tool_definition (name, type) VALUES ('new', 'rest') RETURNING 1"_s,
      u"UPDATE sentinai.tool_definition SET config = '{}' WHERE tenant_id IS NULL RETURNING 1"_s,
      u"SELECT sentinai.delete_tool(tool_id) FROM sentinai.tool_definition WHERE tenant_id IS NULL"_s}},
    {u"read_global_audit"_s, {u"SELECT audit_id FROM sentinai.audit_log WHERE tenant_id IS NULL"_s}},
    {u"repair_rollup"_s, {u"SELECT sentinai.rebuild_rollup() IS NULL"_s}}};

struct Table {
  QStringList columns;
  QMap<QString, QList<bool>> rows; ///< By action: a cell for each column.
};

/// The tables of docs/security.md whose first column is `action`.
QList<Table> documentedTables() {
  QFile file(QStringLiteral(SENTINAI_SOURCE_DIR "/docs/security.md"));
  QList<Table> tables;
  if (!file.open(QIODevice::ReadOnly)) {
    return tables;
  }
  bool inside = false;
  for (const QString& line : QString::fromUtf8(file.readAll()).split(u'\n')) {
    QStringList cells = line.split(u'|');
    if (cells.size() < 3) {
      inside = false;
      continue;
    }
    cells = cells.mid(1, cells.size() - 2);
    for (QString& cell : cells) {
      cell = cell.trimmed();
    }
    if (cells[0] == u"action"_s) {
      tables << Table{cells.mid(1, cells.indexOf(u"what"_s) - 1), {}};
      inside = true;
    } else if (inside && !cells[0].startsWith(u'-')) {
      QList<bool> row;
      for (qsizetype i = 1; i <= tables.last().columns.size(); ++i) {
        row << (cells[i] == u"yes"_s);
      }
      tables.last().rows.insert(QString(cells[0]).remove(u'`'), row);
    }
  }
  return tables;
}

} // namespace

/// Who may do what is as docs/security.md says, cell by cell, allowed and refused, tried on the server.
class PrivilegeMatrixTest : public QObject {
  Q_OBJECT

  std::unique_ptr<AttackedDatabase> m_attacked;

private Q_SLOTS:
  void initTestCase() { m_attacked = std::make_unique<AttackedDatabase>(); }

  void everyActionIsDocumented() {
    QStringList documented;
    for (const Table& table : documentedTables()) {
      documented += table.rows.keys();
    }
    documented.sort();
    QCOMPARE(documented, QStringList(kWays.keys()));
  }

  void cells_data() {
    QTest::addColumn<QString>("column");
    QTest::addColumn<QString>("way");
    QTest::addColumn<bool>("allowed");
    for (const Table& table : documentedTables()) {
      for (auto row = table.rows.begin(); row != table.rows.end(); ++row) {
        for (qsizetype i = 0; i < table.columns.size(); ++i) {
          for (const QString& way : kWays.value(row.key())) {
            QTest::newRow(qPrintable(u"%1 %2: %3"_s.arg(table.columns[i], row.key(), way)))
                << table.columns[i] << way << row.value()[i];
          }
        }
      }
    }
  }
  void cells() {
    QFETCH(QString, column);
    QFETCH(QString, way);
    QFETCH(bool, allowed);
    const QString who = kLogins.value(column);
    QVERIFY(!who.isEmpty());
    QString sql = way;
    if (way.startsWith(u"event:"_s)) {
      // An agent's login does not act in a person's name.
      sql = u"SELECT * FROM {append:bank:%1%2}"_s.arg(way.mid(6), column == u"agent"_s ? u":agent:bot"_s : QString());
    }
    SqlLogin login = m_attacked->login(who, u"bank"_s);
    QVERIFY(login.run(u"BEGIN"_s).succeeded());
    const SqlAnswer answer = login.run(m_attacked->expanded(sql, who));
    const bool refused =
        answer.sqlState == u"42501"_s || answer.sqlState == u"SN003"_s || (answer.succeeded() && answer.rows.isEmpty());
    QVERIFY2(allowed ? answer.succeeded() && !answer.rows.isEmpty() : refused,
             qPrintable(answer.sqlState + u' ' + answer.message));
    QVERIFY(answer.succeeded() || !answer.message.isEmpty());
    login.run(u"ROLLBACK"_s);
  }

  /// Whatever tables of tenants there are: a member sees the tenant's rows in each, and nobody else's; who is none, no
  /// row of it.
  void everyTableIsReadByItsMembersAlone() {
    const QList<QStringList> tables = m_attacked->database().executeBehindTheBack(
        u"SELECT c.oid::regclass FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attname = 'tenant_id' "
        "WHERE c.relnamespace = 'sentinai'::regnamespace AND c.relkind IN ('r', 'p', 'v', 'm') "
        "AND c.oid <> 'sentinai.audit_log'::regclass ORDER BY 1"_s);
    QVERIFY(tables.size() >= 10);
    const auto counts = [this](const QString& who, const QString& table) {
      SqlLogin login = m_attacked->login(who, u"bank"_s);
      const SqlAnswer answer = login.run(u"SELECT count(*) FILTER (WHERE tenant_id = 'bank'), "
                                         "count(*) FILTER (WHERE tenant_id <> 'bank') FROM "_s +
                                         table);
      return answer.succeeded() ? answer.rows.first() : QStringList{answer.message};
    };
    for (const QStringList& table : tables) {
      for (const QString& who : {u"ann"_s, u"sue"_s, u"adam"_s, u"bot"_s}) {
        const QStringList seen = counts(who, table[0]);
        QVERIFY2(seen.size() == 2 && seen[0].toInt() > 0 && seen[1] == u"0"_s,
                 qPrintable(who + u' ' + table[0] + u": "_s + seen.join(u' ')));
      }
      for (const QString& who : {u"carl"_s, u"clara"_s, u"mallory"_s, u"cbot"_s, u"stale"_s}) {
        const QStringList seen = counts(who, table[0]);
        QVERIFY2(seen.size() == 2 && seen[0] == u"0"_s, qPrintable(who + u' ' + table[0] + u": "_s + seen.join(u' ')));
      }
    }
  }

  /// What the database tells about it is the same list.
  void privilegesSayTheSame() {
    const QList<Table> tables = documentedTables();
    QCOMPARE(tables.size(), 2);
    for (const QString& column : tables[1].columns) {
      QMap<QString, bool> expected;
      for (const Table& table : tables) {
        // The operator is an admin of the tenant.
        const qsizetype cell = table.columns.indexOf(table.columns.contains(column) ? column : u"admin"_s);
        for (auto row = table.rows.begin(); row != table.rows.end(); ++row) {
          expected.insert(row.key(), row.value()[cell]);
        }
      }
      SqlLogin login = m_attacked->login(kLogins.value(column), u"bank"_s);
      QMap<QString, bool> told;
      for (const QStringList& row : login.run(u"SELECT action, allowed, reason FROM sentinai.privileges()"_s).rows) {
        told.insert(row[0], row[1] == u"t"_s);
        QCOMPARE(row[2].isEmpty(), row[1] == u"t"_s);
      }
      QCOMPARE(told, expected);
    }
    SqlLogin ann = m_attacked->login(u"ann"_s, u"clinic"_s);
    for (const QStringList& row : ann.run(u"SELECT action, allowed, reason FROM sentinai.privileges()"_s).rows) {
      QCOMPARE(row[1], u"f"_s);
      QVERIFY(row[2].contains(tables[0].rows.contains(row[0]) ? u"no member"_s : u"sentinai_admin"_s));
    }
  }

  /// Who runs the system and is no administrator here does not repair what is the tenant's.
  void operatorsAreNoAdministrators() {
    SqlLogin op2 = m_attacked->login(u"op2"_s, u"clinic"_s);
    QMap<QString, QString> reasons;
    for (const QStringList& row : op2.run(u"SELECT action, reason FROM sentinai.privileges()"_s).rows) {
      reasons.insert(row[0], row[1]);
    }
    QCOMPARE(reasons.value(u"edit_domain_packs"_s), QString());
    QVERIFY(reasons.value(u"edit_packs"_s).contains(u"has analyst"_s));
    QVERIFY(reasons.value(u"repair_rollup"_s).contains(u"has analyst"_s));
    QCOMPARE(op2.run(u"SELECT sentinai.rebuild_rollup()"_s).sqlState, u"SN003"_s);
  }
};

QTEST_GUILESS_MAIN(PrivilegeMatrixTest)
#include "privilege_matrix_test.moc"
