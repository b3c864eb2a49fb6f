// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/figure_table_view.h"

#include "models/figure_table_model.h"
#include "models/table_copy.h"
#include "views/theme.h"

#include <QAction>
#include <QApplication>
#include <QClipboard>
#include <QHeaderView>
#include <QKeyEvent>
#include <numeric>

namespace sentinai {

FigureTableView::FigureTableView(FigureTableModel& model, QWidget* parent)
    : QTableView(parent) {
  setModel(&model);
  setFrameShape(QFrame::NoFrame);
  setAlternatingRowColors(true);
  setShowGrid(false);
  setWordWrap(false);
  setEditTriggers(NoEditTriggers);
  setSelectionBehavior(SelectItems);
  setTabKeyNavigation(false);
  verticalHeader()->hide();
  verticalHeader()->setDefaultSectionSize(Theme::kRowHeight);
  horizontalHeader()->setSectionResizeMode(QHeaderView::Stretch);
  horizontalHeader()->setHighlightSections(false);
  setAccessibleName(tr("%1, as a table").arg(model.title()));
  connect(this, &QTableView::doubleClicked, this, &FigureTableView::drillDownRequested);

  auto* show = new QAction(tr("Show Exceptions"), this);
  connect(show, &QAction::triggered, this, [this] { Q_EMIT drillDownRequested(currentIndex()); });
  auto* copyAction = new QAction(tr("Copy"), this);
  copyAction->setShortcut(QKeySequence::Copy);
  copyAction->setShortcutContext(Qt::WidgetShortcut);
  connect(copyAction, &QAction::triggered, this, &FigureTableView::copy);
  addActions({show, copyAction});
  setContextMenuPolicy(Qt::ActionsContextMenu);
}

QString FigureTableView::selectedText() const {
  const QItemSelection selection = selectionModel()->selection();
  int top = model()->rowCount();
  int bottom = -1;
  int left = model()->columnCount();
  int right = -1;
  for (const QItemSelectionRange& range : selection) {
    top = std::min(top, range.top());
    bottom = std::max(bottom, range.bottom());
    left = std::min(left, range.left());
    right = std::max(right, range.right());
  }
  if (bottom < 0) {
    return {};
  }
  QList<int> rows(bottom - top + 1);
  std::iota(rows.begin(), rows.end(), top);
  QList<int> columns(right - left + 1);
  std::iota(columns.begin(), columns.end(), left);
  return tabSeparated(*model(), rows, columns, Qt::DisplayRole, true);
}

void FigureTableView::copy() const {
  if (const QString text = selectedText(); !text.isEmpty()) {
    QApplication::clipboard()->setText(text);
  }
}

void FigureTableView::keyPressEvent(QKeyEvent* event) {
  if (event->matches(QKeySequence::Copy)) {
    copy(); // The base class would copy the current cell only.
    return;
  }
  if ((event->key() == Qt::Key_Return || event->key() == Qt::Key_Enter) && currentIndex().isValid()) {
    Q_EMIT drillDownRequested(currentIndex());
    return;
  }
  QTableView::keyPressEvent(event);
}

} // namespace sentinai
