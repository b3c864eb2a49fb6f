// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/text_table_view.h"

#include "models/table_copy.h"
#include "models/text_table_model.h"
#include "views/theme.h"

#include <QApplication>
#include <QClipboard>
#include <QHeaderView>
#include <QKeyEvent>
#include <QStyledItemDelegate>
#include <algorithm>
#include <numeric>

namespace sentinai {

namespace {

constexpr int kWidestColumn = 380;
constexpr int kNarrowestColumn = 56;
constexpr int kMeasuredRows = 30;

/// Marks rows with a problem.
class ProblemDelegate : public QStyledItemDelegate {
public:
  ProblemDelegate(const Theme& theme, QObject* parent)
      : QStyledItemDelegate(parent)
      , m_theme(theme) {}

protected:
  void initStyleOption(QStyleOptionViewItem* option, const QModelIndex& index) const override {
    QStyledItemDelegate::initStyleOption(option, index);
    if (index.data(TextTableModel::ProblemRole).toString().isEmpty()) {
      return;
    }
    option->palette.setColor(QPalette::Text, m_theme.colors().bad);
    if (index.column() == 0) {
      option->features |= QStyleOptionViewItem::HasDecoration;
      option->icon = m_theme.icon(QStringLiteral("warning"));
      option->decorationSize = QSize(Theme::kIconSize, Theme::kIconSize);
    }
  }

private:
  const Theme& m_theme;
};

} // namespace

TextTableView::TextTableView(const Theme& theme, TextTableModel& model, QWidget* parent)
    : QTableView(parent) {
  setModel(&model);
  setItemDelegate(new ProblemDelegate(theme, this));
  setAlternatingRowColors(true);
  setShowGrid(false);
  setWordWrap(false);
  setEditTriggers(NoEditTriggers);
  setSelectionBehavior(SelectRows);
  setTabKeyNavigation(false);
  setHorizontalScrollMode(ScrollPerPixel);
  verticalHeader()->hide();
  verticalHeader()->setDefaultSectionSize(Theme::kRowHeight);
  horizontalHeader()->setHighlightSections(false);
  horizontalHeader()->setStretchLastSection(true);
  connect(&model, &QAbstractItemModel::modelReset, this, &TextTableView::fitColumns);
  connect(&theme, &Theme::changed, viewport(), [this] { viewport()->update(); });
  fitColumns();
}

void TextTableView::fitColumns() {
  // Measured on the first rows only: asking all of them would stall.
  const int rows = std::min(model()->rowCount(), kMeasuredRows);
  const QFontMetrics metrics = fontMetrics();
  for (int column = 0; column < model()->columnCount(); ++column) {
    int width = horizontalHeader()->sectionSizeHint(column);
    for (int row = 0; row < rows; ++row) {
      width =
          std::max(width, metrics.horizontalAdvance(model()->index(row, column).data().toString()) + Theme::kSpaceL);
    }
    setColumnWidth(column, std::clamp(width, kNarrowestColumn, kWidestColumn));
  }
}

void TextTableView::keyPressEvent(QKeyEvent* event) {
  if (!event->matches(QKeySequence::Copy)) {
    QTableView::keyPressEvent(event);
    return;
  }
  QList<int> rows;
  for (const QModelIndex& row : selectionModel()->selectedRows()) {
    rows << row.row();
  }
  std::sort(rows.begin(), rows.end());
  QList<int> columns(model()->columnCount());
  std::iota(columns.begin(), columns.end(), 0);
  if (!rows.isEmpty()) {
    QApplication::clipboard()->setText(tabSeparated(*model(), rows, columns, Qt::DisplayRole, false));
  }
}

} // namespace sentinai
