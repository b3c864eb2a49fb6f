// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "repositories/database/database.h"

#include <QObject>
#include <QTimer>

namespace sentinai {

/// Whether the system of record answers: asks it for its health now and then, and ever less often while it does not
/// (2, 4, 8, 16, then every 30 s); at once when calls under way find it out of reach, or back. GUI thread.
class ConnectionState : public QObject {
  Q_OBJECT
public:
  enum class State : quint8 { Connecting, Connected, Lost };

  /// `database` must outlive this. Asks for nothing before start().
  explicit ConnectionState(Database& database, QObject* parent = nullptr);
  ~ConnectionState() override;

  void start();
  void setTenant(const QString& tenantId); ///< Whose access to ask for; asks at once if started.

  /// Someone's request has failed: if the connection is the reason, finds out at once.
  void report(const DbError& error);
  void retryNow();

  [[nodiscard]] State state() const { return m_state; }
  [[nodiscard]] const std::optional<Health>& health() const { return m_health; } ///< The latest that came.
  [[nodiscard]] const std::optional<DbError>& error() const { return m_error; }  ///< Why it is Lost.
  /// When the next try begins; absent while one is under way.
  [[nodiscard]] std::optional<Instant> nextTry() const;

Q_SIGNALS:
  void changed();
  void recovered(); ///< From Lost back to Connected: what is shown may be out of date.

private:
  void check();
  void onReachChanged();
  void receive(Result<Health> health);

  Database& m_database;
  QString m_tenantId;
  State m_state = State::Connecting;
  std::optional<Health> m_health;
  std::optional<DbError> m_error;
  int m_failures = 0;
  bool m_started = false;
  bool m_checking = false;
  QTimer m_timer;
  CancelSource m_request;
};

} // namespace sentinai
