// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/exception_table_model.h"

#include "models/display_text.h"
#include "models/filter_parser.h"
#include "models/safe_text.h"
#include "models/time_format.h"

#include <QLocale>

namespace sentinai {

using namespace std::chrono;

namespace {

constexpr qint64 kCountLimit = 1'000'000;

struct ColumnFacts {
  const char* key;
  ExceptionField field;
};

constexpr std::array<ColumnFacts, ExceptionTableModel::kColumns> kColumnFacts{{
    {"id", ExceptionField::ExceptionId},
    {"severity", ExceptionField::Severity},
    {"status", ExceptionField::Status},
    {"domain", ExceptionField::Domain},
    {"type", ExceptionField::Type},
    {"entity", ExceptionField::Entity},
    {"source", ExceptionField::SourceSystem},
    {"amount", ExceptionField::Amount},
    {"sla", ExceptionField::SlaDeadline},
    {"owner", ExceptionField::Owner},
    {"age", ExceptionField::CreatedAt},
    {"updated", ExceptionField::UpdatedAt},
    {"created", ExceptionField::CreatedAt},
}};

const ColumnFacts& facts(ExceptionTableModel::Column column) {
  return kColumnFacts[static_cast<std::size_t>(column)];
}

QString ageText(const Exception& exception, Instant now) {
  return TimeFormat::spanText(duration_cast<seconds>(exception.resolvedAt.value_or(now) - exception.createdAt));
}

} // namespace

ExceptionTableModel::ExceptionTableModel(ExceptionRepository& exceptions, const TimeFormat& timeFormat, QObject* parent)
    : QAbstractTableModel(parent)
    , m_exceptions(exceptions)
    , m_timeFormat(timeFormat)
    , m_now(currentInstant()) {
  connect(&timeFormat, &TimeFormat::changed, this, [this] { emitAllChanged(Column::Id, Column::Created); });
  m_clock.setInterval(30s);
  connect(&m_clock, &QTimer::timeout, this, &ExceptionTableModel::tick);
  m_clock.start();
}

void ExceptionTableModel::setFilter(ExceptionFilter filter) {
  m_query.filter = std::move(filter);
  m_total.reset();
  ++m_question;
  ask(kDefaultPageSize);
}

void ExceptionTableModel::setSortOrder(ExceptionSort sort) {
  if (m_query.sort == sort) {
    return;
  }
  m_query.sort = sort;
  ++m_question;
  if (m_asked) {
    ask(kDefaultPageSize);
  }
}

void ExceptionTableModel::reload() {
  // How many rows the answer to an earlier question had says nothing about this one.
  ask(m_answered == m_question ? std::max(loadedRows(), kDefaultPageSize) : kDefaultPageSize);
}

void ExceptionTableModel::reload(ExceptionFilter filter) {
  m_query.filter = std::move(filter);
  reload();
}

void ExceptionTableModel::ask(int rows) {
  m_asked = true;
  m_loading = true;
  m_fetching = false;
  m_error.reset();
  m_next.reset(); // It continues the rows that are here, which may answer another question.
  m_incoming.clear();
  m_saved.clear();
  m_wanted = rows;
  dropPlaceholders();
  if (m_rows.empty()) {
    m_state = State::Loading;
  }
  (void)m_pages.restart();
  requestFirst(std::nullopt);
  recount();
}

void ExceptionTableModel::requestFirst(std::optional<QString> after) {
  ExceptionQuery query = m_query;
  query.limit = std::min(m_wanted - static_cast<int>(m_incoming.size()), kMaxPageSize);
  query.after = std::move(after);
  const CancelToken token = m_pages.token();
  QCoro::connect(m_exceptions.list(std::move(query), token), this, [this, token](Result<Page<Exception>> page) {
    if (!token.isCancelled()) {
      receiveFirst(std::move(page));
    }
  });
}

void ExceptionTableModel::receiveFirst(Result<Page<Exception>> page) {
  if (!page) {
    m_loading = false;
    m_incoming.clear();
    m_saved.clear();
    fail(page.error());
    return;
  }
  m_incoming.insert(m_incoming.end(), std::make_move_iterator(page->rows.begin()),
                    std::make_move_iterator(page->rows.end()));
  if (page->next && static_cast<int>(m_incoming.size()) < m_wanted) {
    requestFirst(std::move(page->next));
    return;
  }
  beginResetModel();
  m_loading = false;
  m_answered = m_question;
  m_now = currentInstant();
  m_loadedAt = m_now;
  m_rows = std::exchange(m_incoming, {});
  m_next = std::move(page->next);
  m_rowById.clear();
  takeIn(0);
  m_saved.clear();
  m_state = m_rows.empty() ? State::Empty : State::Ready;
  endResetModel();
  Q_EMIT stateChanged();
}

void ExceptionTableModel::recount() {
  if (!m_asked) {
    return;
  }
  m_counting = true;
  const CancelToken token = m_counts.restart();
  QCoro::connect(m_exceptions.count(m_query.filter, kCountLimit, token), this, [this, token](Result<RowCount> count) {
    if (!token.isCancelled()) {
      receiveCount(std::move(count));
    }
  });
  Q_EMIT stateChanged();
}

void ExceptionTableModel::receiveCount(Result<RowCount> count) {
  // The table can do without the total; what is wrong shows with the page itself.
  m_counting = false;
  m_total = count ? std::optional(*count) : std::nullopt;
  Q_EMIT stateChanged();
}

bool ExceptionTableModel::canFetchMore(const QModelIndex& parent) const {
  return !parent.isValid() && m_next && !m_loading && !m_fetching && !m_error;
}

void ExceptionTableModel::fetchMore(const QModelIndex& parent) {
  if (!canFetchMore(parent)) {
    return;
  }
  m_fetching = true;
  m_loading = true;
  const qint64 left = m_total && m_total->exact ? m_total->value - loadedRows() : kDefaultPageSize;
  const int expected = static_cast<int>(std::clamp<qint64>(left, 1, kDefaultPageSize));
  beginInsertRows({}, loadedRows(), loadedRows() + expected - 1);
  m_placeholders = expected;
  endInsertRows();
  ExceptionQuery query = m_query;
  query.limit = kDefaultPageSize;
  query.after = m_next;
  const CancelToken token = m_pages.token();
  QCoro::connect(m_exceptions.list(std::move(query), token), this, [this, token](Result<Page<Exception>> page) {
    if (!token.isCancelled()) {
      receiveNext(std::move(page));
    }
  });
  Q_EMIT stateChanged();
}

void ExceptionTableModel::receiveNext(Result<Page<Exception>> page) {
  m_loading = false;
  m_fetching = false;
  if (!page) {
    m_saved.clear();
    dropPlaceholders();
    fail(page.error());
    return;
  }
  const int first = loadedRows();
  const int received = static_cast<int>(page->rows.size());
  const auto append = [&](int from, int to) {
    m_rows.insert(m_rows.end(), std::make_move_iterator(page->rows.begin() + from),
                  std::make_move_iterator(page->rows.begin() + to));
    takeIn(m_rows.size() - static_cast<std::size_t>(to - from));
  };
  m_next = std::move(page->next);
  const int filled = std::min(received, m_placeholders);
  m_placeholders -= filled;
  append(0, filled);
  if (filled > 0) {
    Q_EMIT dataChanged(index(first, 0), index(first + filled - 1, kColumns - 1));
  }
  dropPlaceholders();
  if (received > filled) {
    beginInsertRows({}, first + filled, first + received - 1);
    append(filled, received);
    endInsertRows();
  }
  m_saved.clear();
  Q_EMIT stateChanged();
}

void ExceptionTableModel::dropPlaceholders() {
  if (m_placeholders > 0) {
    beginRemoveRows({}, loadedRows(), loadedRows() + m_placeholders - 1);
    m_placeholders = 0;
    endRemoveRows();
  }
}

void ExceptionTableModel::fail(const DbError& error) {
  m_error = error;
  if (m_rows.empty()) {
    m_state = State::Failed;
  }
  Q_EMIT stateChanged();
  Q_EMIT failed(error);
}

void ExceptionTableModel::retry() {
  if (!m_next) {
    ask(m_wanted);
    return;
  }
  m_error.reset();
  Q_EMIT stateChanged();
  fetchMore({});
}

void ExceptionTableModel::showSaved(const Exception& saved) {
  const auto isNewer = [&saved](const Exception& than) { return saved.version >= than.version; };
  const auto known = m_saved.constFind(saved.exceptionId);
  if (m_loading && (known == m_saved.constEnd() || isNewer(*known))) {
    m_saved.insert(saved.exceptionId, saved);
  }
  const int row = rowOf(saved.exceptionId);
  if (row >= 0 && isNewer(m_rows[static_cast<std::size_t>(row)])) {
    m_rows[static_cast<std::size_t>(row)] = saved;
    Q_EMIT dataChanged(index(row, 0), index(row, kColumns - 1));
  }
}

void ExceptionTableModel::takeIn(std::size_t from) {
  for (std::size_t i = from; i < m_rows.size(); ++i) {
    Exception& row = m_rows[i];
    const auto saved = m_saved.constFind(row.exceptionId);
    if (saved != m_saved.constEnd() && saved->version > row.version) {
      row = *saved;
    }
    m_rowById.insert(row.exceptionId, static_cast<int>(i));
  }
}

const Exception* ExceptionTableModel::exceptionAt(int row) const {
  return row >= 0 && row < loadedRows() ? &m_rows[static_cast<std::size_t>(row)] : nullptr;
}

int ExceptionTableModel::rowOf(const QString& exceptionId) const {
  return m_rowById.value(exceptionId, -1);
}

ExceptionField ExceptionTableModel::fieldOf(Column column) {
  return facts(column).field;
}

ExceptionTableModel::Column ExceptionTableModel::columnOf(ExceptionField field) {
  // Age and Created share a field; Created is what it is called.
  for (int i = kColumns - 1; i >= 0; --i) {
    if (fieldOf(static_cast<Column>(i)) == field) {
      return static_cast<Column>(i);
    }
  }
  return Column::Created;
}

QString ExceptionTableModel::columnKey(Column column) {
  return QString::fromLatin1(facts(column).key);
}

int ExceptionTableModel::rowCount(const QModelIndex& parent) const {
  return parent.isValid() ? 0 : loadedRows() + m_placeholders;
}

int ExceptionTableModel::columnCount(const QModelIndex& parent) const {
  return parent.isValid() ? 0 : kColumns;
}

QVariant ExceptionTableModel::data(const QModelIndex& index, int role) const {
  if (!index.isValid()) {
    return {};
  }
  const auto column = static_cast<Column>(index.column());
  if (role == Qt::TextAlignmentRole) {
    const bool number = column == Column::Amount || column == Column::Sla || column == Column::Age;
    return QVariant::fromValue(Qt::Alignment(Qt::AlignVCenter | (number ? Qt::AlignRight : Qt::AlignLeft)));
  }
  const Exception* exception = exceptionAt(index.row());
  if (!exception) {
    return role == Qt::DisplayRole && column == Column::Id ? QVariant(tr("Loading …"))
           : role == Qt::DisplayRole                       ? QVariant(QStringLiteral("·"))
           : role == Qt::AccessibleTextRole                ? QVariant(tr("Loading"))
                                                           : QVariant();
  }
  switch (role) {
  case Qt::DisplayRole:
    return displayText(*exception, column);
  case Qt::ToolTipRole:
    return toolTip(*exception, column);
  case Qt::AccessibleTextRole:
    return column == Column::Id
               ? spokenRow(*exception)
               : QStringLiteral("%1: %2").arg(headerData(index.column(), Qt::Horizontal, role).toString(),
                                              displayText(*exception, column));
  case Qt::AccessibleDescriptionRole:
    return spokenRow(*exception);
  case IdRole:
    return exception->exceptionId;
  case SeverityRole:
    return static_cast<int>(exception->severity);
  case StatusRole:
    return static_cast<int>(exception->status);
  case SlaRole:
    return static_cast<int>(slaState(*exception, m_now));
  case FilterTermRole:
    return filterTerm(*exception, column);
  case CopyRole:
    return copyText(*exception, column);
  default:
    return {};
  }
}

QVariant ExceptionTableModel::headerData(int section, Qt::Orientation orientation, int role) const {
  if (orientation != Qt::Horizontal || section < 0 || section >= kColumns) {
    return {};
  }
  const auto column = static_cast<Column>(section);
  if (role == Qt::DisplayRole || role == Qt::AccessibleTextRole) {
    return column == Column::Age ? tr("Age") : sentinai::displayText(fieldOf(column));
  }
  if (role == Qt::TextAlignmentRole) {
    const bool number = column == Column::Amount || column == Column::Sla || column == Column::Age;
    return QVariant::fromValue(Qt::Alignment(Qt::AlignVCenter | (number ? Qt::AlignRight : Qt::AlignLeft)));
  }
  if (role == Qt::ToolTipRole) {
    return column == Column::Sla   ? tr("Time left until the deadline; negative once it is breached")
           : column == Column::Age ? tr("Time since it arose, or until it was resolved")
                                   : QVariant();
  }
  return {};
}

void ExceptionTableModel::sort(int column, Qt::SortOrder order) {
  if (column < 0 || column >= kColumns) {
    return;
  }
  // The older, the earlier created: ages sort the other way round.
  const bool turned = static_cast<Column>(column) == Column::Age;
  const Qt::SortOrder stored =
      turned ? (order == Qt::AscendingOrder ? Qt::DescendingOrder : Qt::AscendingOrder) : order;
  setSortOrder({fieldOf(static_cast<Column>(column)), stored});
}

void ExceptionTableModel::tick() {
  m_now = currentInstant();
  emitAllChanged(Column::Sla, Column::Age);
  if (m_timeFormat.mode() == TimeMode::Relative) {
    emitAllChanged(Column::Updated, Column::Created);
  }
}

void ExceptionTableModel::emitAllChanged(Column first, Column last) {
  if (!m_rows.empty()) {
    Q_EMIT dataChanged(index(0, static_cast<int>(first)), index(loadedRows() - 1, static_cast<int>(last)));
  }
}

QString ExceptionTableModel::recordedText(const Exception& exception, Column column) {
  switch (column) {
  case Column::Id:
    return exception.exceptionId;
  case Column::Domain:
    return exception.domain;
  case Column::Type:
    return exception.type;
  case Column::Entity:
    return exception.entity;
  case Column::Source:
    return exception.sourceSystem;
  case Column::Owner:
    return exception.owner.value_or(QString());
  default:
    return {};
  }
}

QString ExceptionTableModel::displayText(const Exception& exception, Column column) const {
  switch (column) {
  case Column::Severity:
    return sentinai::displayText(exception.severity);
  case Column::Status:
    return sentinai::displayText(exception.status);
  case Column::Amount:
    return amountText(exception);
  case Column::Sla:
    return slaText(exception, m_now);
  case Column::Age:
    return ageText(exception, m_now);
  case Column::Updated:
    return m_timeFormat.text(exception.updatedAt, m_now);
  case Column::Created:
    return m_timeFormat.text(exception.createdAt, m_now);
  default:
    return visibleLine(recordedText(exception, column));
  }
}

QString ExceptionTableModel::copyText(const Exception& exception, Column column) const {
  switch (column) {
  case Column::Severity:
  case Column::Status:
  case Column::Sla:
  case Column::Age:
    return displayText(exception, column);
  case Column::Amount:
    return exception.amount
               ? QStringLiteral("%1 %2").arg(exception.amount->text(), exception.currency.value_or(QString())).trimmed()
               : QString();
  case Column::Updated:
    return m_timeFormat.absoluteText(exception.updatedAt);
  case Column::Created:
    return m_timeFormat.absoluteText(exception.createdAt);
  default:
    return recordedText(exception, column);
  }
}

QString ExceptionTableModel::toolTip(const Exception& exception, Column column) const {
  switch (column) {
  case Column::Severity:
  case Column::Status:
  case Column::Amount:
    return displayText(exception, column);
  case Column::Sla:
    return exception.slaDeadline ? tr("Deadline %1").arg(m_timeFormat.absoluteText(*exception.slaDeadline))
                                 : tr("No deadline");
  case Column::Age:
    return exception.resolvedAt ? tr("Created %1\nResolved %2")
                                      .arg(m_timeFormat.absoluteText(exception.createdAt),
                                           m_timeFormat.absoluteText(*exception.resolvedAt))
                                : tr("Created %1").arg(m_timeFormat.absoluteText(exception.createdAt));
  case Column::Updated:
    return m_timeFormat.absoluteText(exception.updatedAt);
  case Column::Created:
    return m_timeFormat.absoluteText(exception.createdAt);
  case Column::Owner:
    return exception.owner ? plainToolTip(*exception.owner) : tr("Unassigned");
  default:
    return plainToolTip(recordedText(exception, column));
  }
}

QString ExceptionTableModel::filterTerm(const Exception& exception, Column column) const {
  const auto term = [](FilterField field, const QString& value) {
    return QStringLiteral("%1:%2").arg(toText(field), quotedFilterValue(field, value));
  };
  const auto day = [this](FilterField field, Instant instant) {
    const QDate date = toDateTime(instant).toTimeZone(m_timeFormat.zone()).date();
    return QStringLiteral("%1:%2").arg(toText(field), date.toString(Qt::ISODate));
  };
  switch (column) {
  case Column::Id:
    return quotedFilterValue(FilterField::Text, exception.exceptionId);
  case Column::Severity:
    return term(FilterField::Severity, toText(exception.severity));
  case Column::Status:
    return term(FilterField::Status, toText(exception.status));
  case Column::Domain:
    return term(FilterField::Domain, exception.domain);
  case Column::Type:
    return term(FilterField::Type, exception.type);
  case Column::Entity:
    return term(FilterField::Entity, exception.entity);
  case Column::Source:
    return term(FilterField::Source, exception.sourceSystem);
  case Column::Amount:
    return exception.amount ? QStringLiteral("amount:%1").arg(exception.amount->text()) : QString();
  case Column::Sla:
    return exception.slaDeadline ? day(FilterField::Sla, *exception.slaDeadline) : QString();
  case Column::Owner:
    return exception.owner ? term(FilterField::Owner, *exception.owner) : QStringLiteral("owner:none");
  case Column::Updated:
    return day(FilterField::Updated, exception.updatedAt);
  case Column::Age:
  case Column::Created:
    return day(FilterField::Created, exception.createdAt);
  }
  return {};
}

QString ExceptionTableModel::spokenRow(const Exception& exception) const {
  const auto text = [&](Column column) { return displayText(exception, column); };
  QStringList parts{text(Column::Id), tr("severity %1").arg(text(Column::Severity)), text(Column::Status),
                    text(Column::Domain), text(Column::Type)};
  for (const Column column : {Column::Entity, Column::Amount}) {
    if (const QString value = text(column); !value.isEmpty()) {
      parts.append(value);
    }
  }
  if (const QString sla = text(Column::Sla); !sla.isEmpty()) {
    parts.append(tr("SLA %1").arg(sla));
  }
  parts.append(exception.owner ? tr("owner %1").arg(text(Column::Owner)) : tr("unassigned"));
  return parts.join(QStringLiteral(", "));
}

} // namespace sentinai
