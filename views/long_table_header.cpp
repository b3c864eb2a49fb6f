// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/long_table_header.h"

#include <QPainter>
#include <array>

namespace sentinai {

namespace {

constexpr int kAir = 3;
constexpr int kMarkWidth = 8;
constexpr int kMarkHeight = 4;

void paintOrder(QPainter& painter, const QRect& section, bool pointsUp, const QColor& color) {
  QRectF box(0, 0, kMarkWidth, kMarkHeight);
  box.moveCenter({section.center().x() + 0.5, section.top() + kMarkHeight / 2.0 + 1});
  const qreal foot = pointsUp ? box.bottom() : box.top();
  const qreal tip = pointsUp ? box.top() : box.bottom();
  const std::array<QPointF, 3> corners{QPointF(box.left(), foot), QPointF(box.right(), foot),
                                       QPointF(box.center().x(), tip)};
  painter.setRenderHint(QPainter::Antialiasing);
  painter.setPen(Qt::NoPen);
  painter.setBrush(color);
  painter.drawPolygon(corners.data(), static_cast<int>(corners.size()));
  painter.setRenderHint(QPainter::Antialiasing, false);
}

} // namespace

LongTableHeader::LongTableHeader(Qt::Orientation orientation, QWidget* parent)
    : QHeaderView(orientation, parent) {
  QFont strong = font();
  strong.setWeight(QFont::DemiBold);
  setFont(strong);
}

void LongTableHeader::setModel(QAbstractItemModel* model) {
  if (orientation() == Qt::Horizontal) {
    QHeaderView::setModel(model);
  }
}

void LongTableHeader::setSelectionModel(QItemSelectionModel* selectionModel) {
  // QAbstractItemView makes one of its own for each model; the table's is another object's child.
  if (selectionModel->parent() == this) {
    QHeaderView::setSelectionModel(selectionModel);
  }
}

int LongTableHeader::margin() const {
  return style()->pixelMetric(QStyle::PM_FocusFrameHMargin, nullptr, parentWidget()) + 1; // As the cells have it.
}

QSize LongTableHeader::sectionSizeFromContents(int logicalIndex) const {
  const QString text = model()->headerData(logicalIndex, orientation(), Qt::DisplayRole).toString();
  return {fontMetrics().horizontalAdvance(text) + 2 * margin() + 1, fontMetrics().height() + 2 * (kMarkHeight + kAir)};
}

void LongTableHeader::paintEvent(QPaintEvent* event) {
  QHeaderView::paintEvent(event);
  QPainter painter(viewport());
  const int end = count() == 0 ? 0 : length() - offset();
  const QRect rest = style()->visualRect(layoutDirection(), viewport()->rect(),
                                         QRect(end, 0, viewport()->width() - end, viewport()->height()));
  painter.fillRect(rest, palette().window());
  painter.fillRect(rest.left(), rest.bottom(), rest.width(), 1, palette().mid());
}

void LongTableHeader::paintSection(QPainter* painter, const QRect& rect, int logicalIndex) const {
  QStyleOptionHeaderV2 option;
  initStyleOption(&option);
  option.rect = rect;
  initStyleOptionForIndex(&option, logicalIndex);
  const bool isActive = option.state.testAnyFlags(QStyle::State_MouseOver | QStyle::State_Sunken);
  const QColor color = palette().color(isActive ? QPalette::WindowText : QPalette::PlaceholderText);
  painter->fillRect(rect, palette().window());
  painter->fillRect(rect.left(), rect.bottom(), rect.width(), 1, palette().mid());
  const QRect line(0, 0, 1, rect.height());
  painter->fillRect(
      QStyle::visualRect(layoutDirection(), rect, line.translated(rect.left() + rect.width() - 1, rect.top())),
      palette().mid());
  const QRect place = rect.adjusted(margin(), 0, -margin(), 0);
  painter->setFont(font());
  painter->setPen(color);
  painter->drawText(place,
                    static_cast<int>(QStyle::visualAlignment(layoutDirection(), option.textAlignment) |
                                     Qt::AlignVCenter | Qt::TextSingleLine),
                    fontMetrics().elidedText(option.text, Qt::ElideRight, place.width()));
  if (option.sortIndicator != QStyleOptionHeader::None) {
    paintOrder(*painter, rect, option.sortIndicator == QStyleOptionHeader::SortUp, color);
  }
}

} // namespace sentinai
