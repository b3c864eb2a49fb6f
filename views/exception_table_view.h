// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/exception_table_model.h"

#include <QTableView>

namespace sentinai {

class Theme;
class ViewSettings;

/// The exceptions as a dense table: rows of one height, columns to choose, move and resize, selection by row.
class ExceptionTableView : public QTableView {
  Q_OBJECT
public:
  ExceptionTableView(ExceptionTableModel& model, const Theme& theme, QWidget* parent = nullptr);

  void saveLayout(ViewSettings& settings) const;
  void restoreLayout(const ViewSettings& settings);
  void resetLayout();

  [[nodiscard]] QString currentId() const; ///< Empty if no loaded row is current.
  [[nodiscard]] QStringList selectedIds() const;
  /// Makes these the selected rows and `currentId` the current one, as far as they are loaded; scrolls up or down to it
  /// only if asked.
  void select(const QStringList& ids, const QString& currentId, bool scroll);

  void copyRows(bool withHeaders) const; ///< Selected rows, shown columns, in their order on screen.
  void copyCell() const;

  /// The menu to choose columns by; the caller owns it.
  [[nodiscard]] QMenu* makeColumnMenu(QWidget* parent);

  void selectAll() override; ///< What is loaded; placeholders are left out.

Q_SIGNALS:
  void openRequested(const QString& exceptionId);
  void filterRequested(const QString& term);
  void currentChangedTo(const QString& exceptionId);

protected:
  void keyPressEvent(QKeyEvent* event) override;
  void resizeEvent(QResizeEvent* event) override;
  void contextMenuEvent(QContextMenuEvent* event) override;
  void currentChanged(const QModelIndex& current, const QModelIndex& previous) override;

private:
  void restyle();
  void fitColumns();
  void fetchAhead();
  void open(const QModelIndex& index);
  void scrollToRow(int row);
  [[nodiscard]] QList<int> shownColumns() const;
  [[nodiscard]] QList<int> selectedRows() const; ///< Top down.

  ExceptionTableModel& m_model;
  const Theme& m_theme;
  bool m_arranging = false; ///< The columns are being arranged by this class, not by a person.
  bool m_fitting = true;    ///< Nobody has arranged the columns yet: they share the width.
};

} // namespace sentinai
