// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/sla_state.h"
#include "repositories/exception_repository.h"

#include <QAbstractTableModel>
#include <QTimer>

namespace sentinai {

class TimeFormat;

/// The exceptions of one tenant that match a filter, in one order, loaded page by page as the view scrolls.
///
/// Views must not assume that a row is there: rowCount() may count rows whose page is still under way, for which
/// exceptionAt() is null and the cells show a placeholder. The latest question wins: while its first page is under way,
/// the rows of the question before stay, and nothing of it arrives later. GUI thread.
class ExceptionTableModel : public QAbstractTableModel {
  Q_OBJECT
public:
  enum class Column : int {
    Id,
    Severity,
    Status,
    Domain,
    Type,
    Entity,
    Source,
    Amount,
    Sla, ///< Time left to the deadline.
    Owner,
    Age,
    Updated,
    Created
  };
  static constexpr int kColumns = 13;

  enum Role : int {
    IdRole = Qt::UserRole + 1, ///< QString; of any column.
    SeverityRole,              ///< int of Severity; of any column. Invalid on placeholders, as are the next three.
    StatusRole,                ///< int of Status
    SlaRole,                   ///< int of SlaState
    FilterTermRole,            ///< QString: the filter's term that selects this cell's value, e.g. `status:open`.
    CopyRole                   ///< QString: for the clipboard; times are absolute and amounts plain.
  };

  enum class State : quint8 {
    Loading, ///< A question is asked and its first page not yet here.
    Ready,
    Empty, ///< Nothing matches.
    Failed ///< Nothing could be loaded; error() says why.
  };

  /// The arguments must outlive the model. Asks for nothing before the first reload() or setFilter().
  ExceptionTableModel(ExceptionRepository& exceptions, const TimeFormat& timeFormat, QObject* parent = nullptr);

  void setFilter(ExceptionFilter filter); ///< Asks anew, even for the same filter.
  [[nodiscard]] const ExceptionFilter& filter() const { return m_query.filter; }
  [[nodiscard]] const ExceptionSort& sortOrder() const { return m_query.sort; }
  void setSortOrder(ExceptionSort sort); ///< Asks anew if something was asked before and the order is another.

  /// Asks the same question again, for as many rows as are loaded.
  void reload();
  /// The same where the question's filter has moved on with the time, as that of `age:>2d` does.
  void reload(ExceptionFilter filter);

  /// Which question the rows answer: another number for each filter and order that was set, the same after reload().
  [[nodiscard]] int question() const { return m_answered; }

  /// Shows a row as it was just saved, unless a later version of it is here. It stays where it is even if it no longer
  /// matches; a page that was read before the save does not take it back.
  void showSaved(const Exception& saved);

  /// Counts anew what matches, if something was asked before.
  void recount();

  /// After a failure: asks anew if the question has no answer yet, else goes on where it stopped.
  void retry();

  [[nodiscard]] State state() const { return m_state; }
  [[nodiscard]] bool isLoading() const { return m_loading; } ///< Any page under way.
  /// Of the latest request, if it failed. Rows loaded before stay.
  [[nodiscard]] const std::optional<DbError>& error() const { return m_error; }
  [[nodiscard]] bool isCounting() const { return m_counting; }
  /// How many match; absent until counted, or if that failed.
  [[nodiscard]] const std::optional<RowCount>& total() const { return m_total; }
  [[nodiscard]] int loadedRows() const { return static_cast<int>(m_rows.size()); }
  [[nodiscard]] std::optional<Instant> loadedAt() const { return m_loadedAt; }

  [[nodiscard]] const Exception* exceptionAt(int row) const; ///< Null for a placeholder. Valid until the next signal.
  [[nodiscard]] int rowOf(const QString& exceptionId) const; ///< -1 if it is not loaded.

  [[nodiscard]] static ExceptionField fieldOf(Column column);
  [[nodiscard]] static Column columnOf(ExceptionField field);
  /// A stable name of the column for settings, e.g. "sla".
  [[nodiscard]] static QString columnKey(Column column);

  [[nodiscard]] int rowCount(const QModelIndex& parent = {}) const override;
  [[nodiscard]] int columnCount(const QModelIndex& parent = {}) const override;
  [[nodiscard]] QVariant data(const QModelIndex& index, int role) const override;
  [[nodiscard]] QVariant headerData(int section, Qt::Orientation orientation, int role) const override;
  [[nodiscard]] bool canFetchMore(const QModelIndex& parent) const override;
  void fetchMore(const QModelIndex& parent) override;
  void sort(int column, Qt::SortOrder order) override;

Q_SIGNALS:
  void stateChanged(); ///< state(), isLoading(), isCounting(), error(), total() or loadedAt() changed.
  void failed(const sentinai::DbError& error);

private:
  void ask(int rows);
  void requestFirst(std::optional<QString> after);
  void receiveFirst(Result<Page<Exception>> page);
  void receiveNext(Result<Page<Exception>> page);
  void receiveCount(Result<RowCount> count);
  void fail(const DbError& error);
  void takeIn(std::size_t from);
  void dropPlaceholders();
  void tick();
  void emitAllChanged(Column first, Column last);

  /// The cell's text as it was recorded, where it comes from outside; empty for other columns.
  [[nodiscard]] static QString recordedText(const Exception& exception, Column column);
  [[nodiscard]] QString displayText(const Exception& exception, Column column) const;
  [[nodiscard]] QString copyText(const Exception& exception, Column column) const;
  [[nodiscard]] QString toolTip(const Exception& exception, Column column) const;
  [[nodiscard]] QString filterTerm(const Exception& exception, Column column) const;
  [[nodiscard]] QString spokenRow(const Exception& exception) const;

  ExceptionRepository& m_exceptions;
  const TimeFormat& m_timeFormat;
  ExceptionQuery m_query;
  std::vector<Exception> m_rows;
  QHash<QString, int> m_rowById;
  int m_placeholders = 0;            ///< Rows behind m_rows whose page is under way.
  std::vector<Exception> m_incoming; ///< Of the question that has no whole answer yet.
  QHash<QString, Exception> m_saved; ///< While a page is under way: what was saved since, by id.
  std::optional<QString> m_next;     ///< Where m_rows go on. Empty too while the question has no answer.
  std::optional<RowCount> m_total;
  std::optional<DbError> m_error;
  std::optional<Instant> m_loadedAt;
  Instant m_now{}; ///< What ages and times left are measured against.
  State m_state = State::Loading;
  int m_question = 0;
  int m_answered = 0;
  int m_wanted = kDefaultPageSize; ///< Rows that the answer to the question is to have, if there are as many.
  bool m_asked = false;
  bool m_loading = false;
  bool m_counting = false;
  bool m_fetching = false;
  CancelSource m_pages;
  CancelSource m_counts;
  QTimer m_clock;
};

} // namespace sentinai
