// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/agents/copilot/answer_stream.h"

#include "repositories/records/visible_text.h"

namespace sentinai {

namespace {

constexpr qsizetype kLongestCitation = 60;
constexpr qsizetype kLongestShown = 60'000;

bool belongsToCitation(QChar c) {
  return (c >= QLatin1Char('0') && c <= QLatin1Char('9')) || c == QLatin1Char(',') || c == QLatin1Char(' ');
}

} // namespace

QString AnswerStream::take(const QString& piece) {
  m_raw += piece;
  QString let;
  for (const QChar c : piece) {
    if (c == QLatin1Char('[')) {
      let += std::exchange(m_held, QString(c));
    } else if (m_held.isEmpty()) {
      let += c;
    } else if (c == QLatin1Char(']')) {
      m_held += c;
      let += citation();
    } else {
      m_held += c;
      if (!belongsToCitation(c) || m_held.size() > kLongestCitation) {
        let += std::exchange(m_held, {});
      }
    }
  }
  return show(let);
}

QString AnswerStream::finish() {
  return show(std::exchange(m_held, {}));
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

/// What is left of the citation that is held.
QString AnswerStream::citation() {
  const QString held = std::exchange(m_held, {});
  QStringList kept;
  bool isEmpty = true;
  for (const QString& part : held.mid(1, held.size() - 2).split(QLatin1Char(','))) {
    bool isNumber = false;
    const int number = part.trimmed().toInt(&isNumber);
    isEmpty = isEmpty && part.trimmed().isEmpty();
    if (isNumber && m_sources.find(number) != nullptr) {
      kept << QString::number(number);
      m_cited.insert(number);
    } else if (!part.trimmed().isEmpty() && !m_unresolved.contains(part.trimmed())) {
      m_unresolved << part.trimmed();
    }
  }
  if (isEmpty) {
    return held;
  }
  return kept.isEmpty() ? QString() : QStringLiteral("[%1]").arg(kept.join(QStringLiteral(", ")));
}

} // namespace sentinai
