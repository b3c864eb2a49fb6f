// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/benchmarks/qt_client.h"

#include "repositories/postgresql/pg_parameters.h"
#include "repositories/postgresql/pg_settings.h"
#include "tests/benchmarks/bench_samples.h"

#include <QRegularExpression>
#include <QSqlDatabase>
#include <QSqlError>
#include <QSqlQueryModel>
#include <QSqlRecord>
#include <QUuid>

namespace sentinai {

namespace {

QVariant toVariant(const SqlValue& value) {
  struct Convert {
    QVariant operator()(std::monostate) const { return {}; }
    QVariant operator()(bool flag) const { return flag; }
    QVariant operator()(qint64 number) const { return number; }
    QVariant operator()(double number) const { return number; }
    QVariant operator()(const QString& text) const { return text; }
    QVariant operator()(const QByteArray& bytes) const { return bytes; }
    QVariant operator()(Instant instant) const { return toIsoText(instant); }
    QVariant operator()(const QUuid& id) const { return id.toString(QUuid::WithoutBraces); }
    QVariant operator()(const QStringList& texts) const {
      return arrayLiteral(std::vector<std::optional<QString>>(texts.begin(), texts.end()));
    }
  };
  return std::visit(Convert(), value);
}

[[noreturn]] void fail(const QSqlError& error) {
  throw std::runtime_error("QPSQL: " + error.text().toStdString());
}

} // namespace

QtClient::QtClient(const DatabaseUrl& url, const QString& tenantId)
    : m_name(QUuid::createUuid().toString(QUuid::Id128)) {
  const PgSettings settings = benchValue(PgSettings::from(url, {}));
  QSqlDatabase database = QSqlDatabase::addDatabase(QStringLiteral("QPSQL"), m_name);
  database.setHostName(settings.parameter("host"));
  database.setPort(settings.parameter("port").toInt());
  database.setDatabaseName(settings.parameter("dbname"));
  database.setUserName(settings.parameter("user"));
  database.setPassword(settings.parameter("password"));
  if (!database.open()) {
    fail(database.lastError());
  }
  execute({QStringLiteral("SELECT set_config('sentinai.tenant_id', $1, false)"), {tenantId}}, [](const Row&) {});
}

QtClient::~QtClient() {
  m_queries.clear();
  QSqlDatabase::removeDatabase(m_name);
}

void QtClient::execute(const SqlStatement& statement, const std::function<void(Row)>& act, Fetch fetch) {
  QSqlQuery& query = prepared(statement, fetch);
  if (!query.exec()) {
    fail(query.lastError());
  }
  const int columns = query.record().count();
  while (query.next()) {
    Row row;
    row.reserve(columns);
    for (int column = 0; column < columns; ++column) {
      row.append(query.value(column));
    }
    act(std::move(row));
  }
  query.finish();
}

qint64 QtClient::readThroughModel(const SqlStatement& statement) {
  QSqlQuery& query = prepared(statement, Fetch::Whole);
  if (!query.exec()) {
    fail(query.lastError());
  }
  QSqlQueryModel model;
  model.setQuery(std::move(query));
  while (model.canFetchMore()) {
    model.fetchMore();
  }
  qint64 cells = 0;
  for (int row = 0; row < model.rowCount(); ++row) {
    for (int column = 0; column < model.columnCount(); ++column) {
      cells += model.data(model.index(row, column)).isValid() ? 1 : 0;
    }
  }
  m_queries.erase(statement.text); // The model has taken it over.
  return cells;
}

QSqlQuery& QtClient::prepared(const SqlStatement& statement, Fetch fetch) {
  auto found = m_queries.find(statement.text);
  if (found == m_queries.end()) {
    static const QRegularExpression placeholder(QStringLiteral("\\$(\\d+)"));
    QSqlQuery query(QSqlDatabase::database(m_name));
    query.setForwardOnly(fetch == Fetch::Streamed);
    if (!query.prepare(QString(statement.text).replace(placeholder, QStringLiteral(":v\\1")))) {
      fail(query.lastError());
    }
    found = m_queries.emplace(statement.text, std::move(query)).first;
  }
  for (std::size_t i = 0; i < statement.values.size(); ++i) {
    found->second.bindValue(QStringLiteral(":v%1").arg(i + 1), toVariant(statement.values[i]));
  }
  return found->second;
}

} // namespace sentinai
