// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/exception_table_model.h"

#include "models/display_text.h"
#include "models/time_format.h"
#include "repositories/database/exception_select.h"

namespace sentinai {

using namespace std::chrono;

namespace {

/// Up to here counting takes no time to speak of, and no landmarks are needed to reach any row.
constexpr qint64 kCountLimit = 10'000;
constexpr qint64 kShortList = 5'000;

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

/// The rows that come before the first one asked for by findCreated().
ExceptionFilter ahead(ExceptionFilter filter, Qt::SortOrder order, Instant at) {
  TimeRange& created = filter.created;
  if (order == Qt::DescendingOrder) {
    created.from = std::max(created.from.value_or(at), at);
  } else {
    created.to = std::min(created.to.value_or(at), at);
  }
  return filter;
}

} // namespace

ExceptionTableModel::ExceptionTableModel(ExceptionRepository& exceptions, const TimeFormat& timeFormat, QObject* parent)
    : WindowedTableModel(parent)
    , m_exceptions(exceptions)
    , m_timeFormat(timeFormat)
    , m_cells(timeFormat, currentInstant()) {
  connect(&timeFormat, &TimeFormat::changed, this, [this] { showVisibleRows(0, kColumns - 1); });
  m_time.start();
  m_highlightTimer.setSingleShot(true);
  connect(&m_highlightTimer, &QTimer::timeout, this, &ExceptionTableModel::endHighlights);
  m_clock.setInterval(30s);
  connect(&m_clock, &QTimer::timeout, this, &ExceptionTableModel::tick);
  m_clock.start();
}

// ---- questions ----

void ExceptionTableModel::setFilter(ExceptionFilter filter) {
  m_query.filter = std::move(filter);
  m_total.reset();
  ++m_question;
  ask();
}

void ExceptionTableModel::setSortOrder(ExceptionSort sort) {
  if (m_query.sort == sort) {
    return;
  }
  m_query.sort = sort;
  ++m_question;
  if (m_asked) {
    ask();
  }
}

void ExceptionTableModel::ask() {
  m_asked = true;
  m_again = false;
  m_error.reset();
  (void)m_finds.restart();
  if (rowCount() == 0) {
    m_state = State::Loading;
  }
  setNewRows(0);
  startAnew();
  count(true);
}

void ExceptionTableModel::reload() {
  if (!m_asked || m_answered != m_question) {
    ask();
    return;
  }
  m_error.reset();
  m_again = true;
  if (rowCount() == 0) {
    m_state = State::Loading;
  }
  setNewRows(0);
  startAgain();
  count(true);
}

void ExceptionTableModel::reload(ExceptionFilter filter) {
  m_query.filter = std::move(filter);
  reload();
}

void ExceptionTableModel::resync() {
  if (m_asked) {
    reload();
  }
}

void ExceptionTableModel::retry() {
  m_error.reset();
  if (isReplacing() && rowCount() == 0) {
    m_state = State::Loading;
  }
  goOn();
  if (!m_total) {
    count(true);
  }
  Q_EMIT stateChanged();
}

// ---- pages ----

void ExceptionTableModel::readPage(quint64 request, const PagePlace& place, CancelToken token) {
  m_lastRequest = request;
  ExceptionQuery query = m_query;
  query.limit = place.limit;
  query.after = place.after;
  query.before = place.before;
  query.skip = place.skip;
  QCoro::connect(m_exceptions.list(std::move(query), std::move(token)), this,
                 [this, request, place](Result<Page<Exception>> page) { takePage(request, place, std::move(page)); });
}

QString ExceptionTableModel::cursorOf(const Exception& row) const {
  return exceptionCursor(row, m_query.sort);
}

void ExceptionTableModel::mend(Exception& row, quint64 request) {
  const auto saved = m_saved.constFind(row.exceptionId);
  if (saved != m_saved.constEnd() && saved->request >= request && saved->row.version > row.version) {
    row = saved->row;
  }
  if (m_changedUnseen.contains(row.exceptionId)) {
    m_changed.insert(row.exceptionId);
  }
}

void ExceptionTableModel::answered() {
  m_answered = m_question;
  m_cells.setNow(currentInstant());
  m_loadedAt = m_cells.now();
  m_highlight.clear();
  m_state = rowCount() > 0 ? State::Ready : State::Empty;
}

void ExceptionTableModel::endFound(qint64 rows) {
  if (!m_counting) {
    m_total = RowCount{rows, true};
  }
}

void ExceptionTableModel::lengthContradicted() {
  if (!isMeasuring()) {
    m_total.reset(); // It was wrong.
    count(true);
  }
}

void ExceptionTableModel::pageFailed(const DbError& error) {
  m_error = error;
  if (rowCount() == 0) {
    m_state = State::Failed;
  }
  Q_EMIT stateChanged();
  Q_EMIT failed(error);
}

void ExceptionTableModel::pagesChanged() {
  if (!isReplacing()) {
    m_state = rowCount() > 0 ? State::Ready : State::Empty;
  }
  if (m_again && !isReading()) {
    m_again = false;
    m_cells.setNow(currentInstant());
    m_loadedAt = m_cells.now();
  }
  if (!hasRequests()) {
    m_saved.clear();
    m_changedUnseen.clear();
  }
  readChanged();
  Q_EMIT stateChanged();
}

// ---- the length ----

void ExceptionTableModel::recount() {
  if (m_asked) {
    count(isMeasuring());
  }
}

void ExceptionTableModel::count(bool measure) {
  m_counting = true;
  if (measure) {
    setMeasuring(true);
  }
  const CancelToken token = m_counts.restart();
  QCoro::connect(m_exceptions.count(m_query.filter, kCountLimit, token), this,
                 [this, token, measure](const Result<RowCount>& count) {
                   if (!token.isCancelled()) {
                     receiveCount(count, measure);
                   }
                 });
  Q_EMIT stateChanged();
}

void ExceptionTableModel::receiveCount(const Result<RowCount>& count, bool measure) {
  // The table can do without the total; what is wrong shows with the page itself.
  m_counting = false;
  const bool knewBetter = m_total && m_total->exact && m_total->value > kCountLimit && count && !count->exact;
  if (!knewBetter) {
    m_total = count ? std::optional(*count) : std::nullopt;
  }
  if (measure && m_total) {
    takeLength(*m_total);
  }
  if (count && (!count->exact || (measure && count->value > kShortList))) {
    readOutline();
  } else {
    setMeasuring(false);
  }
  Q_EMIT stateChanged();
}

void ExceptionTableModel::readOutline() {
  const CancelToken token = m_counts.token();
  QCoro::connect(m_exceptions.outline(m_query.filter, m_query.sort, token), this,
                 [this, token](Result<ListOutline> outline) {
                   if (token.isCancelled()) {
                     return;
                   }
                   // Without it the list grows at its end as it is read.
                   if (outline) {
                     m_total = RowCount{outline->rows, true};
                     setLandmarks(std::move(outline->landmarks));
                     if (isMeasuring()) {
                       takeLength(*m_total);
                     }
                   }
                   setMeasuring(false);
                   Q_EMIT stateChanged();
                 });
}

void ExceptionTableModel::findCreated(Instant at) {
  const CancelToken token = m_finds.restart();
  const ExceptionFilter filter = ahead(m_query.filter, m_query.sort.order, at);
  if (filter.created.from && filter.created.to && *filter.created.from >= *filter.created.to) {
    Q_EMIT createdFound(0);
    return;
  }
  QCoro::connect(m_exceptions.count(filter, std::numeric_limits<int>::max(), token), this,
                 [this, token](const Result<RowCount>& rows) {
                   if (token.isCancelled()) {
                     return;
                   }
                   if (rows) {
                     Q_EMIT createdFound(static_cast<int>(std::min<qint64>(rows->value, rowCount())));
                   } else {
                     Q_EMIT createdNotFound(rows.error());
                   }
                 });
}

// ---- changes ----

void ExceptionTableModel::keepSaved(const Exception& saved) {
  if (!hasRequests()) {
    return;
  }
  const auto known = m_saved.constFind(saved.exceptionId);
  if (known == m_saved.constEnd() || saved.version >= known->row.version) {
    m_saved.insert(saved.exceptionId, {saved, m_lastRequest});
  }
}

void ExceptionTableModel::showSaved(const Exception& saved) {
  keepSaved(saved);
  const int row = rowOf(saved.exceptionId);
  Exception* const present = window().at(row);
  if (present && saved.version >= present->version) {
    *present = saved;
    Q_EMIT dataChanged(index(row, 0), index(row, kColumns - 1));
  }
}

void ExceptionTableModel::setNewRows(int rows) {
  if (std::exchange(m_newRows, rows) != rows) {
    Q_EMIT newRowsChanged();
  }
}

void ExceptionTableModel::showChanges(const QStringList& changedIds, int created) {
  if (!m_asked) {
    return;
  }
  for (const QString& id : changedIds) {
    if (rowOf(id) >= 0) {
      m_changed.insert(id);
    } else if (hasRequests()) {
      m_changedUnseen.insert(id);
    }
  }
  setNewRows(m_newRows + std::max(created, 0));
  readChanged();
}

void ExceptionTableModel::readChanged() {
  if (m_changed.isEmpty() || m_readingChanged) {
    return; // What has been changed meanwhile is read together, after that.
  }
  m_readingChanged = true;
  const QStringList ids(m_changed.cbegin(), m_changed.cend());
  m_changed.clear();
  QCoro::connect(m_exceptions.getAll(ids, m_changes.token()), this, [this, ids](Result<std::vector<Exception>> rows) {
    m_readingChanged = false;
    if (rows) {
      receiveChanged(std::move(*rows));
      readChanged();
    } else if (rows.error().kind != DbError::Kind::Cancelled) {
      m_changed.unite(QSet<QString>(ids.cbegin(), ids.cend())); // They are read with the next ones.
    }
  });
}

void ExceptionTableModel::receiveChanged(std::vector<Exception> rows) {
  std::vector<int> shown;
  const qint64 until = m_time.elapsed() + kChangedShown.count();
  for (Exception& changed : rows) {
    keepSaved(changed);
    const int row = rowOf(changed.exceptionId);
    Exception* const present = window().at(row);
    if (present && changed.version > present->version) {
      m_highlight.insert(changed.exceptionId, until);
      *present = std::move(changed);
      shown.push_back(row);
    }
  }
  if (shown.empty()) {
    return;
  }
  std::sort(shown.begin(), shown.end());
  showRows(shown);
  if (!m_highlightTimer.isActive()) {
    m_highlightTimer.start(kChangedShown);
  }
}

void ExceptionTableModel::endHighlights() {
  const qint64 now = m_time.elapsed();
  std::vector<int> ended;
  qint64 next = std::numeric_limits<qint64>::max();
  for (auto it = m_highlight.begin(); it != m_highlight.end();) {
    if (it.value() > now) {
      next = std::min(next, it.value());
      ++it;
      continue;
    }
    if (const int row = rowOf(it.key()); row >= 0) {
      ended.push_back(row);
    }
    it = m_highlight.erase(it);
  }
  std::sort(ended.begin(), ended.end());
  showRows(ended);
  if (!m_highlight.isEmpty()) {
    m_highlightTimer.start(static_cast<int>(next - now));
  }
}

void ExceptionTableModel::tick() {
  m_cells.setNow(currentInstant());
  showVisibleRows(static_cast<int>(Column::Sla), static_cast<int>(Column::Age));
  if (m_timeFormat.mode() == TimeMode::Relative) {
    showVisibleRows(static_cast<int>(Column::Updated), static_cast<int>(Column::Created));
  }
}

// ---- what the table says ----

int ExceptionTableModel::rowOf(const QString& exceptionId) const {
  return window().rowOf(exceptionId);
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

bool ExceptionTableModel::isNumber(Column column) {
  return column == Column::Amount || column == Column::Sla || column == Column::Age;
}

QString ExceptionTableModel::columnKey(Column column) {
  return QString::fromLatin1(facts(column).key);
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
    return QVariant::fromValue(Qt::Alignment(Qt::AlignVCenter | (isNumber(column) ? Qt::AlignRight : Qt::AlignLeft)));
  }
  const Exception* const exception = rowOrMiss(index.row());
  if (!exception) {
    return role == Qt::DisplayRole && column == Column::Id ? QVariant(tr("Loading …"))
           : role == Qt::DisplayRole                       ? QVariant(QStringLiteral("·"))
           : role == Qt::AccessibleTextRole                ? QVariant(tr("Loading"))
                                                           : QVariant();
  }
  switch (role) {
  case Qt::DisplayRole:
    return m_cells.displayText(*exception, column);
  case Qt::ToolTipRole:
    return m_cells.toolTip(*exception, column);
  case Qt::AccessibleTextRole:
    return column == Column::Id
               ? m_cells.spokenRow(*exception)
               : QStringLiteral("%1: %2").arg(headerData(index.column(), Qt::Horizontal, role).toString(),
                                              m_cells.displayText(*exception, column));
  case Qt::AccessibleDescriptionRole:
    return m_cells.spokenRow(*exception);
  case IdRole:
    return exception->exceptionId;
  case SeverityRole:
    return static_cast<int>(exception->severity);
  case StatusRole:
    return static_cast<int>(exception->status);
  case SlaRole:
    return static_cast<int>(slaState(*exception, m_cells.now()));
  case FilterTermRole:
    return m_cells.filterTerm(*exception, column);
  case CopyRole:
    return m_cells.copyText(*exception, column);
  case ChangedRole:
    return m_highlight.contains(exception->exceptionId);
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
    return QVariant::fromValue(Qt::Alignment(Qt::AlignVCenter | (isNumber(column) ? Qt::AlignRight : Qt::AlignLeft)));
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

} // namespace sentinai
