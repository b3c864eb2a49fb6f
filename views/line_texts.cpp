// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/line_texts.h"

#include <QFontMetrics>
#include <QPainter>

namespace sentinai {

namespace {

/// Some screens of a dense table.
constexpr int kMostLines = 2'000;

} // namespace

LineTexts::LineTexts()
    : m_lines(kMostLines) {}

const LineTexts::Line& LineTexts::line(const QString& text, int width) {
  const Key key{text, width};
  if (const Line* const kept = m_lines.object(key)) {
    return *kept;
  }
  auto* const made = new Line;
  made->text.setTextFormat(Qt::PlainText);
  made->text.setText(QFontMetrics(m_font).elidedText(text, Qt::ElideRight, width));
  made->text.prepare({}, m_font);
  made->size = made->text.size().toSize();
  m_lines.insert(key, made);
  return *made;
}

void LineTexts::draw(QPainter& painter, const QRect& place, Qt::Alignment alignment, const QString& text) {
  if (text.isEmpty() || place.isEmpty()) {
    return;
  }
  if (painter.font() != m_font) {
    m_font = painter.font();
    m_lines.clear();
  }
  const Line& line = this->line(text, place.width());
  const int room = place.width() - line.size.width();
  const int indent = alignment.testFlag(Qt::AlignRight) ? room : alignment.testFlag(Qt::AlignHCenter) ? room / 2 : 0;
  painter.drawStaticText(place.left() + indent, place.top() + (place.height() - line.size.height()) / 2, line.text);
}

} // namespace sentinai
