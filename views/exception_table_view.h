// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/exception_table_model.h"
#include "views/long_table_view.h"

namespace sentinai {

class Theme;
class ViewSettings;

/// The exceptions as a dense table of any length: columns to choose, move and resize, selection by row.
class ExceptionTableView : public LongTableView {
  Q_OBJECT
public:
  ExceptionTableView(ExceptionTableModel& model, const Theme& theme, QWidget* parent = nullptr);

  void saveLayout(ViewSettings& settings) const;
  void restoreLayout(const ViewSettings& settings);
  void resetLayout();

  [[nodiscard]] QString currentId() const; ///< Empty if no loaded row is current.
  [[nodiscard]] QStringList selectedIds() const;
  /// Makes these the selected rows, as far as they are loaded, and this one the current one; scrolls to it only if
  /// asked.
  void select(const QStringList& ids, int currentRow, bool scroll);
  [[nodiscard]] qint64 selectedCount() const; ///< Rows, loaded or not.
  [[nodiscard]] qint64 loadedSelectedCount() const { return selectedRows().size(); }
  void selectAlso(const QList<int>& rows);

  /// Selected rows that are loaded, shown columns, in their order on screen; copied() follows.
  void copyRows(bool withHeaders);
  void copyCell() const;

  void sortByDate();     ///< The latest first.
  void goToRow(int row); ///< To the top, and makes it the current one.

  /// The menu to choose columns by; the caller owns it.
  [[nodiscard]] QMenu* makeColumnMenu(QWidget* parent);

  void selectAll() override; ///< What is loaded around the rows on view.

Q_SIGNALS:
  void openRequested(const QString& exceptionId);
  void filterRequested(const QString& term);
  void allSelected(); ///< By selectAll().
  void currentChangedTo(const QString& exceptionId);
  /// So many rows are in the clipboard, and so many selected ones are not, because they are not loaded.
  void copied(int rows, qint64 left);

protected:
  void keyPressEvent(QKeyEvent* event) override;
  void resizeEvent(QResizeEvent* event) override;
  void contextMenuEvent(QContextMenuEvent* event) override;
  void currentChanged(const QModelIndex& current, const QModelIndex& previous) override;

private:
  void restyle();
  void fitColumns();
  void open(const QModelIndex& index);
  void scrollToRow(int row);
  [[nodiscard]] QItemSelection selectionOf(QList<int> rows) const;
  [[nodiscard]] QList<int> shownColumns() const;
  [[nodiscard]] QList<int> selectedRows() const; ///< That are loaded, top down.

  ExceptionTableModel& m_model;
  const Theme& m_theme;
  bool m_arranging = false; ///< The columns are being arranged by this class, not by a person.
  bool m_fitting = true;    ///< Nobody has arranged the columns yet: they share the width.
};

} // namespace sentinai
