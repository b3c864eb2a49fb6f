// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "tests/migrations/sql_login.h"
#include "tests/support/test_database.h"

#include <QMap>
#include <map>

namespace sentinai {

/// Two tenants, bank and clinic, with rows in every table and a login of every kind:
///
///   bank    adam (admin), sue (supervisor), ann (analyst), bot (agent); stale was a supervisor once
///   clinic  mallory (admin), clara (supervisor), carl (analyst), cbot (agent); op2 is a member of sentinai_admin, too
///   none    nobody (no group role either), op (member of sentinai_admin; member of both tenants)
///
/// What only bank knows holds kSecret. Administrators were made by grant_member(), as the documentation says.
class AttackedDatabase {
public:
  static inline const QString kSecret = QStringLiteral("S3CRET");

  AttackedDatabase();

  [[nodiscard]] TestDatabase& database() { return m_database; }
  [[nodiscard]] DatabaseUrl url(const QString& name) const { return m_urls.at(name); }
  [[nodiscard]] SqlLogin login(const QString& name, const QString& tenantId) const {
    return SqlLogin(url(name), tenantId);
  }

  /// A digest of everything that is bank's or everybody's, and of who may do what.
  [[nodiscard]] QString fingerprint();

  /// The SQL with {name} replaced by logins' names, {database}, {bank_tool} and {bank_playbook} by what they are, and
  /// {append:tenant:type:actor_type:actor_id:exception_id} by a call of append_events() with such an event. From
  /// actor_type on, parts may be left out: then it is the event of user `who`, of EX-1. The type `Several` is a
  /// comment on two exceptions, `Deadline` a change of one that is not there; PlaybookStarted begins {bank_playbook},
  /// which is approved for EX-RUN, of which it is if none is named.
  [[nodiscard]] QString expanded(QString sql, const QString& who) const;

private:
  void addRows(const QString& tenantId, const QString& secret);
  void addApproved();
  [[nodiscard]] QString appendCall(const QStringList& parts, const QString& who) const;

  TestDatabase m_database{DatabaseUrl::Engine::PostgreSql};
  std::map<QString, DatabaseUrl> m_urls;
  QMap<QString, QString> m_words;
};

} // namespace sentinai
