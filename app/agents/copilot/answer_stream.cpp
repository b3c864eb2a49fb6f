// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/agents/copilot/answer_stream.h"

#include "repositories/records/visible_text.h"

#include <QRegularExpression>
#include <algorithm>

namespace sentinai {

namespace {

constexpr qsizetype kLongestCitation = 200;
constexpr qsizetype kLongestShown = 60'000;

/// As a reader would take them: `[1, 2]`, `[1; 2]`, `[1-3]`, `[1–3]`, in whatever digits and spaces.
bool belongsToCitation(QChar c) {
  return c.isDigit() || c.isSpace() || c.category() == QChar::Punctuation_Dash || c == QChar(0x2212) ||
         c == QLatin1Char(',') || c == QLatin1Char(';');
}

bool isDate(const QString& text) {
  static const QRegularExpression date(QStringLiteral(R"(\A\d{4}-\d\d-\d\d\z)"));
  return date.match(text).hasMatch();
}

/// First and last number of `3` or `3-5`, in this order; nothing where it is neither.
std::optional<std::pair<int, int>> rangeOf(const QString& text) {
  static const QRegularExpression range(QStringLiteral(R"(\A([0-9]+)(?:\s*[\p{Pd}\x{2212}]\s*([0-9]+))?\z)"));
  const QRegularExpressionMatch match = range.match(text);
  bool isFirst = false;
  bool isLast = false;
  const int first = match.captured(1).toInt(&isFirst);
  const int last = match.captured(match.lastCapturedIndex()).toInt(&isLast);
  return isFirst && isLast ? std::optional(std::minmax({first, last})) : std::nullopt;
}

} // namespace

QString AnswerStream::take(const QString& piece) {
  m_raw += piece;
  QString let;
  for (const QChar c : piece) {
    if (c == QLatin1Char('[')) {
      let += release();
      m_held = c;
    } else if (m_held.isEmpty()) {
      let += c;
    } else if (c == QLatin1Char(']')) {
      let += citation();
    } else if (!belongsToCitation(c)) {
      let += release() + c;
    } else if (m_held.size() < kLongestCitation) {
      m_held += c;
    } else {
      m_isTooLong = true;
    }
  }
  return show(let);
}

QString AnswerStream::finish() {
  // What breaks off in the middle of a citation reads like one.
  return show(std::ranges::any_of(m_held, [](QChar c) { return c.isDigit(); }) ? citation() : release());
}

/// What is held and turned out to be no citation.
QString AnswerStream::release() {
  return m_isTooLong ? citation() : std::exchange(m_held, {});
}

QString AnswerStream::show(const QString& text) {
  QString let = visibleText(text);
  if (m_shown.size() + let.size() > kLongestShown) {
    let.truncate(kLongestShown - m_shown.size());
    m_isFull = true;
  }
  m_shown += let;
  return let;
}

/// What is left of the citation that is held, without what closes it.
QString AnswerStream::citation() {
  static const QRegularExpression separator(QStringLiteral("[,;]"));
  const QString held = std::exchange(m_held, {});
  QStringList parts;
  for (const QString& part : held.sliced(1).split(separator)) {
    parts << part.simplified();
  }
  parts.removeAll(QString());
  if (std::exchange(m_isTooLong, false)) {
    parts = parts.first(std::max<qsizetype>(0, parts.size() - 1)); // The last may go on.
    parts << QStringLiteral("…");
  } else if (std::ranges::all_of(parts, isDate)) {
    return held + QLatin1Char(']');
  }
  QStringList kept;
  for (const QString& part : parts) {
    const std::optional<std::pair<int, int>> range = rangeOf(part);
    const bool isThere = range && m_sources.find(range->first) != nullptr && m_sources.find(range->second) != nullptr;
    for (const CopilotSource& source : m_sources.all()) {
      const QString number = QString::number(source.number);
      if (range && source.number >= range->first && source.number <= range->second && !kept.contains(number)) {
        kept << number;
        m_cited.insert(source.number);
      }
    }
    if (!isThere && !m_unresolved.contains(part)) {
      m_unresolved << part;
    }
  }
  return kept.isEmpty() ? QString() : QStringLiteral("[%1]").arg(kept.join(QStringLiteral(", ")));
}

} // namespace sentinai
