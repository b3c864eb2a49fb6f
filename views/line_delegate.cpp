// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/line_delegate.h"

#include "views/placeholder_bar.h"
#include "views/theme.h"

#include <QApplication>
#include <QPainter>

namespace sentinai {

namespace {

constexpr int kIconSize = Theme::kIconSize - 2;

QFont fontOf(const QStyleOptionViewItem& option, bool isStrong) {
  QFont font = option.font;
  if (isStrong) {
    font.setWeight(QFont::DemiBold);
  }
  return font;
}

/// Between a cell's edge and its text, as the style has it.
int marginOf(const QStyleOptionViewItem& option) {
  const QStyle* const style = option.widget ? option.widget->style() : QApplication::style();
  return style->pixelMetric(QStyle::PM_FocusFrameHMargin, &option, option.widget) + 1;
}

} // namespace

LineDelegate::LineDelegate(const Theme& theme, QObject* parent)
    : QStyledItemDelegate(parent)
    , m_theme(theme) {}

void LineDelegate::paint(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const {
  const Look look = this->look(index);
  if (look.tint.isValid()) {
    painter->fillRect(option.rect, look.tint);
  }
  if (!look.isLoaded) {
    paintPlaceholderBar(*painter, option.rect, index, m_theme.colors().border);
  } else {
    const int margin = marginOf(option);
    QRect place = option.rect.adjusted(margin, 0, -margin, 0);
    if (!look.icon.isNull()) {
      const QRect box(place.left(), place.top() + (place.height() - kIconSize) / 2, kIconSize, kIconSize);
      look.icon.paint(painter, QStyle::visualRect(option.direction, place, box));
      const QRect rest = place.adjusted(kIconSize + margin, 0, 0, 0);
      place = QStyle::visualRect(option.direction, place, rest);
    }
    painter->setFont(look.isStrong ? fontOf(option, true) : option.font);
    painter->setPen(look.color);
    (look.isStrong ? m_strongTexts : m_texts)
        .draw(*painter, place,
              QStyle::visualAlignment(option.direction, look.isNumber ? Qt::AlignRight : Qt::AlignLeft), look.text);
  }
  if (option.state.testFlag(QStyle::State_HasFocus)) {
    // The style draws it too faintly to follow with the eye.
    painter->setPen(QPen(m_theme.colors().accent, 1));
    painter->setBrush(Qt::NoBrush);
    painter->drawRect(QRectF(option.rect).adjusted(0.5, 0.5, -0.5, -0.5));
  }
}

QSize LineDelegate::sizeHint(const QStyleOptionViewItem& option, const QModelIndex& index) const {
  const Look look = this->look(index);
  const QFontMetrics metrics(fontOf(option, look.isStrong));
  const int margin = marginOf(option);
  const int icon = look.icon.isNull() ? 0 : kIconSize + margin;
  return {metrics.horizontalAdvance(look.text) + icon + 2 * margin + 1, std::max(metrics.height(), Theme::kRowHeight)};
}

} // namespace sentinai
