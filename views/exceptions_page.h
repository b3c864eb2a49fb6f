// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/filter_expression.h"
#include "views/page_widget.h"

#include <QSet>

class QLabel;
class QProgressBar;
class QSplitter;
class QStackedLayout;
class QToolButton;

namespace sentinai {

class DateJumpBar;
class ExceptionSummaryPanel;
class ExceptionTableModel;
class ExceptionTableView;
class FilterBar;
class FilterValueSource;
class NewRowsBar;
class SelectionNote;
class StatePanel;
class Theme;
class TimeFormat;
class ViewSettings;

/// The exceptions of one tenant: filter, table and the selected row at a glance.
class ExceptionsPage : public PageWidget {
  Q_OBJECT
public:
  /// `login` is what `me` means in the filter. The references must outlive the page.
  ExceptionsPage(ExceptionTableModel& model, FilterValueSource& values, const Theme& theme,
                 const TimeFormat& timeFormat, const QString& login, QWidget* parent = nullptr);

  [[nodiscard]] const FilterExpression& filter() const;
  /// Asks for what matches, unless that is what is shown.
  void setFilter(const FilterExpression& filter);
  /// Asks for what matches even where that is shown already: what one comes for was counted a moment ago.
  void askFor(const FilterExpression& filter);

  void setImportRefusal(const QString& reason); ///< Why nothing may be imported; empty: it may.

  void saveLayout(ViewSettings& settings) const;
  void restoreLayout(const ViewSettings& settings);

  [[nodiscard]] QString title() const override;
  void refresh() override;
  void focusFilter() override;
  void resetLayout() override;
  [[nodiscard]] bool isLoading() const override;
  [[nodiscard]] std::optional<Instant> loadedAt() const override;

Q_SIGNALS:
  void openException(const QString& exceptionId);
  void filterChanged(const sentinai::FilterExpression& filter);
  void importRequested(); ///< There is nothing to show yet.

protected:
  void showEvent(QShowEvent* event) override;

private:
  void addActions();
  QWidget* makeHeader();
  void ask();
  void followZone();
  void showState();
  void showEmpty();
  void showCount();
  void showSelection();
  void clearSelection();
  void showNewRows();
  void keepSelection();
  void restoreSelection();
  void selectArrived(int first, int last);
  void showCurrent();
  void addDateJump();
  void jumpTo(const QDate& date);
  void jumpedTo(int row);
  [[nodiscard]] ExceptionFilter currentFilter() const;
  [[nodiscard]] QString countText() const;
  void restyle();

  ExceptionTableModel& m_model;
  const Theme& m_theme;
  const TimeFormat& m_timeFormat;
  QString m_login;
  FilterBar* m_filter;
  ExceptionTableView* m_table;
  ExceptionSummaryPanel* m_summary;
  QSplitter* m_splitter;
  QStackedLayout* m_stack;
  StatePanel* m_state;
  QLabel* m_count;
  SelectionNote* m_selection;
  QProgressBar* m_busy;
  QWidget* m_errorRow;
  QLabel* m_errorText;
  NewRowsBar* m_newRows;
  DateJumpBar* m_dateJump;
  QAction* m_summaryAction;
  QAction* m_newRowsAction;
  bool m_asked = false;
  QString m_importRefusal;
  bool m_wasLoading = false;
  bool m_selecting = false; ///< The selection is being restored, not changed by a person.
  QSet<QString> m_awaited;  ///< Were selected and are not loaded; to be selected again once they are.
  QStringList m_selectedIds;
  QString m_currentId;
  int m_currentRow = 0;
  int m_question = -1; ///< The model's, that the rows on view answer.
  QTimeZone m_zone;    ///< That the filter's days are meant in.
};

} // namespace sentinai
