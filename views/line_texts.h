// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QCache>
#include <QFont>
#include <QStaticText>

class QPainter;

namespace sentinai {

/// Draws single lines of plain text, cut short where they do not fit, and keeps the latest ones laid out: to draw one
/// again costs little more than its glyphs. For texts of one font that are painted again and again, as a table's are.
class LineTexts {
public:
  LineTexts();

  /// Into this place, in the painter's font and pen, as high as its middle. `alignment` is as seen: left is left.
  void draw(QPainter& painter, const QRect& place, Qt::Alignment alignment, const QString& text);

private:
  struct Key {
    QString text;
    int width;

    bool operator==(const Key&) const = default;
    friend size_t qHash(const Key& key, size_t seed) { return qHashMulti(seed, key.text, key.width); }
  };
  struct Line {
    QStaticText text;
    QSize size;
  };

  [[nodiscard]] const Line& line(const QString& text, int width);

  QFont m_font;
  QCache<Key, Line> m_lines;
};

} // namespace sentinai
