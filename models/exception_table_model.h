// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/exception_cells.h"
#include "models/sla_state.h"
#include "models/windowed_table_model.h"
#include "repositories/exception_repository.h"

#include <QElapsedTimer>
#include <QSet>

namespace sentinai {

[[nodiscard]] inline const QString& windowKey(const Exception& exception) {
  return exception.exceptionId;
}

/// The exceptions of one tenant that match a filter, in one order: a window over the whole list.
///
/// A row need not be there: exceptionAt() is null while its page is not loaded, and its cells show a placeholder. The
/// latest question wins: while its first page is under way, the rows of the question before stay, and nothing of it
/// arrives later. GUI thread.
class ExceptionTableModel : public WindowedTableModel<Exception> {
  Q_OBJECT
public:
  using Column = ExceptionColumn;
  static constexpr int kColumns = 13;

  enum Role : int {
    IdRole = Qt::UserRole + 1, ///< QString; of any column.
    SeverityRole,              ///< int of Severity; of any column. Invalid on placeholders, as are the next three.
    StatusRole,                ///< int of Status
    SlaRole,                   ///< int of SlaState
    FilterTermRole,            ///< QString: the filter's term that selects this cell's value, e.g. `status:open`.
    CopyRole,                  ///< QString: for the clipboard; times are absolute and amounts plain.
    ChangedRole                ///< bool: the row has just been changed by someone else; for kChangedShown.
  };
  static constexpr std::chrono::milliseconds kChangedShown{1500};

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

  /// Asks the same question again: what is on view is read anew in place, the rest once it is shown.
  void reload();
  /// The same where the question's filter has moved on with the time, as that of `age:>2d` does.
  void reload(ExceptionFilter filter);
  /// Reads anew what is on view and counts, where changes may have been missed. Nothing before the first question.
  void resync();

  /// Which question the rows answer: another number for each filter and order that was set, the same after reload().
  [[nodiscard]] int question() const { return m_answered; }

  /// Shows a row as it was just saved, unless a later version of it is here. It stays where it is even if it no longer
  /// matches; a page that was read before the save does not take it back.
  void showSaved(const Exception& saved);

  /// Others have changed these, and created so many. The changed ones that are loaded are read anew and shown where
  /// they stand; those created add to newRows(). Any number of calls a second.
  void showChanges(const QStringList& changedIds, int created);
  /// Created since the question was last asked; reload() has them in the list.
  [[nodiscard]] int newRows() const { return m_newRows; }

  /// Counts anew what matches, if something was asked before. The rows stay as they are.
  void recount();

  /// After a failure: asks anew if the question has no answer yet, else goes on where it stopped.
  void retry();

  /// Whether rows stand in the order of their creation.
  [[nodiscard]] bool isSortedByCreation() const { return m_query.sort.field == ExceptionField::CreatedAt; }
  /// Looks for the first row, in such an order, that was created before `at` where the latest come first, else at `at`
  /// or after; createdFound() or createdNotFound() follows. The latest call wins.
  void findCreated(Instant at);

  [[nodiscard]] State state() const { return m_state; }
  [[nodiscard]] bool isLoading() const { return isReading(); } ///< Any page under way.
  /// Of the latest request, if it failed. Rows loaded before stay.
  [[nodiscard]] const std::optional<DbError>& error() const { return m_error; }
  [[nodiscard]] bool isCounting() const { return m_counting; }
  /// How many match; absent until counted, or if that failed. Inexact while a long list is measured.
  [[nodiscard]] const std::optional<RowCount>& total() const { return m_total; }
  [[nodiscard]] std::optional<Instant> loadedAt() const { return m_loadedAt; }

  [[nodiscard]] const Exception* exceptionAt(int row) const { return window().at(row); } ///< Until the next signal.
  [[nodiscard]] int rowOf(const QString& exceptionId) const;                             ///< -1 if it is not loaded.

  [[nodiscard]] static ExceptionField fieldOf(Column column);
  [[nodiscard]] static Column columnOf(ExceptionField field);
  [[nodiscard]] static bool isNumber(Column column); ///< Amounts and spans: aligned at their ends.
  /// A stable name of the column for settings, e.g. "sla".
  [[nodiscard]] static QString columnKey(Column column);

  [[nodiscard]] int columnCount(const QModelIndex& parent = {}) const override;
  [[nodiscard]] QVariant data(const QModelIndex& index, int role) const override;
  [[nodiscard]] QVariant headerData(int section, Qt::Orientation orientation, int role) const override;
  void sort(int column, Qt::SortOrder order) override;

Q_SIGNALS:
  void stateChanged(); ///< state(), isLoading(), isCounting(), error(), total() or loadedAt() changed.
  void newRowsChanged();
  void createdFound(int row); ///< rowCount() where there is none.
  void createdNotFound(const sentinai::DbError& error);
  void failed(const sentinai::DbError& error);

protected:
  void readPage(quint64 request, const PagePlace& place, CancelToken token) override;
  [[nodiscard]] QString cursorOf(const Exception& row) const override;
  void mend(Exception& row, quint64 request) override;
  void answered() override;
  void endFound(qint64 rows) override;
  void lengthContradicted() override;
  void pageFailed(const DbError& error) override;
  void pagesChanged() override;

private:
  struct Saved {
    Exception row;
    quint64 request = 0; ///< The last page request before.
  };

  void ask();
  void count(bool measure);
  void receiveCount(const Result<RowCount>& count, bool measure);
  void readOutline();
  void setNewRows(int rows);
  void keepSaved(const Exception& saved);
  void readChanged();
  void receiveChanged(std::vector<Exception> rows);
  void endHighlights();
  void tick();

  ExceptionRepository& m_exceptions;
  const TimeFormat& m_timeFormat;
  ExceptionCells m_cells;
  ExceptionQuery m_query;
  QHash<QString, Saved> m_saved; ///< While pages are under way: what was saved since, by id.
  quint64 m_lastRequest = 0;
  std::optional<RowCount> m_total;
  std::optional<DbError> m_error;
  std::optional<Instant> m_loadedAt;
  State m_state = State::Loading;
  int m_question = 0;
  int m_answered = 0;
  int m_newRows = 0;
  bool m_asked = false;
  bool m_again = false; ///< The question was asked again, and no page of that is here.
  bool m_counting = false;
  QSet<QString> m_changed;       ///< To be read anew.
  QSet<QString> m_changedUnseen; ///< Not loaded, but perhaps on a page that is under way.
  bool m_readingChanged = false;
  QHash<QString, qint64> m_highlight; ///< Until when, by id, in milliseconds of m_time.
  QElapsedTimer m_time;
  QTimer m_highlightTimer;
  CancelSource m_counts;
  CancelSource m_changes;
  CancelSource m_finds;
  QTimer m_clock;
};

} // namespace sentinai
