// SPDX-License-Identifier: GPL-3.0-or-later
#include "repositories/open_migrator.h"
#include "tests/migrations/event_batch.h"
#include "tests/support/check.h"
#include "tests/support/test_database.h"

#include <QTest>

using namespace sentinai;

namespace {

QString text(const char* latin) {
  return QString::fromLatin1(latin);
}

const QStringList kTenantTables{text("exception"),
                                text("exception_event"),
                                text("exception_rollup"),
                                text("tenant_policy_pack_version"),
                                text("tenant_policy_pack_active"),
                                text("playbook"),
                                text("playbook_step"),
                                text("tool_definition"),
                                text("audit_log"),
                                text("checkpoint"),
                                text("work_item"),
                                text("tenant"),
                                text("tenant_member")};

} // namespace

/// Who sees and may do what on PostgreSQL, tried by logins that send whatever SQL they like.
class AccessTest : public QObject {
  Q_OBJECT

private:
  std::unique_ptr<TestDatabase> m_database;

  /// A login of `name` that is a member of bank with this access.
  [[nodiscard]] SqlLogin member(const char* name, Access access, const char* tenant = "bank") {
    return SqlLogin(m_database->addLogin(text(name), {{text(tenant), access}}), text(tenant));
  }

private Q_SLOTS:
  /// Two tenants with a row in every table.
  void init() {
    m_database = std::make_unique<TestDatabase>(DatabaseUrl::Engine::PostgreSql);
    for (const char* tenant : {"bank", "clinic"}) {
      m_database->addTenant(text(tenant));
      SqlLogin admin = member(qPrintable(text(tenant) + text("_admin")), Access::Admin, tenant);
      EventBatch batch;
      batch.create(text("EX-1"), {{text("entity"), text(tenant) + text(" 50% off_peak")}});
      QVERIFY(batch.append(admin).succeeded());
      for (const char* sql :
           {"INSERT INTO sentinai.tenant_policy_pack_version (tenant_id, version, pack_json) "
            "VALUES (sentinai.current_tenant(), 1, '{}')",
            "INSERT INTO sentinai.tenant_policy_pack_active (tenant_id, version) VALUES (sentinai.current_tenant(), 1)",
            "INSERT INTO sentinai.playbook (tenant_id, name) VALUES (sentinai.current_tenant(), 'p')",
            "INSERT INTO sentinai.playbook_step (tenant_id, playbook_id, step_order, name, action_type) "
            "SELECT tenant_id, playbook_id, 1, 's', 'wait' FROM sentinai.playbook",
            "INSERT INTO sentinai.tool_definition (tenant_id, name, type) "
            "VALUES (sentinai.current_tenant(), 't', 'rest')",
            "SELECT sentinai.record_checkpoint(now(), 1, 1, decode(repeat('00', 32), 'hex'))"}) {
        const SqlAnswer answer = admin.run(text(sql));
        QVERIFY2(answer.succeeded(), qPrintable(answer.message));
      }
    }
  }

  void everyTableOfATenantForcesItsPolicies() {
    const QList<QStringList> tables = m_database->executeBehindTheBack(
        text("SELECT c.relname, c.relrowsecurity AND c.relforcerowsecurity FROM pg_class c JOIN pg_attribute a "
             "ON a.attrelid = c.oid AND a.attname = 'tenant_id' WHERE c.relkind = 'r' "
             "AND c.relnamespace = 'sentinai'::regnamespace"));
    QCOMPARE(tables.size(), kTenantTables.size());
    for (const QStringList& table : tables) {
      QVERIFY2(kTenantTables.contains(table[0]) && table[1] == text("t"), qPrintable(table[0]));
    }
  }

  /// So the schema can be distributed by tenant. Tools are the exception: a global one has no tenant.
  void keysOfTenantTablesStartWithTheTenant() {
    const QList<QStringList> others = m_database->executeBehindTheBack(
        text("SELECT c.relname, k.conname FROM pg_class c "
             "JOIN pg_attribute a ON a.attrelid = c.oid AND a.attname = 'tenant_id' "
             "JOIN pg_constraint k ON k.conrelid = c.oid AND k.contype IN ('p', 'f', 'u') "
             "WHERE c.relnamespace = 'sentinai'::regnamespace AND k.conkey[1] <> a.attnum ORDER BY 1, 2"));
    QCOMPARE(others, (QList<QStringList>{{text("audit_log"), text("audit_log_pkey")},
                                         {text("tool_definition"), text("tool_definition_pkey")}}));
  }

  void functionsWithRightsOfTheirOwnAreGuarded() {
    const QList<QStringList> open = m_database->executeBehindTheBack(
        text("SELECT p.proname FROM pg_proc p WHERE p.pronamespace = 'sentinai'::regnamespace AND p.prosecdef "
             "AND NOT coalesce(p.proconfig, '{}') @> ARRAY['search_path=pg_catalog, pg_temp']"));
    QVERIFY(open.isEmpty());
    // What everyone may ask tells them about themselves only.
    const QList<QStringList> everyones = m_database->executeBehindTheBack(
        text("SELECT p.proname FROM pg_proc p WHERE p.pronamespace = 'sentinai'::regnamespace AND p.prosecdef "
             "AND has_function_privilege('public', p.oid, 'EXECUTE') ORDER BY 1"));
    QCOMPARE(everyones, (QList<QStringList>{{text("access_to")},
                                            {text("current_access")},
                                            {text("current_tenant")},
                                            {text("my_tenants")},
                                            {text("writable_tenant")}}));
  }

  void nobodyOfTheSchemaIsASuperuser() {
    const QList<QStringList> roles = m_database->executeBehindTheBack(
        text("SELECT r.rolname FROM pg_roles r WHERE (r.rolsuper OR r.rolbypassrls) AND (r.rolname LIKE 'sentinai\\_%' "
             "AND r.rolname <> 'sentinai_test_admin' "
             "OR r.oid = (SELECT nspowner FROM pg_namespace WHERE nspname = 'sentinai'))"));
    QVERIFY(roles.isEmpty());
    const QList<QStringList> guard = m_database->executeBehindTheBack(
        text("SELECT rolcanlogin FROM pg_roles WHERE rolname = 'sentinai_guard' UNION ALL SELECT true "
             "FROM pg_auth_members WHERE roleid = 'sentinai_guard'::regrole"));
    QCOMPARE(guard, (QList<QStringList>{{text("f")}}));
  }

  /// For people with psql; a search_path that the database had before stays.
  void theSearchPathIsSetUnlessThereIsOne() {
    const auto migrate = [](const TestDatabase& database, int to) {
      const Result<std::unique_ptr<Migrator>> migrator = openMigrator(database.ownerUrl());
      VERIFY_OK(migrator);
      if (to == 0) {
        VERIFY_OK((*migrator)->down(0, {}));
      } else {
        VERIFY_OK((*migrator)->up(to, {}));
      }
    };
    const auto path = [](const TestDatabase& database) {
      return SqlLogin(database.ownerUrl()).run(text("SHOW search_path")).value();
    };
    TestDatabase database(DatabaseUrl::Engine::PostgreSql, TestDatabase::Schema::Empty);
    const QString before = path(database);
    migrate(database, 1);
    QCOMPARE(path(database), text("sentinai, public"));
    migrate(database, 0);
    QCOMPARE(path(database), before);

    const QString name = SqlLogin(database.ownerUrl()).run(text("SELECT current_database()")).value();
    database.executeBehindTheBack(QStringLiteral("ALTER DATABASE %1 SET search_path = public").arg(name));
    migrate(database, 1);
    QCOMPARE(path(database), text("public"));
    migrate(database, 0);
    QCOMPARE(path(database), text("public"));
  }

  void aStrangerSeesNothingWhateverItSets() {
    SqlLogin stranger(m_database->addLogin(text("eve"), {}));
    QCOMPARE(stranger.run(text("SELECT * FROM sentinai.exception")).sqlState, text("42501"));

    // Even with every group role there is, but without a membership.
    for (const char* group : {"analyst", "supervisor", "admin", "agent"}) {
      m_database->executeBehindTheBack(
          QStringLiteral("GRANT sentinai_%1 TO \"%2\"").arg(text(group), m_database->roleName(text("eve"))));
    }
    const auto seesNothing = [&stranger] {
      for (const QString& table : kTenantTables) {
        const SqlAnswer answer = stranger.run(QStringLiteral("SELECT * FROM sentinai.%1").arg(table));
        QVERIFY2(answer.rows.isEmpty(), qPrintable(table));
      }
      QVERIFY(stranger.run(text("SELECT sentinai.search_exceptions('{off}')")).rows.isEmpty());
      QVERIFY(stranger.run(text("SELECT sentinai.search_exceptions('{}')")).rows.isEmpty());
    };
    seesNothing();
    for (const QString& setting :
         {text("SET sentinai.tenant_id = 'bank'"), text("SET ROLE sentinai_admin"), text("RESET ROLE"),
          text("SET ROLE sentinai_guard"), text("SET SESSION AUTHORIZATION sentinai_guard"),
          text("SET row_security = off"), text("SET row_security = on"), text("SET search_path = pg_temp, sentinai"),
          text("CREATE TEMP TABLE tenant_member AS SELECT 'bank' AS tenant_id, session_user::text AS role_name, "
               "'admin' AS access"),
          text("CREATE FUNCTION pg_temp.current_tenant() RETURNS text LANGUAGE sql AS 'SELECT ''bank'''")}) {
      stranger.run(setting);
      seesNothing();
      if (QTest::currentTestFailed()) {
        qWarning() << setting;
        return;
      }
    }
    QCOMPARE(stranger.run(text("SET ROLE sentinai_guard")).sqlState, text("42501"));
    EventBatch batch;
    batch.add({});
    QCOMPARE(batch.append(stranger).sqlState, text("SN003"));
    QCOMPARE(stranger.run(text("SELECT sentinai.grant_member('x', 'admin')")).sqlState, text("SN003"));
    QCOMPARE(stranger.run(text("SELECT sentinai.set_tenant_status('bank', 'archived')")).sqlState, text("SN002"));
  }

  void aMemberSeesItsOwnTenantOnly() {
    SqlLogin ann = member("ann", Access::Supervisor);
    for (const QString& table : kTenantTables) {
      const SqlAnswer own = ann.run(QStringLiteral("SELECT tenant_id FROM sentinai.%1").arg(table));
      QVERIFY2(!own.rows.isEmpty(), qPrintable(table + own.message));
      for (const QStringList& row : own.rows) {
        QCOMPARE(row[0], text("bank"));
      }
    }
    QCOMPARE(ann.run(text("SELECT sentinai.search_exceptions('{OFF_peak,bank}')")).rows.size(), 1);
    QCOMPARE(ann.run(text("SELECT sentinai.search_exceptions('{clinic}')")).rows.size(), 0);

    // Its memberships and tenants stay visible, to choose from; the rest goes with the choice.
    ann.chooseTenant(text("clinic"));
    for (const QString& table : kTenantTables.first(8)) {
      QVERIFY2(ann.run(QStringLiteral("SELECT tenant_id FROM sentinai.%1").arg(table)).rows.isEmpty(),
               qPrintable(table));
    }
    QCOMPARE(ann.run(text("SELECT tenant_id FROM sentinai.tenant")).rows, (QList<QStringList>{{text("bank")}}));
  }

  /// A function may be cheap enough to be called before the policy is asked, unless the planner forbids it.
  void conditionsSeeNoRowsOfOthers() {
    SqlLogin ann = member("ann", Access::Analyst);
    ann.run(text("CREATE TEMP TABLE seen (entity text)"));
    ann.run(text("CREATE FUNCTION pg_temp.peek(text) RETURNS boolean LANGUAGE plpgsql COST 0.0000001 AS "
                 "'BEGIN INSERT INTO pg_temp.seen VALUES ($1); RETURN true; END'"));
    QVERIFY(ann.run(text("SELECT * FROM sentinai.exception WHERE pg_temp.peek(entity)")).succeeded());
    const SqlAnswer seen = ann.run(text("SELECT DISTINCT entity FROM pg_temp.seen"));
    QCOMPARE(seen.rows, (QList<QStringList>{{text("bank 50% off_peak")}}));
  }

  void searchTakesWordsAsTheyAre() {
    SqlLogin ann = member("ann", Access::Supervisor);
    EventBatch batch;
    batch.create(text("EX-2"), {{text("entity"), QString::fromUtf8("Straße ΟΔΟΣ \\ Ünal")}});
    QVERIFY(batch.append(ann).succeeded());
    const auto found = [&ann](const QString& words) {
      return ann.run(text("SELECT sentinai.search_exceptions($1)"), {words}).rows.size();
    };
    QCOMPARE(found(text("{50%}")), 1);
    QCOMPARE(found(text("{5%f}")), 0);
    QCOMPARE(found(text("{off_peak}")), 1);
    QCOMPARE(found(text("{off-peak}")), 0);
    QCOMPARE(found(text("{ex-}")), 2);
    QCOMPARE(found(text("{ex-,settlement,MUREX}")), 2);
    QCOMPARE(found(QString::fromUtf8("{STRASSE}")), 1);
    QCOMPARE(found(QString::fromUtf8("{οδοσ,ÜNAL}")), 1);
    QCOMPARE(found(text("{\"\\\\\"}")), 1);
    QCOMPARE(found(text("{\"break\nCP\"}")), 0);
  }

  void onlyAppendEventsWritesTheRecord() {
    SqlLogin admin = member("root", Access::Admin);
    for (const char* sql :
         {"INSERT INTO sentinai.exception (tenant_id, exception_id) VALUES ('bank', 'EX-2')",
          "UPDATE sentinai.exception SET owner = 'x'", "DELETE FROM sentinai.exception",
          "TRUNCATE sentinai.exception CASCADE",
          "INSERT INTO sentinai.exception_event SELECT * FROM sentinai.exception_event",
          "UPDATE sentinai.exception_event SET actor_id = 'x'", "DELETE FROM sentinai.exception_event",
          "TRUNCATE sentinai.exception_event", "UPDATE sentinai.audit_log SET login = 'x'",
          "DELETE FROM sentinai.audit_log", "INSERT INTO sentinai.audit_log DEFAULT VALUES",
          "INSERT INTO sentinai.tenant (tenant_id, name) VALUES ('mine', 'Mine')",
          "UPDATE sentinai.tenant_member SET access = 'admin'", "DELETE FROM sentinai.tenant",
          "DELETE FROM sentinai.tenant_policy_pack_version", "UPDATE sentinai.domain_pack_version SET version = 9",
          "ALTER TABLE sentinai.exception_event DISABLE TRIGGER ALL", "SET session_replication_role = replica"}) {
      QCOMPARE(admin.run(text(sql)).sqlState, text("42501"));
    }
    // The log's trigger function would write for anyone who could hang it on a table.
    admin.run(text("CREATE TEMP TABLE tenant (tenant_id text)"));
    QCOMPARE(admin
                 .run(text("CREATE TRIGGER t AFTER INSERT ON pg_temp.tenant FOR EACH ROW "
                           "EXECUTE FUNCTION sentinai.audit('tenant_id')"))
                 .sqlState,
             text("42501"));
  }

  /// The owner has every privilege, yet does not get past the triggers.
  void whatIsAppendOnlyRefusesItsOwnerToo() {
    SqlLogin owner(m_database->ownerUrl());
    for (const char* table : {"exception_event", "audit_log", "domain_pack_version", "tenant_policy_pack_version"}) {
      const QString name = text("sentinai.") + text(table);
      QCOMPARE(owner.run(text("DELETE FROM ") + name).sqlState, text("SN003"));
      QCOMPARE(owner.run(text("TRUNCATE ") + name + text(" CASCADE")).sqlState, text("SN003"));
    }
    QCOMPARE(owner.run(text("UPDATE sentinai.exception_event SET seq = 1")).sqlState, text("SN003"));
    QCOMPARE(owner.run(text("UPDATE sentinai.audit_log SET login = 'x'")).sqlState, text("SN003"));
    // Nor past the policies, by itself.
    QVERIFY(owner.run(text("SELECT * FROM sentinai.exception")).rows.isEmpty());
    QVERIFY(owner.run(text("SET sentinai.tenant_id = 'bank'")).succeeded());
    QVERIFY(owner.run(text("SELECT * FROM sentinai.exception")).rows.isEmpty());
  }

  void aTenantThatIsNotActiveRefusesWrites_data() {
    QTest::addColumn<QString>("status");
    QTest::newRow("suspended") << text("suspended");
    QTest::newRow("archived") << text("archived");
  }
  void aTenantThatIsNotActiveRefusesWrites() {
    QFETCH(QString, status);
    SqlLogin admin = member("root", Access::Admin);
    QVERIFY(admin.run(text("SELECT sentinai.set_tenant_status('bank', $1)"), {status}).succeeded());
    EventBatch batch;
    batch.add({});
    const SqlAnswer refused = batch.append(admin);
    QCOMPARE(refused.sqlState, text("SN003"));
    QVERIFY2(refused.message.contains(status), qPrintable(refused.message));
    for (const char* sql :
         {"INSERT INTO sentinai.playbook (tenant_id, name) VALUES ('bank', 'q')",
          "UPDATE sentinai.playbook SET active = true", "UPDATE sentinai.playbook_step SET step_order = 2",
          "INSERT INTO sentinai.tool_definition (tenant_id, name, type) VALUES ('bank', 'u', 'rest')",
          "UPDATE sentinai.tool_definition SET name = 'v'",
          "SELECT sentinai.delete_tool(tool_id) FROM sentinai.tool_definition",
          "INSERT INTO sentinai.tenant_policy_pack_version (tenant_id, version, pack_json) VALUES ('bank', 2, '{}')",
          "UPDATE sentinai.tenant_policy_pack_active SET version = 1", "SELECT sentinai.grant_member('x', 'analyst')",
          "SELECT sentinai.revoke_member('x')"}) {
      const SqlAnswer answer = admin.run(text(sql));
      QVERIFY2(answer.sqlState == text("SN003"), sql);
      QVERIFY2(answer.message.contains(status), qPrintable(answer.message));
    }
    QCOMPARE(admin.run(text("SELECT count(*) FROM sentinai.exception")).value(), text("1"));
    QVERIFY(admin.run(text("SELECT sentinai.set_tenant_status('bank', 'active')")).succeeded());
    QVERIFY(batch.append(admin).succeeded());
  }

  void accessDecidesWhatMayBeWritten() {
    struct Rule {
      const char* sql;
      bool analyst;
      bool supervisor;
      bool agent;
    };
    const std::array rules{
        Rule{"INSERT INTO sentinai.playbook (tenant_id, name) VALUES ('bank', gen_random_uuid()::text)", false, true,
             false},
        Rule{"UPDATE sentinai.playbook_step SET step_order = step_order + 1", false, true, false},
        Rule{"UPDATE sentinai.playbook SET active = NOT active", false, true, false},
        Rule{"INSERT INTO sentinai.tool_definition (tenant_id, name, type) VALUES ('bank', gen_random_uuid()::text, "
             "'rest')",
             false, true, false},
        Rule{"INSERT INTO sentinai.tool_definition (name, type) VALUES (gen_random_uuid()::text, 'rest')", false, false,
             false},
        Rule{"INSERT INTO sentinai.tenant_policy_pack_version (tenant_id, version, pack_json) "
             "SELECT 'bank', coalesce(max(version), 0) + 1, '{}' FROM sentinai.tenant_policy_pack_version",
             false, false, false},
        Rule{"INSERT INTO sentinai.domain_pack_version (domain, version, pack_json) "
             "SELECT 'IT', coalesce(max(version), 0) + 1, '{}' FROM sentinai.domain_pack_version WHERE domain = 'IT'",
             false, false, false},
        Rule{"SELECT sentinai.create_tenant(gen_random_uuid()::text, 'New')", false, false, false},
        Rule{"SELECT sentinai.set_tenant_status('bank', 'active')", false, false, false},
    };
    SqlLogin analyst = member("ann", Access::Analyst);
    SqlLogin supervisor = member("sue", Access::Supervisor);
    SqlLogin agent = member("bot", Access::Agent);
    SqlLogin admin = member("root", Access::Admin);
    const auto check = [](SqlLogin& login, const Rule& rule, bool allowed) {
      const SqlAnswer answer = login.run(text(rule.sql));
      const bool refused = answer.sqlState == text("42501") || answer.sqlState == text("SN003");
      QVERIFY2(allowed ? answer.succeeded() : refused, qPrintable(text(rule.sql) + answer.sqlState + answer.message));
    };
    for (const Rule& rule : rules) {
      check(analyst, rule, rule.analyst);
      check(supervisor, rule, rule.supervisor);
      check(agent, rule, rule.agent);
      check(admin, rule, true);
    }
    // The group role alone is not enough: its holder has another access to this tenant.
    m_database->executeBehindTheBack(
        QStringLiteral("GRANT sentinai_supervisor TO \"%1\"").arg(m_database->roleName(text("ann"))));
    check(analyst, rules[0], false);
    check(analyst, rules[1], false);
    check(analyst, rules[3], false);
    // Nor does a row get into another tenant.
    QCOMPARE(supervisor.run(text("INSERT INTO sentinai.playbook (tenant_id, name) VALUES ('clinic', 'q')")).sqlState,
             text("SN003"));
  }

  void authorsCannotBeForged() {
    SqlLogin admin = member("root", Access::Admin);
    const SqlAnswer pack =
        admin.run(text("INSERT INTO sentinai.domain_pack_version (domain, version, pack_json, created_by) "
                       "VALUES ('IT', 1, '{}', 'somebody') RETURNING created_by"));
    QCOMPARE(pack.rows, (QList<QStringList>{{m_database->roleName(text("root"))}}));
    QCOMPARE(admin
                 .run(text("INSERT INTO sentinai.domain_pack_version (domain, version, pack_json, created_at) "
                           "VALUES ('IT', 2, '{}', '2001-01-01')"))
                 .sqlState,
             text("42501"));
  }

  /// A number beyond the next would leave none for those to come.
  void versionsAreNumberedOneByOne() {
    SqlLogin admin = member("root", Access::Admin);
    const std::array inserts{
        text("INSERT INTO sentinai.playbook (tenant_id, name, version) VALUES ('bank', 'numbered', %1)"),
        text("INSERT INTO sentinai.tenant_policy_pack_version (tenant_id, version, pack_json) "
             "VALUES ('bank', %1, '{}')"),
        text("INSERT INTO sentinai.domain_pack_version (domain, version, pack_json) VALUES ('Numbered', %1, '{}')")};
    for (const QString& insert : inserts) {
      const int first = insert.contains(text("tenant_policy")) ? 2 : 1; // It has one already.
      for (const int version : {first, first + 1}) {
        for (const int beyond : {version + 1, 2'000'000'000, 2'147'483'647}) {
          const SqlAnswer refused = admin.run(insert.arg(beyond));
          QCOMPARE(refused.sqlState, text("SN004"));
          QCOMPARE(refused.message, QStringLiteral("The next version is %1, not %2.").arg(version).arg(beyond));
        }
        const SqlAnswer next = admin.run(insert.arg(version));
        QVERIFY2(next.succeeded(), qPrintable(next.message));
        QCOMPARE(admin.run(insert.arg(version)).sqlState, text("23505"));
      }
    }
  }

  void stepsAndVersionsChangePlacesInOneStatement() {
    SqlLogin sue = member("sue", Access::Supervisor);
    QVERIFY(sue.run(text("INSERT INTO sentinai.playbook (tenant_id, name, version) VALUES "
                         "('bank', 'q', 1), ('bank', 'q', 2)"))
                .succeeded());
    QVERIFY(sue.run(text("INSERT INTO sentinai.playbook_step (tenant_id, playbook_id, step_order, name, action_type) "
                         "SELECT 'bank', playbook_id, n, 's', 'wait' FROM sentinai.playbook, generate_series(1, 4) n "
                         "WHERE name = 'q'"))
                .succeeded());
    QVERIFY(sue.run(text("UPDATE sentinai.playbook_step s SET step_order = 5 - step_order FROM sentinai.playbook p "
                         "WHERE p.playbook_id = s.playbook_id AND p.name = 'q'"))
                .succeeded());
    QVERIFY(sue.run(text("UPDATE sentinai.playbook SET active = true WHERE name = 'q' AND version = 1")).succeeded());
    for (int i = 0; i < 2; ++i) {
      QVERIFY(sue.run(text("UPDATE sentinai.playbook SET active = NOT active WHERE name = 'q'")).succeeded());
    }
    QCOMPARE(sue.run(text("UPDATE sentinai.playbook SET active = true WHERE name = 'q'")).sqlState, text("23P01"));
  }

  void administratorsManageMembers() {
    SqlLogin admin = member("root", Access::Admin);
    SqlLogin stranger(m_database->addLogin(text("ann"), {}));
    const QString ann = m_database->roleName(text("ann"));
    const QString root = m_database->roleName(text("root"));
    const auto holds = [this, &ann](const char* group) {
      return m_database
                 ->executeBehindTheBack(
                     QStringLiteral("SELECT count(*) FROM pg_auth_members WHERE member = '\"%1\"'::regrole AND "
                                    "roleid = 'sentinai_%2'::regrole")
                         .arg(ann, text(group)))
                 .first()
                 .first() == text("1");
    };
    const auto grant = [&admin](const QString& role, const char* access) {
      return admin.run(text("SELECT * FROM sentinai.grant_member($1, $2)"), {role, text(access)});
    };
    QCOMPARE(grant(text("no_such_login"), "analyst").sqlState, text("SN002"));
    QCOMPARE(grant(text("sentinai_guard"), "analyst").sqlState, text("SN004"));
    QCOMPARE(grant(ann, "king").sqlState, text("SN004"));

    const SqlAnswer granted = grant(ann, "analyst");
    QVERIFY2(granted.succeeded(), qPrintable(granted.message));
    QCOMPARE(granted.rows.first().first(3), (QStringList{text("bank"), ann, text("analyst")}));
    QVERIFY(holds("analyst"));
    stranger.chooseTenant(text("bank"));
    QCOMPARE(stranger.run(text("SELECT count(*) FROM sentinai.exception")).value(), text("1"));
    QCOMPARE(stranger.run(text("SELECT sentinai.revoke_member($1)"), {root}).sqlState, text("SN003"));

    QVERIFY(grant(ann, "admin").succeeded());
    QVERIFY(holds("tenant_admin") && !holds("admin"));
    QVERIFY(grant(ann, "supervisor").succeeded());
    QVERIFY(holds("supervisor"));
    QCOMPARE(stranger.run(text("SELECT sentinai.revoke_member($1)"), {root}).sqlState, text("SN003"));

    // The group roles stay, as another database may rest on them; they open nothing here.
    QVERIFY(admin.run(text("SELECT sentinai.revoke_member($1)"), {ann}).succeeded());
    QVERIFY(holds("supervisor") && holds("tenant_admin"));
    QCOMPARE(stranger.run(text("INSERT INTO sentinai.playbook (tenant_id, name) VALUES ('bank', 'q')")).sqlState,
             text("SN003"));
    QVERIFY(stranger.run(text("SELECT * FROM sentinai.domain_pack_version")).rows.isEmpty());
    QCOMPARE(admin.run(text("SELECT sentinai.revoke_member($1)"), {ann}).sqlState, text("SN002"));
    QVERIFY(stranger.run(text("SELECT * FROM sentinai.exception")).rows.isEmpty());

    // bank_admin is one too; the last one stays.
    QVERIFY(
        admin.run(text("SELECT sentinai.revoke_member($1)"), {m_database->roleName(text("bank_admin"))}).succeeded());
    QCOMPARE(admin.run(text("SELECT sentinai.revoke_member($1)"), {root}).sqlState, text("SN001"));
    QCOMPARE(grant(root, "analyst").sqlState, text("SN001"));
  }

  /// Two administrators at once, each of whom leaves the other.
  void theLastAdministratorStaysWhoeverElseIsAtIt() {
    const DatabaseUrl url = m_database->addLogin(text("root"), {{text("bank"), Access::Admin}});
    SqlLogin root(url, text("bank"));
    SqlLogin again(url, text("bank"));
    const QString ann = m_database->roleName(text("ann"));
    m_database->addLogin(text("ann"), {{text("bank"), Access::Supervisor}});
    QVERIFY(
        root.run(text("SELECT sentinai.revoke_member($1)"), {m_database->roleName(text("bank_admin"))}).succeeded());
    QVERIFY(root.run(text("BEGIN")).succeeded());
    QVERIFY(root.run(text("SELECT sentinai.grant_member($1, 'admin')"), {ann}).succeeded());
    QVERIFY(root.run(text("SELECT sentinai.revoke_member($1)"), {m_database->roleName(text("root"))}).succeeded());
    for (const char* change : {"SELECT sentinai.revoke_member($1)", "SELECT sentinai.grant_member($1, 'analyst')"}) {
      QVERIFY(again.run(text("SET lock_timeout = '100ms'")).succeeded());
      QCOMPARE(again.run(text(change), {ann}).sqlState, text("55P03")); // It waits for the other.
    }
    QVERIFY(root.run(text("COMMIT")).succeeded());
    QCOMPARE(again.run(text("SELECT sentinai.revoke_member($1)"), {ann}).sqlState, text("SN003"));
  }

  /// JSON that programs cannot read would keep them from all around it, the audit log too.
  void whatPeopleMakeUpCanBeRead() {
    SqlLogin sue = member("sue", Access::Supervisor);
    SqlLogin root = member("root", Access::Admin);
    const auto nested = [](int levels) {
      return QString(text("{\"a\":")).repeated(levels) + text("1") + QString(text("}")).repeated(levels);
    };
    const auto nameAndDepth = [&](SqlLogin& login, const char* sql, bool named) {
      const auto refused = [&](const QString& name, const QString& json) {
        const SqlAnswer answer = named ? login.run(text(sql), {json, name}) : login.run(text(sql), {json});
        return answer.sqlState == text("23514");
      };
      QVERIFY2(refused(text("n1"), nested(300)), sql);
      QVERIFY2(refused(text("n2"), nested(2000)), sql);
      QVERIFY2(!refused(text("n3"), nested(200)), sql);
      if (named) {
        QVERIFY2(refused(text("n\x1b[31m"), text("{}")), sql);
        QVERIFY2(refused(QString(QChar(0xfeff)), text("{}")), sql);
      }
    };
    nameAndDepth(sue, "INSERT INTO sentinai.playbook (tenant_id, name, conditions) VALUES ('bank', $2, $1)", true);
    nameAndDepth(sue,
                 "INSERT INTO sentinai.playbook_step (tenant_id, playbook_id, step_order, name, action_type, params) "
                 "SELECT 'bank', min(p.playbook_id), (SELECT count(*) + 1 FROM sentinai.playbook_step), $2, 'wait', $1 "
                 "FROM sentinai.playbook p",
                 true);
    nameAndDepth(
        sue, "INSERT INTO sentinai.tool_definition (tenant_id, name, type, config) VALUES ('bank', $2, 'webhook', $1)",
        true);
    nameAndDepth(root,
                 "INSERT INTO sentinai.tenant_policy_pack_version (tenant_id, version, pack_json) VALUES ('bank', "
                 "(SELECT coalesce(max(version), 0) + 1 FROM sentinai.tenant_policy_pack_version), $1)",
                 false);
  }

  /// Who administers a tenant does not run the system, nor makes others run it.
  void administratorsOfATenantAreNoOperators() {
    SqlLogin root = member("root", Access::Admin);
    SqlLogin ann(m_database->addLogin(text("ann"), {}), text("bank"));
    QVERIFY(
        root.run(text("SELECT sentinai.grant_member($1, 'admin')"), {m_database->roleName(text("ann"))}).succeeded());
    QCOMPARE(ann.run(text("SELECT sentinai.is_operator()")).value(), text("f"));
    QCOMPARE(ann.run(text("SELECT sentinai.create_tenant('mine', 'Mine')")).sqlState, text("42501"));
    QCOMPARE(ann.run(text("INSERT INTO sentinai.domain_pack_version (domain, version, pack_json) "
                          "VALUES ('IT', 1, '{}')"))
                 .sqlState,
             text("42501"));
    m_database->addLogin(text("bob"), {});
    QVERIFY(
        ann.run(text("SELECT sentinai.grant_member($1, 'admin')"), {m_database->roleName(text("bob"))}).succeeded());
  }

  /// What an earlier schema gave to administrators of a tenant is exchanged; what the server's administrator gave is
  /// not.
  void migratingExchangesGroupRoles_data() {
    QTest::addColumn<QString>("owner");
    QTest::newRow("a plain owner") << text("sentinai_test_owner");
    QTest::newRow("an owner to quote") << text("Sentinai \"Test\" OWNER");
  }
  void migratingExchangesGroupRoles() {
    QFETCH(QString, owner);
    TestDatabase database(DatabaseUrl::Engine::PostgreSql, TestDatabase::Schema::Empty, owner);
    const Result<std::unique_ptr<Migrator>> migrator = openMigrator(database.ownerUrl());
    VERIFY_OK(migrator);
    VERIFY_OK((*migrator)->up(10, {}));
    database.addTenant(text("bank"));
    SqlLogin root(database.addLogin(text("root"), {{text("bank"), Access::Admin}}), text("bank"));
    SqlLogin ann(database.addLogin(text("ann"), {}), text("bank"));
    QVERIFY(root.run(text("SELECT sentinai.grant_member($1, 'admin')"), {database.roleName(text("ann"))}).succeeded());
    const QString isOperator = text("SELECT pg_has_role(session_user, 'sentinai_admin', 'MEMBER')");
    QCOMPARE(ann.run(isOperator).value(), text("t"));
    VERIFY_OK((*migrator)->up(std::nullopt, {}));
    QCOMPARE(ann.run(isOperator).value(), text("f"));
    QCOMPARE(root.run(isOperator).value(), text("t"));
    QVERIFY(ann.run(text("INSERT INTO sentinai.tenant_policy_pack_version (tenant_id, version, pack_json) "
                         "VALUES ('bank', 1, '{}')"))
                .succeeded());
    VERIFY_OK((*migrator)->down(10, {}));
    QCOMPARE(ann.run(isOperator).value(), text("t"));
  }

  void whoCreatesATenantIsItsAdministrator() {
    SqlLogin admin = member("root", Access::Admin);
    const SqlAnswer made = admin.run(text("SELECT * FROM sentinai.create_tenant('fund', 'The Fund')"));
    QVERIFY2(made.succeeded(), qPrintable(made.message));
    QCOMPARE(made.rows.first().first(3), (QStringList{text("fund"), text("The Fund"), text("active")}));
    QCOMPARE(admin.run(text("SELECT * FROM sentinai.create_tenant('fund', 'Again')")).sqlState, text("SN001"));
    QCOMPARE(admin.run(text("SELECT * FROM sentinai.create_tenant('clinic', 'Not mine')")).sqlState, text("SN001"));
    QCOMPARE(admin.run(text("SELECT * FROM sentinai.create_tenant('no spaces', 'X')")).sqlState, text("SN004"));
    QCOMPARE(admin.run(text("SELECT * FROM sentinai.create_tenant('x', '')")).sqlState, text("SN004"));
    QCOMPARE(admin.run(text("SELECT tenant_id FROM sentinai.tenant ORDER BY 1")).rows,
             (QList<QStringList>{{text("bank")}, {text("fund")}}));
    admin.chooseTenant(text("fund"));
    QCOMPARE(admin.run(text("SELECT sentinai.current_access()")).value(), text("admin"));
  }

  void changesAreAudited() {
    SqlLogin admin = member("root", Access::Admin);
    admin.run(text("SET application_name = 'the test'"));
    QVERIFY(admin.run(text("UPDATE sentinai.tool_definition SET config = '{\"a\": 1}'")).succeeded());
    QVERIFY(admin.run(text("SELECT sentinai.delete_tool(tool_id) FROM sentinai.tool_definition")).succeeded());
    QVERIFY(admin.run(text("INSERT INTO sentinai.tool_definition (name, type) VALUES ('g', 'rest')")).succeeded());
    QVERIFY(admin.run(text("SELECT sentinai.set_tenant_status('bank', 'suspended')")).succeeded());
    const SqlAnswer log =
        admin.run(text("SELECT login, tenant_id, action, object_type, before ->> 'config', after ->> 'config', "
                       "after ->> 'status', application FROM sentinai.audit_log WHERE login = session_user::text "
                       "ORDER BY audit_id"));
    const QString root = m_database->roleName(text("root"));
    const QString application = text("the test");
    const QString none;
    const QList<QStringList> expected{
        {root, text("bank"), text("update"), text("tool_definition"), text("{}"), text("{\"a\": 1}"), none,
         application},
        {root, text("bank"), text("delete"), text("tool_definition"), text("{\"a\": 1}"), none, none, application},
        {root, none, text("insert"), text("tool_definition"), none, text("{}"), none, application},
        {root, text("bank"), text("update"), text("tenant"), none, none, text("suspended"), application}};
    QCOMPARE(log.rows, expected);
    // A change that changes nothing is none.
    QVERIFY(admin.run(text("SELECT sentinai.set_tenant_status('bank', 'active')")).succeeded());
    const QString before = admin.run(text("SELECT count(*) FROM sentinai.audit_log")).value();
    QVERIFY(admin.run(text("UPDATE sentinai.playbook SET active = active")).succeeded());
    QCOMPARE(admin.run(text("SELECT count(*) FROM sentinai.audit_log")).value(), before);
  }

  /// What the policies rest on does not cost the plans their indexes or their workers.
  void policiesKeepIndexesAndParallelPlans() {
    SqlLogin ann = member("ann", Access::Analyst);
    m_database->executeBehindTheBack(
        text("INSERT INTO sentinai.exception (tenant_id, exception_id, domain, type, severity, status, source_system, "
             "entity, amount, sla_deadline, owner, version, created_at, updated_at) "
             "SELECT 'bank', 'EY-' || i, 'D' || i % 7, 'T' || i % 40, (ARRAY['low', 'medium', 'high'])[1 + i % 3], "
             "(ARRAY['open', 'analyzing', 'escalated'])[1 + i / 7 % 3], 'S' || i % 5, 'E' || i % 300, i, "
             "now() + i * interval '1 minute', CASE WHEN i % 999 > 0 THEN 'O' || i % 9 END, 1, now(), now() + i * "
             "interval '1 s' "
             "FROM generate_series(1, 20000) i; ANALYZE sentinai.exception"));
    const auto plan = [&ann](const char* sql) {
      QStringList lines;
      const SqlAnswer answer = ann.run(text("EXPLAIN ") + text(sql));
      for (const QStringList& row : answer.rows) {
        lines << row[0];
      }
      return lines.join(QLatin1Char('\n'));
    };
    struct Query {
      const char* condition;
      const char* order;
      const char* index;
    };
    constexpr auto kGroup = "domain = 'D3' AND status = 'open' AND severity_rank = 1";
    for (const Query& query :
         {Query{"true", "created_at", "exception_created_idx"}, Query{"true", "updated_at", "exception_updated_idx"},
          Query{"true", "entity DESC, created_at", "exception_entity_created_idx"},
          Query{"amount_sort IS NOT NULL", "amount_sort", "exception_amount_idx"},
          Query{"sla_deadline < now()", "sla_deadline", "exception_sla_idx"},
          Query{kGroup, "created_at", "exception_group_created_idx"},
          Query{kGroup, "updated_at", "exception_group_updated_idx"},
          Query{kGroup, "entity DESC, created_at", "exception_group_entity_idx"},
          Query{"owner = 'O3'", "created_at", "exception_owner_created_idx"},
          Query{"owner IS NULL", "created_at", "exception_unowned_created_idx"}}) {
      const QString text = plan(qPrintable(
          QStringLiteral(
              "SELECT exception_id FROM sentinai.exception WHERE %1 ORDER BY %2 DESC, exception_id DESC LIMIT 200")
              .arg(QString::fromLatin1(query.condition), QString::fromLatin1(query.order))));
      QVERIFY2(text.contains(QString::fromLatin1(query.index)) && text.contains(QLatin1String("InitPlan")) &&
                   !text.contains(QLatin1String("Sort")),
               qPrintable(text));
    }
    ann.run(text("SET parallel_setup_cost = 0; SET parallel_tuple_cost = 0; "
                 "SET min_parallel_table_scan_size = 0; SET enable_indexscan = off; SET enable_bitmapscan = off; "
                 "SET enable_indexonlyscan = off"));
    const QString parallel = plan("SELECT sum(amount) FROM sentinai.exception");
    QVERIFY2(parallel.contains(QLatin1String("Parallel")), qPrintable(parallel));
    QCOMPARE(ann.run(text("SELECT count(*) FROM sentinai.exception")).value(), text("20001"));
  }
};

QTEST_GUILESS_MAIN(AccessTest)
#include "access_test.moc"
