// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/attack/attacked_database.h"

#include "tests/migrations/event_batch.h"

#include <QRegularExpression>
#include <stdexcept>

namespace sentinai {

namespace {

QString text(const char* latin) {
  return QString::fromLatin1(latin);
}

void require(const SqlAnswer& answer) {
  if (!answer.succeeded()) {
    throw std::runtime_error(answer.message.toStdString());
  }
}

constexpr char kState[] = R"({"state": {"domain": "Finance", "type": "t", "severity": "low", "status": "open",
  "source_system": "s", "entity": "e", "amount": null, "currency": null, "sla_deadline": null, "owner": null,
  "current_playbook_id": null, "current_step": null}})";
// As the deadline of EventBatch::create() reads where IST is taken for Israel's time.
constexpr char kDeadline[] =
    R"({"changes": {"sla_deadline": {"from": "2026-03-05T20:30:00Z", "to": "2026-03-06T17:00:00Z"}}})";

} // namespace

AttackedDatabase::AttackedDatabase() {
  for (const QString& tenant : {text("bank"), text("clinic")}) {
    m_database.addTenant(tenant, tenant == text("bank") ? text("Bank ") + kSecret : tenant);
  }
  const auto add = [this](const QString& name, const std::vector<std::pair<QString, Access>>& memberships) {
    m_urls.emplace(name, m_database.addLogin(name, memberships));
    m_words.insert(name, m_database.roleName(name));
  };
  add(text("op"), {{text("bank"), Access::Admin}, {text("clinic"), Access::Admin}});
  add(text("nobody"), {});
  const std::map<QString, std::vector<std::pair<const char*, const char*>>> members{
      {text("bank"),
       {{"adam", "admin"}, {"sue", "supervisor"}, {"ann", "analyst"}, {"bot", "agent"}, {"stale", "supervisor"}}},
      {text("clinic"),
       {{"mallory", "admin"}, {"clara", "supervisor"}, {"carl", "analyst"}, {"cbot", "agent"}, {"op2", "analyst"}}}};
  for (const auto& [tenant, logins] : members) {
    SqlLogin op = login(text("op"), tenant);
    for (const auto& [name, access] : logins) {
      add(text(name), {});
      require(op.run(text("SELECT sentinai.grant_member($1, $2)"), {m_words[text(name)], text(access)}));
    }
    addRows(tenant, tenant == text("bank") ? kSecret : text("plain"));
  }
  SqlLogin op = login(text("op"), text("bank"));
  require(op.run(text("SELECT sentinai.revoke_member($1)"), {m_words[text("stale")]}));
  m_database.executeBehindTheBack(
      QStringLiteral("GRANT sentinai_admin TO \"%1\"").arg(m_database.roleName(text("op2"))));
  require(op.run(text("INSERT INTO sentinai.domain_pack_version (domain, version, pack_json) "
                      "VALUES ('Finance', 1, '{\"rule\": 1}')")));
  require(op.run(text("INSERT INTO sentinai.domain_pack_active (domain, version) VALUES ('Finance', 1)")));
  require(op.run(text("SELECT lease_id FROM sentinai.take_work(1, 86400, 'worker')")));
  require(op.run(text("INSERT INTO sentinai.tool_definition (name, type) VALUES ('global', 'rest')")));
  m_words.insert(text("database"), op.run(text("SELECT current_database()")).value());
  m_words.insert(text("bank_tool"),
                 op.run(text("SELECT tool_id FROM sentinai.tool_definition WHERE tenant_id = 'bank'")).value());
  m_words.insert(text("bank_playbook"),
                 op.run(text("SELECT playbook_id FROM sentinai.playbook WHERE tenant_id = 'bank'")).value());
  addApproved();
  m_database.executeBehindTheBack(text("ANALYZE"));
}

void AttackedDatabase::addApproved() {
  const auto append = [this](const QString& who, const QString& type, const QString& payload) {
    SqlLogin login = this->login(who, text("bank"));
    EventBatch batch;
    EventBatch::Event event;
    event.exceptionId = text("EX-RUN");
    event.eventType = type;
    event.actorId = m_words[who];
    event.payload = payload;
    if (type == text("ResolutionSuggested")) {
      batch.create(event.exceptionId);
    }
    batch.add(event);
    require(batch.append(login));
  };
  append(text("sue"), text("ResolutionSuggested"),
         QStringLiteral(R"({"suggestion_id": "s", "summary": "Run it", "playbook_id": %1})")
             .arg(m_words[text("bank_playbook")]));
  append(text("adam"), text("ResolutionApproved"), text(R"({"suggestion_id": "s"})"));
}

void AttackedDatabase::addRows(const QString& tenantId, const QString& secret) {
  SqlLogin op = login(text("op"), tenantId);
  EventBatch batch;
  for (const QString& id : {text("EX-1"), text("EX-2"), text("EX-") + tenantId.toUpper()}) {
    batch.create(id, {{text("entity"), secret + text(" Ltd")}, {text("owner"), secret}});
  }
  EventBatch::Event comment;
  comment.actorId = secret;
  comment.payload = QStringLiteral("{\"text\": \"%1\"}").arg(secret);
  batch.add(comment);
  EventBatch::Event suggestion;
  suggestion.eventType = text("ResolutionSuggested");
  suggestion.actorId = m_words[text("op")];
  suggestion.payload = text(R"({"suggestion_id": "s", "summary": "Do it"})");
  batch.add(suggestion);
  require(batch.append(op));
  for (const char* sql :
       {"INSERT INTO sentinai.tenant_policy_pack_version (tenant_id, version, pack_json) "
        "VALUES (sentinai.current_tenant(), 1, '{\"limit\": \"%1\"}')",
        "INSERT INTO sentinai.tenant_policy_pack_active (tenant_id, version) VALUES (sentinai.current_tenant(), 1)",
        "INSERT INTO sentinai.playbook (tenant_id, name, conditions) "
        "VALUES (sentinai.current_tenant(), '%1 playbook', '{\"secret\": \"%1\"}')",
        "INSERT INTO sentinai.playbook_step (tenant_id, playbook_id, step_order, name, action_type, params) "
        "SELECT tenant_id, playbook_id, 1, '%1 step', 'wait', '{\"a\": \"%1\"}' FROM sentinai.playbook",
        "INSERT INTO sentinai.tool_definition (tenant_id, name, type, config) "
        "VALUES (sentinai.current_tenant(), '%1 tool', 'rest', '{\"url\": \"%1\"}')",
        "SELECT sentinai.record_checkpoint(now(), 3, 4, decode(repeat('ab', 32), 'hex'))"}) {
    require(op.run(QString(text(sql)).replace(text("%1"), secret)));
  }
}

QString AttackedDatabase::fingerprint() {
  QStringList parts;
  const QList<QStringList> tables = m_database.executeBehindTheBack(
      text("SELECT c.relname, CASE WHEN a.attname IS NULL THEN 'true' ELSE "
           "'tenant_id IS DISTINCT FROM ''clinic''' END FROM pg_class c "
           "LEFT JOIN pg_attribute a ON a.attrelid = c.oid AND a.attname = 'tenant_id' "
           "WHERE c.relnamespace = 'sentinai'::regnamespace AND c.relkind = 'r' ORDER BY 1"));
  for (const QStringList& table : tables) {
    parts << QStringLiteral(
                 "SELECT '%1', md5(string_agg(t::text, chr(10) ORDER BY t::text)) FROM sentinai.%1 t WHERE %2")
                 .arg(table[0], table[1]);
  }
  parts
      << text("SELECT 'tables', md5(string_agg(concat_ws(' ', relname, relowner, relacl, relrowsecurity, "
              "relforcerowsecurity, relhasrules), chr(10) ORDER BY oid)) FROM pg_class "
              "WHERE relnamespace IN ('sentinai'::regnamespace, 'public'::regnamespace)")
      << text("SELECT 'policies', md5(string_agg(p::text, chr(10) ORDER BY p::text)) FROM pg_policies p")
      << text("SELECT 'triggers', md5(string_agg(concat_ws(' ', tgrelid, tgname, tgenabled), chr(10) ORDER BY oid)) "
              "FROM pg_trigger WHERE tgrelid::regclass::text LIKE 'sentinai.%'")
      << text("SELECT 'functions', md5(string_agg(concat_ws(' ', oid, proowner, proacl, prosecdef, proconfig, prosrc), "
              "chr(10) ORDER BY oid)) FROM pg_proc "
              "WHERE pronamespace IN ('sentinai'::regnamespace, 'public'::regnamespace)")
      << QStringLiteral("SELECT 'roles', md5(string_agg(r::text, chr(10) ORDER BY rolname)) FROM pg_roles r "
                        "WHERE rolname LIKE '%%1' OR rolname IN ('sentinai_guard', 'sentinai_admin', "
                        "'sentinai_tenant_admin', 'sentinai_supervisor', 'sentinai_analyst', 'sentinai_agent')")
             .arg(m_database.roleName(QString()))
      << QStringLiteral("SELECT 'held', md5(string_agg(concat_ws(' ', roleid::regrole, member::regrole), chr(10) "
                        "ORDER BY roleid::regrole::text, member)) FROM pg_auth_members "
                        "WHERE member IN (SELECT oid FROM pg_roles WHERE rolname LIKE '%%1')")
             .arg(m_database.roleName(QString()));
  QString digest;
  for (const QStringList& row :
       m_database.executeBehindTheBack(parts.join(text(" UNION ALL ")) + text(" ORDER BY 1"))) {
    digest += row.join(QLatin1Char(' ')) + QLatin1Char('\n');
  }
  return digest;
}

QString AttackedDatabase::expanded(QString sql, const QString& who) const {
  for (auto word = m_words.begin(); word != m_words.end(); ++word) {
    sql.replace(QLatin1Char('{') + word.key() + QLatin1Char('}'), word.value());
  }
  static const QRegularExpression call(text("\\{append:([^}]*)\\}"));
  for (QRegularExpressionMatch match = call.match(sql); match.hasMatch(); match = call.match(sql)) {
    sql.replace(match.capturedStart(), match.capturedLength(),
                appendCall(match.captured(1).split(QLatin1Char(':')), who));
  }
  return sql;
}

QString AttackedDatabase::appendCall(const QStringList& parts, const QString& who) const {
  const QString& type = parts[1];
  const bool isSeveral = type == text("Several");
  const bool isDeadline = type == text("Deadline");
  const QString eventType = isSeveral ? text("CommentAdded") : isDeadline ? text("AttributesChanged") : type;
  const bool isStart = type == text("PlaybookStarted");
  const QString exceptionId = parts.value(4, type == text("ExceptionCreated") ? text("EX-NEW")
                                             : isStart                        ? text("EX-RUN")
                                                                              : text("EX-1"));
  const QString payload = isDeadline                         ? text(kDeadline)
                          : type == text("ExceptionCreated") ? text(kState)
                          : isStart ? QStringLiteral(R"({"playbook_id": %1})").arg(m_words[text("bank_playbook")])
                                    : text(R"({"suggestion_id": "s", "reason": "r"})");
  const QString actorType = parts.value(2, text("user"));
  const QString actorId = parts.size() == 2  ? QStringLiteral("'%1'").arg(m_words.value(who))
                          : parts.size() > 3 ? QStringLiteral("'%1'").arg(parts[3])
                                             : text("NULL");
  const QString list = isSeveral ? text("ARRAY[%1, %1]") : text("ARRAY[%1]");
  return QStringLiteral("sentinai.append_events(%1, %2, %3, %4, %5, %6, %7, %8::integer[], true)")
      .arg(QString(list).replace(text("%1"), text("gen_random_uuid()")),
           isSeveral ? text("ARRAY['EX-1', 'EX-2']") : QStringLiteral("ARRAY['%1']").arg(exceptionId),
           QString(list).replace(text("%1"), QStringLiteral("'%1'").arg(eventType)),
           QString(list).replace(text("%1"), QStringLiteral("'%1'").arg(actorType)),
           QString(list).replace(text("%1"), actorId + text("::text")),
           QString(list).replace(text("%1"), QStringLiteral("'%1'").arg(payload)),
           QString(list).replace(text("%1"), text("now()")), QString(list).replace(text("%1"), text("NULL")));
}

} // namespace sentinai
