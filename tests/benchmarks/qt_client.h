// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "repositories/database/database_url.h"
#include "repositories/database/sql_statement.h"

#include <QSqlQuery>
#include <map>

namespace sentinai {

/// Qt's own way to PostgreSQL: its driver QPSQL, with a connection of the member whose tenant is chosen, as the
/// console's are. Blocking; what fails throws std::runtime_error.
class QtClient {
public:
  using Row = QVariantList;
  enum class Fetch : quint8 { Whole, Streamed };

  QtClient(const DatabaseUrl& url, const QString& tenantId);
  ~QtClient();
  Q_DISABLE_COPY_MOVE(QtClient)

  /// All rows as QVariants, by a statement that is prepared the first time. `act` sees each in turn.
  void execute(const SqlStatement& statement, const std::function<void(Row)>& act, Fetch fetch = Fetch::Whole);

  /// The same through QSqlQueryModel, cell by cell as a view asks for them; how many cells.
  qint64 readThroughModel(const SqlStatement& statement);

private:
  QSqlQuery& prepared(const SqlStatement& statement, Fetch fetch);

  QString m_name; ///< Of the connection.
  std::map<QString, QSqlQuery> m_queries;
};

} // namespace sentinai
